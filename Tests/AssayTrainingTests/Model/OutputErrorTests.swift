import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// What is asked of outputs, one by one: what does not fit is refused, never spread or dropped.
struct OutputErrorTests {
  private let outputs = "diagnosis, radius"

  private func refuses(
    _ text: String, _ location: SourceLocation = #_sourceLocation,
    _ body: (Model) throws -> Void
  ) {
    let model = twoOutputs()
    let error = #expect(throws: (any Error).self, sourceLocation: location) { try body(model) }
    #expect(error.map { "\($0)" } == text, sourceLocation: location)
  }

  @Test func lossesForOtherOutputs() {
    let advice = "give one each, nil for none, or one loss for all"
    refuses("3 losses were given for 2 outputs, \(outputs); \(advice)") {
      try $0.compile(loss: ["mse", "mse", "mse"])
    }
    refuses("1 loss was given for 2 outputs, \(outputs); \(advice)") {
      try $0.compile(loss: ["mse"])
    }
    refuses(
      "loss names an output \"radios\"; the model has \(outputs); did you mean \"radius\"?"
    ) {
      try $0.compile(loss: ["diagnosis": "mse", "radios": "mse"])
    }
    refuses(
      "loss names diagnosis, but not output radius; give it one too, or \"radius\": nil to train "
        + "it with none"
    ) {
      try $0.compile(loss: ["diagnosis": "mse"])
    }
    refuses(
      "loss is 2 losses for one output; wanted one loss for each output; add them up in a custom loss"
    ) {
      try $0.compile(loss: ["diagnosis": ["mse", "mae"], "radius": "mse"])
    }
    refuses(
      "no output has a loss (\(outputs)) and no layer adds one: there is nothing to make smaller"
    ) {
      try $0.compile(loss: [nil, nil], metrics: [["mae"], nil])
      try $0.fit(twoLabels(4), progress: .silent)
    }
  }

  @Test func lossWeightsForOtherOutputs() {
    let advice = "give one each, or weights by name"
    refuses("3 loss weights were given for 2 outputs, \(outputs); \(advice)") {
      try $0.compile(loss: "mse", lossWeights: [1, 2, 3])
    }
    refuses("1 loss weight was given for 2 outputs, \(outputs); \(advice)") {
      try $0.compile(loss: "mse", lossWeights: 2)
    }
    refuses(
      "lossWeights names an output \"diagnoses\"; the model has \(outputs); "
        + "did you mean \"diagnosis\"?"
    ) {
      try $0.compile(loss: "mse", lossWeights: ["diagnoses": 2])
    }
    for weight in [Double.infinity, -1e39] {
      refuses("lossWeights is \(weight); wanted numbers from -3.4e38 to 3.4e38") {
        try $0.compile(loss: "mse", lossWeights: [1, weight])
      }
    }
  }

  @Test(arguments: [false, true]) func metricsForOtherOutputs(isWeighted: Bool) {
    let argument = isWeighted ? "weightedMetrics" : "metrics"
    func compile(_ model: Model, _ metrics: MetricRequests) throws {
      if isWeighted {
        try model.compile(loss: "mse", weightedMetrics: metrics)
      } else {
        try model.compile(loss: "mse", metrics: metrics)
      }
    }
    let advice =
      "for a model with 2 outputs, \(outputs); give a list for each in this order, nil for none, "
      + "or lists by name"
    refuses("\(argument): a list of 1 entry \(advice)") { try compile($0, ["mae"]) }
    refuses("\(argument): a list of 3 entries \(advice)") {
      try compile($0, ["mae", ["mse"], nil])
    }
    refuses("\(argument): \"radios\" \(advice)") { try compile($0, ["radios": ["mae"]]) }
  }

  @Test func labelsAndWeightsForOtherOutputs() throws {
    let x = Tensor(zeros: [2, 3])
    let y = Tensor(zeros: [2, 1])
    refuses("the data has 1 array of labels; the model wants 2") {
      try $0.compile(loss: "mse")
      try $0.fit(Dataset(inputs: [x], labels: [y]), progress: .silent)
    }
    refuses("the validation data has 3 arrays of labels; the model wants 2") {
      try $0.compile(loss: "mse")
      try $0.fit(
        twoLabels(4), validation: .data(Dataset(inputs: [x], labels: [y, y, y])),
        progress: .silent)
    }
    let error = #expect(throws: DataError.self) {
      try Dataset(inputs: [x], labels: [y, y], weights: [Tensor(zeros: [2, 5])])
    }
    let advice =
      "give one each, nil for those without, or one array with one weight a sample for all"
    #expect(error?.description == "1 array of weights for 2 of labels; \(advice)")
    let three = #expect(throws: DataError.self) {
      try Dataset(inputs: [x], labels: [y, y], weights: [nil, nil, nil])
    }
    #expect(three?.description == "3 arrays of weights for 2 of labels; \(advice)")
  }

  @Test func lossesAndMetricsSayWhoseTheyAre() throws {
    let data = try twoLabels(4)
    refuses(
      "MeanSquaredError of output radius: got weights [batch, 3]; wanted [batch], as the values "
        + "are [batch]"
    ) {
      try $0.compile(loss: "mse")
      try $0.fit(data.weighted(by: [nil, Tensor(zeros: [4, 3])]), progress: .silent)
    }
    refuses(
      "radius_binary_accuracy: BinaryAccuracy: label 2 in row 1 is neither 0 nor 1; recode the "
        + "labels as 0 and 1"
    ) {
      try $0.compile(loss: "mse", metrics: ["radius": ["binary_accuracy"]])
      let other = try Tensor([1, 2, 0, 1] as [Float], shape: [4, 1])
      try $0.fit(
        Dataset(inputs: data.inputs, labels: [data.labels[0], other]), shuffle: false,
        progress: .silent)
    }
    refuses(
      "radius_categorical_accuracy: CategoricalAccuracy: labels [1, 1] do not fit predictions "
        + "[1, 1]; predictions need a last axis of 2 or more classes; one output is for "
        + "BinaryAccuracy"
    ) {
      try $0.compile(loss: "mse", metrics: ["radius": ["categorical_accuracy"]])
      try $0.fit(data, progress: .silent)
    }
  }

  @Test func classWeightsForOtherOutputs() {
    refuses(
      "classWeights is one table for the outputs \(outputs); wanted .byOutput([\"diagnosis\": […]])"
    ) {
      try $0.compile(loss: "mse")
      try $0.fit(twoLabels(4), classWeights: [0: 2], progress: .silent)
    }
    refuses(
      "classWeights names an output \"radios\"; the model has \(outputs); did you mean \"radius\"?"
    ) {
      try $0.compile(loss: "mse")
      try $0.fit(twoLabels(4), classWeights: .byOutput(["radios": [0: 2]]), progress: .silent)
    }
    for weight in [-1, 1e39] {
      refuses("classWeights is \(weight) for class 1; wanted numbers from 0 to 3.4e38") {
        try $0.compile(loss: "mse")
        try $0.fit(
          twoLabels(4), classWeights: .byOutput(["diagnosis": [0: 2, 1: weight]]),
          progress: .silent)
      }
    }
  }

  @Test(
    arguments: [
      [4, 2]: "MeanSquaredError: got weights [batch, 2]; wanted [batch], as the values are [batch]",
      [4, 1, 2]:
        "MeanSquaredError: got weights [batch, 1, 2]; wanted [batch], as the values are [batch]",
      [3]: "x has 4 rows, but weights has 3; every array needs one row a sample",
    ] as [Shape: String])
  func weightsThatFitNoValueAreNeitherSpreadNorCut(shape: Shape, text: String) throws {
    let model = try zeroModel()
    try model.compile(optimizer: still, loss: "mse", weightedMetrics: ["mae"])
    let error = #expect(throws: (any Error).self) {
      let data = try rows([1, 2, 3, 4])
      _ = try model.evaluate(data.weighted(by: [Tensor(zeros: shape)]))
    }
    #expect(error.map { "\($0)" } == text)
  }
}
