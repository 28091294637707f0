import AssayCore
import AssayTestSupport
import Foundation

/// An array as `arrays.py` writes it: `{"shape": [2, 3], "values": [row by row]}`.
struct GoldenValues: Decodable, Sendable {
  let shape: Shape
  let values: [Double]

  /// The array as a model takes it.
  func tensor(_ dtype: DType = .float32) throws -> Tensor {
    dtype == .int32
      ? try Tensor(values.map { Int32($0) }, shape: shape)
      : try Tensor(values.map { Float($0) }, shape: shape)
  }
}

/// A golden file of this module; its `snake_case` keys are `camelCase` properties.
func readGolden<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Content.self, from: Data(contentsOf: Golden.url(name)))
}
