import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

/// What does not fit is refused before the first step, in words that name it.
struct BadInputTests {
  /// Expects the whole text, the weights as they were, and a model that can still be trained.
  private func refuses(
    _ text: String, _ model: Model, _ location: SourceLocation = #_sourceLocation,
    _ body: (Model) throws -> Void
  ) throws {
    let before = model.weights
    let error = #expect(throws: (any Error).self, sourceLocation: location) { try body(model) }
    #expect(error.map { "\($0)" } == text, sourceLocation: location)
    #expect(model.weights == before, sourceLocation: location)
    let good = try classified(20)
    #expect(
      try model.fit(good, progress: .silent).epochs == [0], sourceLocation: location)
    #expect(try model.evaluate(good).loss.isFinite, sourceLocation: location)
  }

  private func x(_ rows: Int, _ columns: Int = 6) -> Tensor { Tensor(zeros: [rows, columns]) }
  private func y(_ labels: [Int]) -> Tensor { Tensor(labels) }

  @Test func inputsOfAnotherShape() throws {
    try refuses("x: rows are [5]; the model wants [6]", classifier()) {
      try $0.fit(Dataset(x(4, 5), y([0, 1, 2, 0])), progress: .silent)
    }
    try refuses("x: rows are [6, 1]; the model wants [6]", classifier()) {
      _ = try $0.evaluate(Dataset(Tensor(zeros: [4, 6, 1]), y([0, 1, 2, 0])))
    }
    try refuses("x: rows are []; the model wants [6]", classifier()) {
      _ = try $0.predict(Tensor(zeros: [6]))
    }
  }

  @Test func anotherNumberOfArrays() throws {
    try refuses("the data has 0 arrays of labels; the model wants 1", classifier()) {
      try $0.fit(Dataset(x(4)), progress: .silent)
    }
    try refuses("the data has 2 arrays of inputs; the model wants 1", classifier()) {
      try $0.fit(
        Dataset(inputs: [x(2), x(2)], labels: [y([0, 1])]), progress: .silent)
    }
    try refuses("the data has 2 arrays of inputs; the model wants 1", classifier()) {
      _ = try $0.predict([x(2), x(2)])
    }
    try refuses("a dataset needs at least one input array", classifier()) {
      _ = try $0.predict([])
    }
  }

  @Test func rowsThatDiffer() throws {
    try refuses(
      "x has 4 rows, but y has 3; every array needs one row a sample", classifier()
    ) {
      try $0.fit(Dataset(x(4), y([0, 1, 2])), progress: .silent)
    }
  }

  @Test func noRows() throws {
    try refuses("x has no rows; give at least one sample", classifier()) {
      try $0.fit(Dataset(x(0), y([])), progress: .silent)
    }
    try refuses("x has no rows; give at least one sample", classifier()) {
      _ = try $0.predict(x(0))
    }
  }

  @Test func labelsOutsideTheClasses() throws {
    try refuses("y: label 3 in row 2 is outside 0..<3; labels count from 0", classifier()) {
      try $0.fit(Dataset(x(4), y([0, 1, 3, 0])), progress: .silent)
    }
    try refuses("y: label -1 in row 3 is outside 0..<3; labels count from 0", classifier()) {
      _ = try $0.evaluate(Dataset(x(4), y([0, 1, 2, -1])))
    }
  }

  @Test func fractionalClassIndices() throws {
    let fractions = Tensor([0, 1.5, 2, 0] as [Float])
    try refuses(
      "crossentropy: labels [batch] float32 run over 0...2 and are not all whole numbers; "
        + "labels of this shape are class indices, 0...2", classifier()
    ) {
      try $0.fit(Dataset(x(4), fractions), progress: .silent)
    }
    let model = try classifier()
    try model.compile(loss: .sparseCategoricalCrossentropy(fromLogits: true))
    try refuses(
      "y: label 1.5 in row 1 is not a class index; labels are whole numbers in 0..<3", model
    ) {
      try $0.fit(Dataset(x(4), fractions), progress: .silent)
    }
  }

  @Test(arguments: [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func numbersThatAreNotFinite(value: Float, text: String) throws {
    var numbers = [Float](repeating: 0, count: 24)
    numbers[15] = value
    let bad = try Tensor(numbers, shape: [4, 6])
    let message = "x: \(text) in row 2; numbers must be finite: repair the row or leave it out"
    try refuses(message, classifier()) {
      try $0.fit(Dataset(bad, y([0, 1, 2, 0])), progress: .silent)
    }
    try refuses(message, classifier()) { _ = try $0.evaluate(Dataset(bad, y([0, 1, 2, 0]))) }
    try refuses(message, classifier()) { try $0.trainStep(Dataset(bad, y([0, 1, 2, 0]))) }
    try refuses(message, classifier()) { _ = try $0.predict(bad) }
    try refuses(
      "y: \(text) in row 1; numbers must be finite: repair the row or leave it out",
      classifier()
    ) {
      try $0.fit(
        Dataset(x(4), Tensor([0, value, 2, 0] as [Float])), progress: .silent)
    }
  }

  @Test func numbersThatFloat32CannotHold() throws {
    var numbers = [Double](repeating: 0, count: 24)
    numbers[15] = 1e39
    let bad = try Tensor(numbers, shape: [4, 6])
    try refuses(
      "x: 1e+39 in row 2; models compute in float32, which ends at 3.4e38: scale the numbers",
      classifier()
    ) {
      try $0.fit(Dataset(bad, y([0, 1, 2, 0])), progress: .silent)
    }
  }

  @Test func rowsAreCountedInTheDataThatWasGiven() throws {
    // Row 8 of 10 is the first that is held for validation.
    var numbers = [Float](repeating: 0, count: 60)
    numbers[8 * 6] = .nan
    let bad = try Tensor(numbers, shape: [10, 6])
    try refuses(
      "x: nan in row 8; numbers must be finite: repair the row or leave it out", classifier()
    ) {
      try $0.fit(
        Dataset(bad, y([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])), validation: .split(0.2),
        progress: .silent)
    }
    try refuses("y: label 7 in row 9 is outside 0..<3; labels count from 0", classifier()) {
      try $0.fit(
        Dataset(x(10), y([0, 1, 2, 0, 1, 2, 0, 1, 2, 7])), validation: .split(0.2),
        progress: .silent)
    }
  }

  @Test func validationDataIsCalledSo() throws {
    try refuses("validation x: rows are [5]; the model wants [6]", classifier()) {
      try $0.fit(
        classified(20), validation: .data(Dataset(x(2, 5), y([0, 1]))), progress: .silent)
    }
    try refuses(
      "validation y: label 3 in row 1 is outside 0..<3; labels count from 0", classifier()
    ) {
      try $0.fit(
        classified(20), validation: .data(Dataset(x(2), y([0, 3]))), progress: .silent)
    }
    try refuses(
      "validation y: rows are [3]; the model wants [] or [1]; SparseCategoricalCrossentropy "
        + "takes one class index for each row of output [batch, 3]", classifier()
    ) {
      try $0.fit(
        classified(20), validation: .data(Dataset(x(2), Tensor(zeros: [2, 3]))),
        progress: .silent)
    }
    try refuses(
      "the validation data has 0 arrays of labels; the model wants 1", classifier()
    ) {
      try $0.fit(classified(20), validation: .data(Dataset(x(2))), progress: .silent)
    }
  }

  @Test func aSplitThatLeavesNothing() throws {
    try refuses(
      "a validation split of 0.9 leaves none of 1 row for training; give a smaller fraction, "
        + "more rows, or validation data of its own", classifier()
    ) {
      try $0.fit(Dataset(x(1), y([0])), validation: .split(0.9), progress: .silent)
    }
    try refuses(
      "validation split 1.0 is not a fraction between 0 and 1, both excluded; "
        + "0.2 keeps the last fifth of the rows for validation", classifier()
    ) {
      try $0.fit(classified(20), validation: .split(1), progress: .silent)
    }
  }

  @Test func argumentsOutOfRange() throws {
    let data = try classified(20)
    try refuses("batchSize is 0; wanted 1 or more", classifier()) {
      try $0.fit(data, batchSize: 0, progress: .silent)
    }
    try refuses("batchSize is -2; wanted 1 or more", classifier()) {
      _ = try $0.evaluate(data, batchSize: -2)
    }
    try refuses("batchSize is 0; wanted 1 or more", classifier()) {
      _ = try $0.predict(data.inputs, batchSize: 0)
    }
    try refuses("epochs is 0; wanted 1 or more", classifier()) {
      try $0.fit(data, epochs: 0, progress: .silent)
    }
    try refuses("initialEpoch is -1; wanted 0 or more", classifier()) {
      try $0.fit(data, initialEpoch: -1, progress: .silent)
    }
    try refuses("initialEpoch is \(Int.max); wanted less than 2^53", classifier()) {
      try $0.fit(data, epochs: .max, initialEpoch: .max, progress: .silent)
    }
    try refuses("threads is 0; wanted 1 or more", classifier()) {
      try $0.compile(loss: .crossentropy, threads: 0)
    }
    try refuses("threads is \(Int.max); wanted 1024 or fewer", classifier()) {
      try $0.compile(loss: .crossentropy, threads: .max)
    }
  }

  @Test func labelsOfAnotherShape() throws {
    try refuses(
      "crossentropy: labels [batch, 4] do not fit output [batch, 3]; it takes labels [batch] "
        + "or [batch, 1] (class indices) or [batch, 3] (one-hot rows, or a label for each)",
      classifier()
    ) {
      try $0.fit(Dataset(x(2), Tensor(zeros: [2, 4])), progress: .silent)
    }
    let model = try classifier()
    try model.compile(loss: "mse")
    let error = #expect(throws: TrainingError.self) {
      try model.fit(Dataset(x(2), y([0, 1])), progress: .silent)
    }
    #expect(
      error?.description
        == "y: rows are []; the model wants [3]; MeanSquaredError compares them with output "
        + "[batch, 3], element by element")
  }

  @Test func labelsThatTheMetricCannotTake() throws {
    let model = try classifier()
    let before = model.weights
    try model.compile(
      loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.metric(CategoricalAccuracy())])
    let error = #expect(throws: MetricError.self) {
      try model.fit(classified(20), progress: .silent)
    }
    #expect(
      error?.description
        == "CategoricalAccuracy: labels [1] do not fit predictions [1, 3]; "
        + "class indices need SparseCategorical in place of Categorical")
    #expect(model.weights == before)
  }

  @Test func aModelThatIsNotCompiled() throws {
    let model = try zeroModel()
    let data = try counted(3)
    for (action, call) in [
      ("fit", { try model.fit(data, progress: .silent) }),
      ("evaluate", { _ = try model.evaluate(data) }),
      ("trainStep", { try model.trainStep(data) }), ("testStep", { _ = try model.testStep(data) }),
    ] as [(String, () throws -> Void)] {
      let error = #expect(throws: TrainingError.self, performing: call)
      #expect(
        error?.description
          == "\(action): the model has not been compiled; call "
          + "compile(optimizer:loss:metrics:) first")
    }
    #expect(try model.predict(data.inputs[0]) == Tensor(zeros: [3, 1]))
  }

  @Test func namesThatNobodyKnows() throws {
    try refuses(
      "loss \"crossentropi\" is not known; did you mean \"crossentropy\"? Known are "
        + (["crossentropy"] + Loss.Catalog.names).joined(separator: ", "), classifier()
    ) {
      try $0.compile(loss: "crossentropi")
    }
    let model = try classifier()
    let before = model.weights
    try model.compile(loss: .crossentropy, metrics: ["precison"])
    let error = #expect(throws: MetricError.self) {
      try model.fit(classified(20), progress: .silent)
    }
    #expect(
      error?.description
        == "no metric or loss is called \"precison\"; did you mean \"precision\"?")
    #expect(model.weights == before)
  }

  @Test func aMetricCalledLoss() throws {
    let model = try classifier()
    try model.compile(
      loss: .crossentropy, metrics: [.function("loss") { labels, _ in labels.doubles }])
    let error = #expect(throws: MetricError.self) {
      try model.fit(classified(20), progress: .silent)
    }
    #expect(
      error?.description
        == "a metric cannot be called \"loss\", which is the key of the loss; "
        + "give it another name")
  }

  @Test func severalOutputs() throws {
    let x = Input(2)
    let model = Model(inputs: x, outputs: Dense(1, name: "a")(x), Dense(1, name: "b")(x))
    let metrics = #expect(throws: MetricError.self) {
      try model.compile(loss: "mse", metrics: ["mae"])
    }
    #expect(
      metrics?.description
        == "metrics: a list of 1 entry for a model with 2 outputs, a, b; give a list for each in "
        + "this order, nil for none, or lists by name")
    let losses = #expect(throws: TrainingError.self) {
      try model.compile(loss: ["mse", "mse", "mse"])
    }
    #expect(
      losses?.description
        == "3 losses were given for 2 outputs, a, b; give one each, nil for none, or one loss for all"
    )
  }

  @Test func trainingThatDiverges() throws {
    let model = try zeroModel()
    try model.compile(optimizer: SGD(learningRate: 1e30), loss: "mse")
    let error = #expect(throws: TrainingError.self) {
      try model.fit(
        rows([1, 2, 3]), batchSize: 1, epochs: 3, shuffle: false, progress: .silent)
    }
    #expect(
      error?.description
        == "the loss is inf after step 2 of epoch 1: training has diverged; "
        + "a lower learning rate or inputs scaled to about -1...1 often help")
    #expect(model.history.epochs.isEmpty)
    // It goes on from weights that are numbers.
    try model.setWeights([Tensor(zeros: [1, 1])])
    try model.setLearningRate(0.1)
    #expect(try model.fit(rows([1]), progress: .silent)["loss"] == [1])
  }

  @Test func whatDivergesInTheSecondEpochLeavesTheFirst() throws {
    let model = try zeroModel()
    try model.compile(optimizer: SGD(learningRate: 1e20), loss: "mse")
    let output = RecordedOutput(isTerminal: false)
    #expect(throws: TrainingError.self) {
      try model.fit(rows([1]), epochs: 9, progress: .plain, output: output)
    }
    #expect(model.history.epochs.count == model.history["loss"]?.count)
    #expect(model.history.epochs.first == 0)
  }

  @Test func optimizersOutOfRange() throws {
    let cases: [(any Optimizer, String)] = [
      (
        Adam(learningRate: -0.1),
        "Adam: learningRate is -0.1; wanted a finite number of 0.0 or more"
      ),
      (Adam(beta1: 1), "Adam: beta1 is 1.0; wanted a number in 0.0..<1.0"),
      (AdamW(weightDecay: -1), "AdamW: weightDecay is -1.0; wanted a finite number of 0.0 or more"),
      (SGD(momentum: 1.5), "SGD: momentum is 1.5; wanted a number in 0.0...1.0"),
      (RMSprop(rho: .nan), "RMSprop: rho is nan; wanted a number in 0.0...1.0"),
      (
        SGD(learningRate: Double.nan),
        "SGD: learningRate is nan; wanted a finite number of 0.0 or more"
      ),
    ]
    for (optimizer, text) in cases {
      try refuses(text, classifier()) { try $0.compile(optimizer: optimizer, loss: "mse") }
    }
  }

  @Test func lossesOutOfRange() throws {
    let cases: [(LossRequest, String)] = [
      (
        .crossentropy(reduction: .none),
        "SparseCategoricalCrossentropy: reduction \"none\" gives [batch]; "
          + "wanted a reduction to one number for training"
      ),
      (
        .crossentropy(labelSmoothing: 0.1),
        "crossentropy's label smoothing is 0.1; wanted 0 with class indices, as Keras has none "
          + "there; or one-hot labels"
      ),
    ]
    for (loss, text) in cases {
      let model = try classifier()
      let before = model.weights
      try model.compile(loss: loss)
      let error = #expect(throws: (any Error).self) {
        try model.fit(classified(20), progress: .silent)
      }
      #expect(error.map { "\($0)" } == text)
      #expect(model.weights == before)
      try model.compile(loss: .crossentropy)
      #expect(try model.fit(classified(20), progress: .silent).epochs == [0])
    }
    let smoothed = try zeroModel()
    try smoothed.compile(loss: .binaryCrossentropy(labelSmoothing: 2))
    let error = #expect(throws: ModelError.self) {
      try smoothed.fit(counted(2), progress: .silent)
    }
    #expect(error?.description == "label smoothing: 2.0; wanted a number in 0...1")
  }

  @Test func graphsThatAreNone() throws {
    let cases: [(Model, String)] = [
      (Sequential { Dense(3) }, "Sequential: the first part must be an Input, such as Input(8, 8)"),
      (
        Sequential {
          Input(3)
          Input(4)
        }, "Sequential: a second Input; a stack has one, at its start"
      ),
      (
        Sequential {
          Input(3)
          Dense(0)
        }, "Dense \"dense\": units is 0; wanted 1 unit or more"
      ),
      (
        Model(inputs: Input(3), outputs: Dense(1)(Input(3))),
        "the outputs depend on an Input [batch, 3] that is not among the inputs"
      ),
    ]
    for (model, text) in cases {
      let compiling = #expect(throws: ModelError.self) { try model.compile(loss: "mse") }
      #expect(compiling?.description == text)
      let predicting = #expect(throws: ModelError.self) {
        try model.predict(Tensor(zeros: [2, 3]))
      }
      #expect(predicting?.description == text)
    }
  }

  @Test func weightsThatDoNotFit() throws {
    try refuses(
      "weight 0, dense/kernel: got [6, 15] float32; wanted [6, 16] float32", classifier()
    ) {
      var weights = $0.weights
      weights[0] = Tensor(zeros: [6, 15])
      try $0.setWeights(weights)
    }
  }

  @Test func classesWithoutAnAxis() throws {
    let x = Input(3)
    let model = Model(inputs: x, outputs: Reshape()(Dense(1)(x)))
    let data = try Dataset(Tensor(zeros: [4, 3]), y([0, 1, 1, 0]))
    try model.compile(loss: .sparseCategoricalCrossentropy(fromLogits: true))
    let error = #expect(throws: TrainingError.self) { try model.evaluate(data) }
    #expect(
      error?.description
        == "SparseCategoricalCrossentropy tells classes apart along the last axis, but output "
        + "[batch] has only its batch; write BinaryCrossentropy, or give the output an axis of "
        + "classes")
    try model.compile(loss: .crossentropy, metrics: [.accuracy], rule: .keras3)
    #expect(throws: TrainingError.self) { try model.evaluate(data) }
    // By Assay's own rule such a model is binary.
    try model.compile(loss: .crossentropy, metrics: [.accuracy])
    #expect(try model.evaluate(data)["accuracy"] == 0.5)
  }

  @Test func indicesWhereNumbersAreWanted() {
    let error = Dense(2)(Input(3, dtype: .int32)).error
    #expect(error?.description == "Dense \"dense\": got an input of int32; wanted float32")
  }

  @Test func oneArrayOfSeveralOutputs() throws {
    let x = Input(3)
    let model = Model(
      inputs: [x], outputs: [Dense(1, name: "left")(x), Dense(2, name: "right")(x)])
    let rows = Tensor([[1, 2, 3]] as [[Float]])
    let error = #expect(throws: TrainingError.self) { try model.predict(rows) }
    #expect(
      error?.description
        == "predict(_:) of one array gives one array, but the model has 2 outputs, left, right; "
        + "write predict([x]), which gives one for each")
    #expect(try model.predict([rows]).map(\.shape) == [[1, 1], [1, 2]])
  }
}
