import AssayCore
import AssayMetrics
import Foundation
import Testing

/// What real Keras made of one model, as `Golden/resolution/make.py` wrote it.
struct GoldenResolution: Decodable, Sendable, CustomTestStringConvertible {
  struct Accuracy: Decodable, Sendable {
    let className: String
    let config: [String: Double]
    let value: Double?
    let error: String?
  }

  struct Crossentropy: Decodable, Sendable {
    let function: String
    let value: Double?
    let error: String?
  }

  let name: String
  let activation: String
  let loss: String?
  let output: Shape
  let labels: Shape
  let rows: Int
  let dtype: DType
  let labelData: [Double]
  let predictions: [Double]
  let trueAccuracy: Double?
  let trueCrossentropy: Double?
  let accuracy: Accuracy
  let crossentropy: Crossentropy

  var testDescription: String { name }

  /// The facts a model in memory has: shapes, last activation, loss, and the labels read beforehand.
  func facts() throws -> ResolutionFacts {
    let tensor = try Tensor(labelData, shape: labels.withFirst(rows))
    return ResolutionFacts(
      output: output, labels: labels, labelType: dtype,
      lastActivation: LastActivation(kerasName: activation),
      loss: loss.flatMap { KerasLoss(kerasName: $0) }.map { .keras($0) },
      labelFacts: LabelFacts(tensor))
  }

  /// What `decision` makes of these predictions, worked out plainly; `nil` where shapes do not fit.
  func figure(of decision: Decision) -> Double? {
    let width = output.count == 1 ? rows : output.lastSize
    let parts = stride(from: 0, to: predictions.count, by: width).map {
      Array(predictions[$0..<($0 + width)])
    }
    let isElementwise = labelData.count == predictions.count
    switch decision.className {
    case "BinaryAccuracy":
      guard isElementwise, case .number(let threshold)? = decision.config["threshold"] else {
        return nil
      }
      return mean(zip(labelData, predictions).map { ($1 > threshold ? 1 : 0) == $0 ? 1 : 0 })
    case "CategoricalAccuracy":
      guard isElementwise else { return nil }
      return mean(zip(labelRows(width), parts).map { argmax($0) == argmax($1) ? 1 : 0 })
    case "SparseCategoricalAccuracy":
      guard labelData.count == parts.count else { return nil }
      return mean(zip(labelData, parts).map { Int($0) == argmax($1) ? 1 : 0 })
    case "BinaryCrossentropy":
      guard isElementwise else { return nil }
      return mean(
        zip(labelData, predictions).map { label, output in
          let p = decision.config["from_logits"] == .bool(true) ? 1 / (1 + exp(-output)) : output
          return -(label * log(p) + (1 - label) * log(1 - p))
        })
    case "CategoricalCrossentropy":
      guard isElementwise else { return nil }
      return mean(
        zip(labelRows(width), parts).map { labels, outputs in
          -zip(labels, probabilities(outputs, decision)).map { $0 * log($1) }.reduce(0, +)
        })
    case "SparseCategoricalCrossentropy":
      guard labelData.count == parts.count else { return nil }
      return mean(
        zip(labelData, parts).map { -log(probabilities($1, decision)[Int($0)]) })
    default: return nil
    }
  }

  private func labelRows(_ width: Int) -> [[Double]] {
    stride(from: 0, to: labelData.count, by: width).map { Array(labelData[$0..<($0 + width)]) }
  }

  private func probabilities(_ outputs: [Double], _ decision: Decision) -> [Double] {
    let shares = decision.config["from_logits"] == .bool(true) ? outputs.map { exp($0) } : outputs
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  private func argmax(_ row: [Double]) -> Int? {
    row.indices.max { row[$0] < row[$1] || row[$0] == row[$1] && $0 > $1 }
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  static let cases: [GoldenResolution] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/resolution/keras.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    struct Golden: Decodable { let cases: [GoldenResolution] }
    do {
      return try decoder.decode(Golden.self, from: Data(contentsOf: file)).cases
    } catch {
      Issue.record("\(file.path): \(error)")
      return []
    }
  }()
}
