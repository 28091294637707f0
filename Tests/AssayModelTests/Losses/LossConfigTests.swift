import AssayModel
import Testing

/// Losses from what Keras saves.
struct LossConfigTests {
  @Test func takesTheArgumentsThatKerasTakes() throws {
    let loss = try Loss(
      kerasClass: "SparseCategoricalCrossentropy",
      config: [
        "name": .text("mine"), "reduction": .null, "from_logits": .bool(true),
        "ignore_class": .number(255), "axis": .number(1), "dtype": .text("float32"),
      ])
    #expect(loss.name == "mine")
    #expect(loss.className == "SparseCategoricalCrossentropy")
    #expect(loss.reduction == .none)
    #expect(loss.fromLogits == true)
    #expect(loss.ignoredClasses == [255])
    #expect(loss.classAxis == 1)
  }

  static let mistakes: [(String, [String: Loss.ConfigValue], String)] = [
    (
      "Huber", ["delta": .text("3")], "Huber: delta is \"3\"; wanted a number"
    ),
    (
      "Huber", ["gamma": .number(3)],
      "Huber: an argument \"gamma\"; wanted the arguments that Keras has"
    ),
    (
      "Dice", ["axis": .list([.number(1.5)])],
      "Dice: axis is [1.5]; wanted a whole number, or a list of such"
    ),
    (
      "BinaryCrossentropy", ["axis": .bool(true)],
      "BinaryCrossentropy: axis is true; wanted a whole number"
    ),
    (
      "BinaryCrossentropy", ["from_logits": .number(1)],
      "BinaryCrossentropy: from_logits is 1; wanted true or false"
    ),
    (
      "CTC", ["reduction": .text("average")],
      "CTC: reduction is \"average\"; wanted null or one of sum_over_batch_size, mean, sum, "
        + "mean_with_sample_weight, none"
    ),
    ("CTC", ["name": .number(1)], "CTC: name is 1; wanted a text"),
  ]

  @Test(arguments: mistakes.indices)
  func anythingElseIsRefused(index: Int) {
    let (name, config, message) = Self.mistakes[index]
    let error = #expect(throws: ModelError.self) { try Loss(kerasClass: name, config: config) }
    #expect(error?.description == message)
  }

  @Test func anUnknownClassIsNamedBesideThoseThereAre() throws {
    let error = try #require(
      #expect(throws: ModelError.self) { try Loss(kerasClass: "LogCos", config: [:]) })
    #expect(error.description.hasPrefix("loss: class \"LogCos\"; wanted one of MeanSquaredError, "))
    #expect(error.description.hasSuffix(", Circle, CTC"))
  }
}
