import AssayCore
import AssayKeras
import AssayMetrics
import AssayModel
import Testing

/// What models were compiled with, in files.
struct CompileTests {
  /// What is given to `compile` for outputs `a` and `b`, by keys.
  private func keys(_ structure: MetricStructure, _ outputs: [String] = ["a", "b"]) throws
    -> [[String?]]
  {
    try structure.requests.assigned(to: outputs, argument: "metrics").map { $0.map(\.key) }
  }

  @Test func whatKerasWritesIsReadAndWrittenAsItWas() throws {
    let golden = try #require(try CompileGolden.configs()["compiled"]).items
    #expect(golden.count == 9)
    for one in golden {
      let compiled = try KerasCompile(reading: one)
      var wanted = one.plain(without: ["name"])
      // A function of Keras's is its name.
      if one["loss"]?["class_name"] == "function" {
        wanted = .object(
          wanted.members.map { member in
            switch member.name {
            case "loss": .init("loss", "mean_squared_error")
            case "metrics": .init("metrics", ["mean_squared_error"])
            default: member
            }
          })
      }
      #expect(try compiled.json().plain(without: ["name"]).line() == wanted.line())
    }
  }

  @Test func structuresAreThoseOfTheOutputs() throws {
    let golden = try #require(try CompileGolden.configs()["compiled"]).items
    let single = try KerasCompile(reading: golden[1])
    #expect(try keys(single.metrics, ["a"]) == [["accuracy", "mae"]])
    #expect(try keys(single.weightedMetrics, ["a"]) == [["MSE"]])
    let list = try KerasCompile(reading: golden[4])
    guard case .list(let losses) = list.losses, case .one(let hinge) = losses[1] else {
      Issue.record("no list of losses")
      return
    }
    #expect(hinge.className == "Hinge")
    #expect(try keys(list.metrics) == [["mae"], ["hinge", "acc"]])
    let named = try KerasCompile(reading: golden[5])
    #expect(try keys(named.metrics) == [["mae"], ["mse", "mean_squared_error"]])
    guard case .byOutput(let weights) = named.lossWeights, case .one(let weight) = weights[1].entry
    else {
      Issue.record("no weights by name")
      return
    }
    #expect(weights.map(\.name) == ["a", "b"])
    #expect(weight == 0.5)
    let holes = try KerasCompile(reading: golden[7])
    guard case .list(let parts) = holes.losses else {
      Issue.record("no list of losses")
      return
    }
    #expect(parts.map(\.isNothing) == [false, true])
    #expect(try keys(holes.metrics) == [[], ["mae"]])
  }

  @Test func requestsBecomeStructures() throws {
    func line(_ requests: MetricRequests) throws -> String? {
      let compiled = KerasCompile(optimizer: nil, metrics: MetricStructure(requests))
      return try compiled.json()["metrics"]?.line()
    }
    #expect(try line([]) == "null")
    #expect(try line([.accuracy, "mae"]) == #"["accuracy", "mae"]"#)
    #expect(try line([["acc"], []]) == #"[["acc"], []]"#)
    #expect(try line(["b": ["mse"], "a": "mae"]) == #"{"b": ["mse"], "a": "mae"}"#)
  }

  @Test func whatIsWritten() throws {
    let compiled = KerasCompile(
      optimizer: SGD(), losses: .one(.meanSquaredError), lossWeights: .list([.one(1), .one(0.5)]),
      others: [.init("auto_scale_loss", true)])
    let json = try compiled.json(currentRate: 0.5)
    #expect(
      json.members.map(\.name) == [
        "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly",
        "steps_per_execution", "jit_compile", "auto_scale_loss",
      ])
    #expect(json["optimizer"]?["config"]?["learning_rate"] == 0.5)
    #expect(json["loss"]?["class_name"] == "MeanSquaredError")
    #expect(json["loss_weights"] == [1.0, 0.5])
    #expect(json["jit_compile"] == "auto")
    let again = try KerasCompile(reading: json)
    #expect(again.others == [.init("auto_scale_loss", true)])
    #expect(try again.json() == json)
  }

  @Test func filesOfKeras2AreRead() throws {
    let json: JSON = [
      "loss": [
        "class_name": "CategoricalCrossentropy",
        "config": [
          "reduction": "auto", "name": "categorical_crossentropy", "from_logits": false,
          "label_smoothing": 0, "axis": -1,
        ],
      ],
      "metrics": [
        [
          [
            "class_name": "MeanMetricWrapper",
            "config": ["name": "accuracy", "dtype": "float32", "fn": "categorical_accuracy"],
          ],
          ["class_name": "AUC", "config": ["name": "auc", "dtype": "float32"]],
        ], nil,
      ],
      "weighted_metrics": nil, "loss_weights": nil, "sample_weight_mode": nil,
      "optimizer_config": [
        "class_name": "SGD", "config": ["name": "SGD", "lr": 0.25, "decay": 0, "momentum": 0.5],
      ],
    ]
    let compiled = try KerasCompile(keras2: json)
    let sgd = try #require(compiled.optimizer as? SGD)
    #expect(sgd.momentum == 0.5)
    #expect(sgd.learningRate == 0.25)
    #expect(try keys(compiled.metrics) == [["accuracy", "auc"], []])
    #expect(compiled.others.isEmpty)
    #expect(try compiled.json()["loss"]?["config"]?["reduction"] == "sum_over_batch_size")
  }

  @Test func tuplesAreLists() throws {
    let compiled = try KerasCompile(reading: [
      "metrics": ["class_name": "__tuple__", "items": ["mae", "mse"]]
    ])
    #expect(try keys(compiled.metrics, ["a"]) == [["mae", "mse"]])
    #expect(compiled.optimizer == nil)
  }

  @Test func refusals() {
    func text(_ json: JSON) -> String? { refusal { _ = try KerasCompile(reading: json) } }
    #expect(
      text(["optimizer": "adams"])?.hasPrefix(
        "compile_config: found the optimizer \"adams\"; wanted one that Assay has: ") == true)
    #expect(
      text(["loss": ["a": "mine"]])?.hasPrefix(
        "compile_config, loss, \"a\": found the loss \"mine\"; wanted one of Keras's: ") == true)
    #expect(
      text(["loss": [["mse"], ["mae"]]])
        == "compile_config, loss: found a list in a list; wanted one value for an output, or a list "
        + "of such")
    #expect(
      text(["metrics": ["a": ["b": "mse"]]])
        == "compile_config, metrics, \"a\": found names of outputs in an output's own; wanted one "
        + "value for an output, or a list of such")
    #expect(
      text(["loss_weights": [1, .number(.nan)]])
        == "compile_config, loss_weights: found NaN; wanted a finite number")
    #expect(
      text(["steps_per_execution": 0])
        == "compile_config: found steps_per_execution = 0; wanted a whole number in 1...2147483647")
    #expect(
      text(["jit_compile": "always"])
        == "compile_config: found jit_compile = \"always\"; wanted true or false")
    #expect(
      text([]) == "compile_config: found a config that is a list; wanted an object")
    let own = KerasCompile(
      optimizer: nil, metrics: .list([.one("mse"), .one(.metric(BrierScore()))]))
    #expect(
      refusal { _ = try own.json() }
        == "metrics: found the metric \"BrierScore\"; wanted a metric that Keras has, for a file that "
        + "Keras opens")
  }

  @Test func hostileValuesAreReadOrRefused() throws {
    let golden = try #require(try CompileGolden.configs()["compiled"]).items
    for one in [golden[1], golden[5]] {
      for key in one.members.map(\.name) {
        for value in hostileValues {
          for nested: JSON in [value, [value], [[value]], ["a": value], ["a": [value]]] {
            let members = one.members.filter { $0.name != key } + [.init(key, nested)]
            guard let compiled = try? KerasCompile(reading: .object(members)) else { continue }
            _ = try? compiled.json()
            _ = compiled.metrics.requests
          }
        }
      }
    }
    for value in hostileValues {
      _ = try? KerasCompile(reading: value)
      _ = try? KerasCompile(keras2: value)
    }
  }
}
