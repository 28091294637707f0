import AssayCore
import AssayModel
import Foundation
import Testing

/// What Keras made of recurrent layers; see make_recurrent.py.
struct RecurrentGolden: Decodable, Sendable {
  let batch: Int
  let steps: Int
  let inputs: Int
  let kept: [[Float]]
  let cases: [Case]

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let layer: String
    let config: LayerConfig
    let mask: Bool
    let initial: Bool
    let weights: [Weight]
    let outputs: [GoldenValues]
    let weightGradients: [[Double]]
    let inputGradient: [Double]
    let stateGradients: [[Double]]

    var testDescription: String {
      "\(layer) \(config)\(mask ? ", masked" : "")\(initial ? ", initial states" : "")"
    }
  }

  /// A path and a shape.
  struct Weight: Decodable, Sendable {
    let path: String
    let shape: Shape

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      path = try container.decode(String.self)
      shape = Shape(try container.decode([Int].self))
    }
  }

  struct LayerConfig: Decodable, Sendable, CustomStringConvertible {
    var units: Int?
    var activation: String?
    var recurrentActivation: String?
    var useBias: Bool?
    var resetAfter: Bool?
    var goBackwards: Bool?
    var returnSequences: Bool?
    var returnState: Bool?
    var mergeMode: String?
    var layer: Inner?

    struct Inner: Decodable, Sendable {
      let `class`: String
      let config: InnerConfig
    }

    struct InnerConfig: Decodable, Sendable {
      let units: Int
      var returnSequences: Bool?
      var returnState: Bool?
    }

    var description: String {
      let mirror = Mirror(reflecting: self)
      return mirror.children.compactMap { child in
        let text = "\(child.value)"
        return text == "nil" ? nil : "\(child.label ?? "") \(text)"
      }.joined(separator: " ")
    }
  }

  static let file = Result { try readGolden("recurrent.json", as: RecurrentGolden.self) }

  /// `scale · sin(0.37 i² + 0.9 i + seed)`.
  static func numbers(_ seed: Int, _ count: Int, scale: Double = 0.6) -> [Float] {
    (0..<count).map { i in
      let i = Double(i)
      return Float(scale * sin(0.37 * i * i + 0.9 * i + Double(seed)))
    }
  }
}
