import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct IoUTests {
  let labels = Tensor([0, 0, 1, 1] as [Int])
  let predictions = Tensor([0, 1, 0, 1] as [Int])

  @Test func equalsTheHandWorkedOverlap() throws {
    for metric: any Metric in [IoU(numClasses: 2, targetClassIDs: [0]), MeanIoU(numClasses: 2)] {
      var metric = metric
      try metric.update(labels: labels, predictions: predictions)
      #expect(metric.value == 1 / 3.0)  // 1 of 2 + 2 − 1
      #expect(isClose(metric.kerasResult?.scalar ?? -1, 0.3333333, relative: 0))
    }
  }

  @Test func weightsAreNotCutToWholeNumbers() throws {
    let weights = Tensor([0.3, 0.3, 0.3, 0.1] as [Float])
    let one = try value(
      IoU(numClasses: 2, targetClassIDs: [0]), labels: labels, predictions: predictions,
      weights: weights)
    #expect(isClose(try #require(one), 0.3333333))
    let both = try value(
      MeanIoU(numClasses: 2), labels: labels, predictions: predictions, weights: weights)
    #expect(isClose(try #require(both), 0.2380952))
  }

  @Test func aClassThatNeverOccursIsLeftOut() throws {
    #expect(
      try value(MeanIoU(numClasses: 3), labels: labels, predictions: predictions) == 1 / 3.0)
    let absent = IoU(numClasses: 3, targetClassIDs: [2])
    #expect(try value(absent, labels: labels, predictions: predictions) == nil)
  }

  @Test func perfectIsOne() throws {
    var metric = MeanIoU(numClasses: 2)
    try metric.update(labels: labels, predictions: labels)
    #expect(metric.value == 1)
    #expect(
      isClose(try #require(metric.kerasResult?.scalar), 0.9999999, absolute: 2e-8, relative: 0))
  }

  @Test func anIgnoredLabelIsNotLookedAt() throws {
    var void = MeanIoU(numClasses: 3, ignoreClass: 255)
    try void.update(
      labels: Tensor([0, 0, 1, 255, 2] as [UInt8]), predictions: Tensor([0, 1, 1, 99, 2] as [Int]))
    #expect(isClose(try #require(void.value), 0.6666666))
    let first = try value(
      MeanIoU(numClasses: 3, ignoreClass: 0), labels: Tensor([0, 0, 1, 1, 2] as [Int]),
      predictions: Tensor([0, 1, 1, 0, 2] as [Int]))
    #expect(first == 0.5)
  }

  @Test func scoresAndOneHotLabelsAreRead() throws {
    let scores = Tensor([[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0.5, 0.2, 0.3]] as [[Float]])
    let sparse = MeanIoU(numClasses: 3, sparsePredictions: false)
    #expect(try value(sparse, labels: Tensor([0, 1, 2] as [Int]), predictions: scores) == 0.5)
    let y = Tensor([[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]] as [[Float]])
    let p = Tensor(
      [[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.5, 0.3, 0.1], [0.1, 0.4, 0.5]] as [[Float]])
    let one = OneHotIoU(numClasses: 3, targetClassIDs: [0, 2])
    #expect(isClose(try #require(try value(one, labels: y, predictions: p)), 0.1666667))
    let all = OneHotMeanIoU(numClasses: 3)
    #expect(isClose(try #require(try value(all, labels: y, predictions: p)), 0.1111111))
    let indices = OneHotMeanIoU(numClasses: 3, sparsePredictions: true)
    #expect(
      isClose(
        try #require(try value(indices, labels: y, predictions: Tensor([2, 2, 0, 2] as [Int]))),
        0.1111111))
  }

  @Test func theAxisOfScoresIsChosen() throws {
    // Two images of three classes by two pixels, classes first.
    let scores = try Tensor(
      [9, 1, 0, 7, 0, 0, 0, 0, 5, 1, 0, 9] as [Float], shape: [2, 3, 2])
    let metric = MeanIoU(numClasses: 3, sparsePredictions: false, axis: 1)
    let labels = try Tensor([0, 1, 1, 2], shape: [2, 2])
    #expect(try value(metric, labels: labels, predictions: scores) == 1)
  }

  @Test func aPredictionAtTheThresholdIsClassOne() throws {
    let y = Tensor([0, 1, 0, 1] as [Int])
    let p = Tensor([0.1, 0.2, 0.4, 0.7] as [Float])
    let both = BinaryIoU(targetClassIDs: [0, 1], threshold: 0.3)
    #expect(try value(both, labels: y, predictions: p) == 1 / 3.0)
    let weighted = try value(
      both, labels: y, predictions: p, weights: Tensor([0.2, 0.3, 0.4, 0.1] as [Float]))
    #expect(isClose(try #require(weighted), 0.1736111))
    let edge = try value(
      BinaryIoU(targetClassIDs: [1]), labels: Tensor([1, 0] as [Int]),
      predictions: Tensor([0.5, 0.49] as [Float]))
    #expect(edge == 1)
  }

  @Test func whatIsNoClassIsRefused() {
    expectRefusal(
      "MeanIoU: label 5 in row 2 is outside 0..<2; labels count from 0",
      of: MeanIoU(numClasses: 2), labels: Tensor([0, 1, 5] as [Int]),
      predictions: Tensor([0, 1, 1] as [Int]))
    expectRefusal(
      "MeanIoU: the prediction in row 0 is 0.25; wanted a class index, which is a whole number; "
        + "scores need a row of them for each label",
      of: MeanIoU(numClasses: 2), labels: Tensor([0, 1] as [Int]),
      predictions: Tensor([0.25, 0.9] as [Float]))
    expectRefusal(
      "MeanIoU: the prediction in row 1 is 2.0; wanted a class index in 0..<2",
      of: MeanIoU(numClasses: 2), labels: Tensor([0, 1] as [Int]),
      predictions: Tensor([0, 2] as [Int]))
    // A fault in a late block takes back what the first have counted, whatever the table's size.
    var late = [Int](repeating: 1, count: 700)
    late[650] = -1
    for classes in [2, 40] {
      expectRefusal(
        "MeanIoU: label -1 in row 650 is outside 0..<\(classes); labels count from 0",
        of: MeanIoU(numClasses: classes), labels: Tensor(late),
        predictions: Tensor([Int](repeating: 1, count: 700)))
    }
  }

  @Test func whatIsNoConfigurationIsRefused() throws {
    #expect(throws: MetricError.self) { try MetricCatalog.metric(named: "mean_io_u") }
    do {
      _ = try IoU(
        arguments: MetricArguments("IoU", ["num_classes": 2, "target_class_ids": [0, 2]]))
      Issue.record("made")
    } catch {
      #expect("\(error)" == "IoU: target_class_ids is 2; wanted classes in 0..<2")
    }
    let made = try MetricCatalog.metric(named: "mean_io_u", ["num_classes": 3, "axis": 1])
    #expect(try MetricCatalog.metric(named: "MeanIoU", made.arguments).arguments == made.arguments)
  }
}
