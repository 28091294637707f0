import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

/// Metrics of classes, calibration and rankings against what scikit-learn, torchmetrics and Keras
/// answered for the same arrays.
struct ClassGoldenTests {
  @Test(arguments: [
    "BalancedAccuracy", "BinaryIoU", "ClassificationReport", "CohenKappa", "ConfusionMatrix",
    "ExpectedCalibrationError", "FBetaScore", "HitRate", "IoU", "MatthewsCorrelation",
    "MeanReciprocalRank", "MulticlassFBeta", "MulticlassPrecision", "MulticlassRecall", "NDCG",
    "OneHotMeanIoU", "SparseTopKCategoricalAccuracy",
  ])
  func everyCaseAgrees(className: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/classes/\(className).json")
    let document = try JSONDecoder().decode(Document.self, from: Data(contentsOf: file))
    #expect(document.cases.count >= 200)
    for (number, sample) in document.cases.enumerated() {
      var metric: any Metric = try #require(MetricCatalog.entry(class: className)).make(sample.c)
      try metric.update(
        labels: sample.tensor(sample.y, sample.ys, isFloating: false),
        predictions: sample.tensor(sample.p, sample.ps, isFloating: sample.k == "f"),
        weights: sample.w.map { Tensor($0.map(Float.init)) })
      // What is undefined the others call 0 or NaN.
      let mine = (sample.s == "keras" ? metric.kerasResult : nil) ?? metric.result
      let figures = wanted(mine).map { $0 ?? 0 }
      #expect(
        isClose(figures, sample.r.map { $0 ?? 0 }),
        "\(className) \(number) \(sample.c): \(figures), \(sample.s) \(sample.r)")
    }
  }

  /// The figures that are in the files: of a report, without those over all classes that scikit-learn
  /// averages otherwise.
  private func wanted(_ value: MetricValue) -> [Double?] {
    guard case .named(let parts) = value else { return value.figures }
    return parts.filter { !["accuracy", "macro avg"].contains($0.name) }.flatMap(\.value.figures)
  }

  private struct Document: Decodable {
    let source: String
    let cases: [Case]
  }

  private struct Case: Decodable {
    let c: [String: MetricArgument]
    let y: [Double]
    let ys: [Int]
    let p: [Double]
    let ps: [Int]
    let w: [Double]?
    let r: [Double?]
    let s: String
    let k: String

    func tensor(_ data: [Double], _ shape: [Int], isFloating: Bool) throws -> Tensor {
      isFloating
        ? try Tensor(data.map(Float.init), shape: Shape(shape))
        : try Tensor(data.map { Int($0) }, shape: Shape(shape))
    }
  }
}
