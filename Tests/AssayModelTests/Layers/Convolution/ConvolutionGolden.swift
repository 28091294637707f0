import AssayCore
import AssayModel
import Foundation
import Testing

/// One case of `convolutions_*.json`: what Keras made of a layer for images or sequences; see
/// make_convolutions.py.
struct ConvolutionGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Weight: Decodable, Sendable {
    let path: String
    let shape: Shape
    let trainable: Bool
  }

  let layer: String
  let config: [String: Setting]
  let input: Shape
  /// Whether the program trains.
  let training: Bool
  /// What the call asks for, where it asks.
  let call: Bool?
  let frozen: Bool?
  let twice: Bool?
  let ties: Bool?
  let mask: [[Float]]?
  let weights: [Weight]
  let output: GoldenValues
  let inputGradient: [Double]
  let weightGradients: [[Double]]
  /// The weights that are not trainable, after the call.
  let after: [[Double]]

  var testDescription: String {
    let settings = config.map { "\($0): \($1)" }.sorted().joined(separator: ", ")
    let more = [
      training ? "in training" : "in inference", frozen == true ? "frozen" : nil,
      call.map { "called with training: \($0)" }, twice == true ? "called twice" : nil,
      ties == true ? "with ties" : nil, mask == nil ? nil : "masked",
    ]
    return "\(layer)(\(settings)) of \(input) "
      + more.compactMap { $0 }.joined(separator: ", ")
  }

  static func all(_ family: String) -> [ConvolutionGolden] {
    struct File: Decodable { let cases: [ConvolutionGolden] }
    do {
      return try readGolden("convolutions_\(family).json", as: File.self).cases
    } catch {
      preconditionFailure("convolutions_\(family).json: \(error)")
    }
  }

  /// The numbers that go in.
  var inputValues: [Float] {
    let x = RecurrentGolden.numbers(100, input.elements, scale: 1)
    return ties == true ? x.map { ($0 * 2).rounded(.toNearestOrEven) / 2 } : x
  }

  /// What the result is multiplied by.
  var upstream: [Float] { RecurrentGolden.numbers(300, output.values.count) }

  /// The weights before the call.
  func startingWeights() throws -> [Tensor] {
    try weights.enumerated().map { index, weight in
      let isScale = ["gamma", "moving_variance"].contains(weight.path)
      let values = (0..<weight.shape.elements).map { i in
        let i = Double(i)
        let wave = sin(0.37 * i * i + 0.9 * i + Double(index))
        return Float((isScale ? 1 : 0) + (isScale ? 0.3 : 0.6) * wave)
      }
      return try Tensor(values, shape: weight.shape)
    }
  }
}
