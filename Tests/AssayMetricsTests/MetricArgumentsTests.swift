import AssayMetrics
import Testing

struct MetricArgumentsTests {
  private func arguments(_ values: [String: MetricArgument]) -> MetricArguments {
    MetricArguments("AUC", values)
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return "\(error)" }
  }

  @Test func whatIsGivenIsRead() throws {
    let given = arguments(["k": 3, "t": 0.5, "list": [0.25, 1], "flag": true, "none": nil])
    #expect(try given.integer("k", default: 5) == 3)
    #expect(try given.number("k", default: 5) == 3)
    #expect(try given.number("t", default: 0) == 0.5)
    #expect(try given.numbers("list") == [0.25, 1])
    #expect(try given.numbers("t") == [0.5])
    #expect(try given.bool("flag", default: false))
    #expect(try given.integer("none", default: 7) == 7)
    #expect(try given.integer("absent") == nil)
    #expect(!given.has("none") && given.has("k"))
  }

  @Test func whatDoesNotFitIsSaid() {
    let given = arguments(["k": 2.5, "t": "high", "list": [0.5, 2], "empty": []])
    #expect(
      message { _ = try given.integer("k", default: 5, in: 1...) }
        == "AUC: k is 2.5; wanted a whole number, 1 or more")
    #expect(
      message { _ = try given.number("t", default: 0) } == #"AUC: t is "high"; wanted a number"#)
    #expect(
      message { _ = try given.numbers("list", in: 0...1) }
        == "AUC: list is [0.5, 2]; wanted numbers in 0.0...1.0")
    #expect(message { _ = try given.numbers("empty") } == "AUC: empty is []; wanted numbers")
    #expect(
      message { _ = try given.bool("k", default: true) } == "AUC: k is 2.5; wanted true or false")
  }

  @Test func whatIsNotKnownIsRefused() {
    #expect(
      message { try arguments(["treshold": 1]).requireKnown(["threshold"]) }
        == #"AUC: there is no argument "treshold"; there are threshold"#)
    #expect(message { try arguments(["name": "a", "dtype": "float32"]).requireKnown([]) } == nil)
    #expect(
      message { _ = try MetricCatalog.metric(named: "mse", ["k": 1]) }
        == #"MeanSquaredError: there is no argument "k"; it takes none"#)
  }

  @Test func keysInSnakeCaseAreKerass() throws {
    for (string, wanted) in [
      ("top_k_categorical_accuracy", "TopKCategoricalAccuracy"), ("MSE", "MeanSquaredError"),
    ] {
      #expect("\(type(of: try MetricCatalog.metric(named: string)))" == wanted)
    }
  }
}
