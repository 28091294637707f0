import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Testing

struct ModelExplanationTests {
  @Test func aClassifierOfLogitsIsExplained() throws {
    let model = try classifier(classes: 10)
    try model.compile(
      optimizer: Adam(), loss: .crossentropy, metrics: [.accuracy, .topK(3)])
    #expect(
      model.explanation.description
        == "nothing is resolved yet: the first fit or evaluate shows the labels")
    try model.fit(classified(40, classes: 10), progress: .silent)
    #expect(
      model.explanation.description == """
        loss                               crossentropy → \
        SparseCategoricalCrossentropy(fromLogits: true)
                                           labels [batch] int32 are class indices \
        (rank 1 < output rank 2)
                                           the last layer has no softmax: its outputs are logits
                                           Keras 3 would choose \
        SparseCategoricalCrossentropy(fromLogits: false); TensorFlow 2.0 would choose \
        CategoricalCrossentropy(fromLogits: false)
        accuracy                           → SparseCategoricalAccuracy
                                           labels [batch] int32 are class indices \
        (rank 1 < output rank 2)
                                           argmax over the last axis of [batch, 10] against the \
        class index; softmax would not change it
                                           averaged over elements; training values are taken \
        while the weights move
                                           Keras 3 and TensorFlow 2.0 would choose the same
        sparse_top_k_categorical_accuracy  → SparseTopKCategoricalAccuracy(k: 3)
                                           labels [batch] int32 against output [batch, 10]
                                           averaged over elements; training values are taken \
        while the weights move
        """)
  }

  @Test func aBinaryModelByKerasRuleIsExplainedWithWhatIsWrong() throws {
    let model = Sequential {
      Input(1)
      Dense(1)
    }
    try model.compile(loss: .crossentropy, metrics: ["acc"], rule: .keras3)
    _ = try model.evaluate(rows([0, 1, 1, 0]))
    #expect(
      model.explanation.description == """
        loss  crossentropy → BinaryCrossentropy(fromLogits: false)
              by shapes alone: the last axis of [batch, 1] is 1
              from_logits is false, whatever the last activation is
              TensorFlow 2.0 would choose the same
        acc   → BinaryAccuracy(threshold: 0.5)
              by shapes alone: the last axis of [batch, 1] is 1
              the threshold is 0.5, for probabilities and logits alike
              averaged over elements; training values are taken while the weights move
              TensorFlow 2.0 would choose the same
        by the rule of keras3
        warning: BinaryCrossentropy reads probabilities, but the last layer is linear and gives \
        logits: outputs outside 0...1 are clipped, have no gradient and learn nothing; write \
        BinaryCrossentropy(fromLogits: true), loss: .crossentropy, or sigmoid as the last activation
        warning: Assay takes BinaryCrossentropy(fromLogits: true): the last layer has no sigmoid: \
        its outputs are logits
        warning: Assay takes BinaryAccuracy(threshold: 0.0): the last layer is linear, its outputs \
        are logits: above 0 the probability is above 0.5
        """)
  }

  @Test func contradictionsAreSaidBeforeTheFirstStep() throws {
    final class First: Callback {
      let output: RecordedOutput
      var text: String?
      init(_ output: RecordedOutput) { self.output = output }
      func onTrainBatchBegin(_ step: Int, in training: any TrainingContext) {
        text = text ?? output.text
      }
    }
    let model = Sequential {
      Input(1)
      Dense(1)
    }
    try model.compile(loss: "binary_crossentropy", metrics: [.accuracy])
    let output = RecordedOutput()
    let first = First(output)
    try model.fit(
      rows([0, 1, 1, 0]), callbacks: [first], progress: .plain, output: output)
    let warning =
      "BinaryCrossentropy reads probabilities, but the last layer is linear and gives logits: "
      + "outputs outside 0...1 are clipped, have no gradient and learn nothing; write "
      + "BinaryCrossentropy(fromLogits: true), loss: .crossentropy, or sigmoid as the last "
      + "activation"
    #expect(first.text == "warning: \(warning)\n")
    #expect(model.explanation.warnings == [warning])
    // Silence is silent, and evaluation does not warn.
    let silent = RecordedOutput()
    try model.fit(rows([0, 1, 1, 0]), progress: .silent, output: silent)
    _ = try model.evaluate(rows([0, 1, 1, 0]), output: silent)
    #expect(silent.text == "")
  }

  @Test func theWordStandsBesideTheKeyItGot() throws {
    let x = Input(1)
    let model = Model(
      inputs: x, outputs: Dense(1, name: "diagnosis")(x), Dense(1, name: "radius")(x))
    try model.compile(
      loss: [.crossentropy, "mse"], metrics: [[.accuracy], ["mae"]],
      weightedMetrics: [["acc", .accuracy], []])
    let y = Tensor([[0], [1], [1], [0]] as [[Int]])
    _ = try model.evaluate(Dataset(inputs: [Tensor(zeros: [4, 1])], labels: [y, y]))
    let lines = model.explanation.lines.filter { $0.asked != nil }
    #expect(
      lines.map(\.key) == [
        "diagnosis_loss", "diagnosis_accuracy", "diagnosis_acc", "diagnosis_weighted_accuracy",
      ])
    #expect(lines.map(\.asked) == ["crossentropy", "accuracy", "acc", "accuracy"])
  }

  @Test func softmaxOverOneUnitIsSaidOnce() throws {
    let model = Sequential {
      Input(1)
      Dense(1, activation: .softmax)
    }
    try model.compile(loss: .crossentropy, metrics: [.accuracy])
    let output = RecordedOutput()
    try model.fit(rows([0, 1, 1, 0]), progress: .plain, output: output)
    #expect(output.text.ranges(of: "softmax over one unit is always 1").count == 1)
    #expect(output.text.hasPrefix("warning: softmax over one unit is always 1"))
  }

  @Test func whatIsBehindAReshapeOrASumIsSeen() throws {
    func explained(_ output: (Symbol) -> Symbol, labels: Shape = [4]) throws -> String {
      let x = Input(3)
      let model = Model(inputs: x, outputs: output(x))
      try model.compile(loss: .crossentropy)
      let y = try Tensor([0, 1, 1, 0] as [Int], shape: labels)
      _ = try model.evaluate(Dataset(Tensor(zeros: [4, 3]), y))
      return model.explanation.lines[0].became
    }
    let logits = "BinaryCrossentropy(fromLogits: true)"
    let probabilities = "BinaryCrossentropy(fromLogits: false)"
    #expect(try explained { Reshape()(Dense(1)($0)) } == logits)
    #expect(try explained { Reshape()(Dense(1, activation: .sigmoid)($0)) } == probabilities)
    #expect(try explained { Dropout(0.5)(Dense(1)($0)) } == logits)
    #expect(try explained { Add()(Dense(1)($0), Dense(1)($0)) } == logits)
    #expect(try explained { (Dense(1)($0) + Dense(1)($0)) * 0.5 } == logits)
    // The mean of two probabilities is no logit.
    let error = #expect(throws: ResolutionError.self) {
      try explained {
        (Dense(1, activation: .sigmoid)($0) + Dense(1, activation: .sigmoid)($0)) * 0.5
      }
    }
    #expect(
      error?.description
        == "crossentropy: output [batch, 1] may hold probabilities or logits, and neither the last "
        + "activation nor a loss tells; say which is meant: "
        + "BinaryCrossentropy(fromLogits: false) for probabilities, or "
        + "BinaryCrossentropy(fromLogits: true) for logits")
  }

  @Test func whatLayersAddAndReportIsExplainedWithTheArgumentsOfMetrics() throws {
    final class Watched: Layer {
      override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.addMetric(x.mean(), name: "activation")
        scope.addMetric(x.sum(axis: -1), name: "total", aggregation: .sum)
        scope.addLoss(0.5 * x.square().mean())
        return x
      }
    }
    let model = Sequential {
      Input(1)
      Watched(name: "watched")
      Dense(1, kernelRegularizer: .l2(0.1), name: "last")
    }
    try model.compile(loss: "mse", metrics: [.metric(BinaryAccuracy(threshold: 0))])
    _ = try model.evaluate(rows([0, 1]))
    #expect(
      model.explanation.description == """
        loss             → the sum of the losses and of
                         what watched adds
                         the L2 penalty of last/kernel
        loss             → MeanSquaredError
                         labels [batch, 1] float32 against output [batch, 1]
        binary_accuracy  → BinaryAccuracy(threshold: 0.0)
                         labels [batch, 1] float32 against output [batch, 1]
                         averaged over elements; training values are taken while the weights move
        activation       → a figure that watched reports
                         averaged over batches, each counting once whatever its size; weights and \
        masks are the layer's own affair
        total            → a figure that watched reports
                         added up over the epoch; weights and masks are the layer's own affair
        """)
  }

  @Test func figuresOfSequencesAndOfBatchesSayWhatTheyAreOver() throws {
    let model = Sequential {
      Input(3, 2)
      Dense(1, activation: .sigmoid)
    }
    try model.compile(
      loss: .crossentropy,
      metrics: [.perSample(.accuracy), .perBatch(.metric(Recall(thresholds: [0.3]), key: "found"))])
    let data = try Dataset(
      Tensor([Float](repeating: 1, count: 24), shape: [4, 3, 2]),
      Tensor([1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0] as [Float], shape: [4, 3, 1]))
    _ = try model.evaluate(data)
    #expect(
      model.explanation.description == """
        loss      crossentropy → BinaryCrossentropy(fromLogits: false)
                  one label for each output: labels [batch, 3, 1] float32, output [batch, 3, 1]
                  sigmoid gives probabilities
                  Keras 3 and TensorFlow 2.0 would choose the same
        accuracy  → BinaryAccuracy(threshold: 0.5)
                  one label for each output: labels [batch, 3, 1] float32, output [batch, 3, 1]
                  sigmoid gives probabilities: above 0.5 is class 1
                  of each sample alone, then their mean, where Keras pools all elements; training \
        values are taken while the weights move
                  Keras 3 and TensorFlow 2.0 would choose the same
        found     → Recall(thresholds: 0.3)
                  labels [batch, 3, 1] float32 against output [batch, 3, 1]
                  of each batch alone, then their mean, each counting once; training values are taken \
        while the weights move
        """)
  }
}
