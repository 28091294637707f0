import AssayCore
import AssayKeras
import AssayModel
import Testing

/// Keras's objects <-> losses.
struct LossTests {
  @Test func whatKerasWritesIsReadAndWrittenAsItWas() throws {
    let golden = try #require(try CompileGolden.configs()["losses"]).items
    #expect(golden.count == 44)
    for one in golden {
      let loss = try KerasLosses.read(one)
      #expect(loss.className == one["class_name"]?.text)
      #expect(try KerasLosses.write(loss).line() == one.line())
    }
  }

  @Test func namesStayNames() throws {
    for name in ["mse", "MSE", "mean_squared_error", "MeanSquaredError"] {
      let loss = try KerasLosses.read(.string(name))
      #expect(loss.className == "MeanSquaredError")
      #expect(try KerasLosses.write(loss) == .string(name))
    }
    // Keras does not find it by its name.
    let name = "categorical_generalized_cross_entropy"
    #expect(
      try KerasLosses.write(try KerasLosses.read(.string(name)))["config"]
        == ["name": .string(name), "reduction": "sum_over_batch_size", "q": 0.5])
    // Another reduction is more than the name says.
    var loss = try KerasLosses.read("mse")
    loss.reduction = .sum
    #expect(
      try KerasLosses.write(loss).line()
        == #"{"module": "keras.losses", "class_name": "MeanSquaredError", "config": "#
        + #"{"name": "mean_squared_error", "reduction": "sum"}, "registered_name": null}"#)
  }

  @Test func functionsOfKerassAreTheirNames() throws {
    let loss = try KerasLosses.read([
      "module": "builtins", "class_name": "function", "config": "mean_squared_error",
      "registered_name": "function",
    ])
    #expect(try KerasLosses.write(loss) == "mean_squared_error")
    let bare = try KerasLosses.read(["class_name": "function", "config": "hinge"])
    #expect(bare.className == "Hinge")
  }

  @Test func whatKerasReadsAndForgetsIsWritten() throws {
    func config(_ loss: Loss) throws -> JSON? { try KerasLosses.write(loss)["config"] }
    #expect(try config(.huber(delta: 0.3))?["delta"] == 0.3)
    #expect(try config(.cosineSimilarity(axis: 1))?["axis"] == 1)
    #expect(try config(.sparseCategoricalCrossentropy(ignoreClass: 255))?["ignore_class"] == 255)
    #expect(try config(.sparseCategoricalCrossentropy(axis: 1))?["axis"] == 1)
    #expect(try config(.dice(axis: [1, 2]))?["axis"] == [1, 2])
    let again = try KerasLosses.read(try KerasLosses.write(.huber(delta: 0.3)))
    #expect(try config(again)?["delta"] == 0.3)
  }

  @Test func olderFilesAreRead() throws {
    let loss = try KerasLosses.read([
      "class_name": "SparseCategoricalCrossentropy",
      "config": [
        "reduction": "auto", "name": "sparse_categorical_crossentropy", "from_logits": true,
        "ignore_class": nil, "fn": "sparse_categorical_crossentropy",
      ],
    ])
    #expect(loss.reduction == .sumOverBatchSize)
    #expect(loss.fromLogits == true)
  }

  @Test func refusals() {
    func text(_ json: JSON) -> String? { refusal { _ = try KerasLosses.read(json) } }
    let known = Loss.Catalog.names.joined(separator: ", ")
    #expect(
      text("my_loss")
        == "found the loss \"my_loss\"; wanted one of Keras's: \(known); Assay runs no code from a "
        + "file")
    #expect(
      text([
        "module": "builtins", "class_name": "function", "config": "my_loss",
        "registered_name": "function",
      ])
        == "found the loss \"my_loss\"; wanted one of Keras's: \(known); Assay runs no code from a "
        + "file")
    #expect(
      text(["class_name": "__lambda__", "config": ["value": "4wE="]])
        == "loss: found a function of one's own (__lambda__); wanted one of Keras's: Assay runs no "
        + "code from a file")
    #expect(
      text([
        "module": "builtins", "class_name": "function", "config": "hinge",
        "registered_name": "mine>hinge",
      ])
        == "loss: found a function of one's own (function); wanted one of Keras's: Assay runs no code "
        + "from a file")
    #expect(
      text(["module": "keras.losses", "class_name": "Huber", "config": ["delta": "big"]])
        == "Huber: found delta is \"big\"; wanted a number")
    #expect(
      text(["module": "keras.losses", "class_name": "Huber", "config": ["gamma": 1]])
        == "Huber: found an argument \"gamma\"; wanted the arguments that Keras has")
    #expect(
      text(["module": "keras.losses", "class_name": "Dice", "config": ["axis": .integer(1 << 62)]])
        == "Dice: found axis = 4.611686018427388e+18; wanted a number in -2147483647...2147483647")
    #expect(text(nil) == "loss: found null; wanted an object with a class_name and a config")
    let own = Loss("mine") { _, predictions in predictions }
    #expect(
      refusal { _ = try KerasLosses.write(own) }
        == "found the loss \"mine\", which is your own; wanted a loss that Keras has, for a file that "
        + "Keras opens")
    #expect(
      refusal {
        _ = try KerasLosses.write(.sparseCategoricalCrossentropy(ignoreClasses: [3, 1]))
      }
        == "found SparseCategoricalCrossentropy with ignoreClasses [1, 3]; wanted at most one, for a "
        + "file that Keras opens")
  }

  @Test func hostileValuesAreReadOrRefused() throws {
    for one in try #require(try CompileGolden.configs()["losses"]).items {
      let keys = try #require(one["config"]).members.map(\.name) + ["dtype", "delta", "axis"]
      for key in keys {
        for value in hostileValues {
          guard let loss = try? KerasLosses.read(one.setting(key, value)) else { continue }
          _ = try KerasLosses.write(loss)
          // Bad arguments are found out where shapes are known, without a trap.
          let y = Symbol.input([Shape.free, 4])
          _ = loss.values(labels: y, predictions: y)
        }
      }
    }
  }
}
