import AssayCore
import Foundation

/// Reads golden files: what a reference implementation answered, with the script and the version
/// that made them beside it.
///
///     let golden = try Golden.json("crossentropy.json", as: Cases.self)
package enum Golden {
  /// A file in the folder `Golden` of the tests that ask: beside the file of the test, or beside
  /// one of the folders that it is in.
  package static func url(_ name: String, test: StaticString = #filePath) -> URL {
    var folder = URL(fileURLWithPath: "\(test)").deletingLastPathComponent()
    while folder.pathComponents.count > 1, folder.lastPathComponent != "Tests" {
      let file = folder.appendingPathComponent("Golden").appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: file.path) { return file }
      folder.deleteLastPathComponent()
    }
    return URL(fileURLWithPath: name)
  }

  /// A JSON file in the folder `Golden` of the tests that ask. The numbers that JSON lacks are written
  /// "nan", "inf" and "-inf".
  package static func json<Content: Decodable>(
    _ name: String, as type: Content.Type, test: StaticString = #filePath
  ) throws -> Content {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Content.self, from: Data(contentsOf: url(name, test: test)))
  }
}

/// An array in a golden file: `{"dtype": "float32", "shape": [2, 3], "data": [row by row]}`.
package struct GoldenArray: Decodable, Sendable {
  package let tensor: Tensor

  private enum Key: CodingKey { case dtype, shape, data }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let shape = try container.decode(Shape.self, forKey: .shape)
    func tensor<S: Scalar & Decodable>(_: S.Type) throws -> Tensor {
      try Tensor(container.decode([S].self, forKey: .data), shape: shape)
    }
    self.tensor =
      switch try container.decode(DType.self, forKey: .dtype) {
      case .bool: try tensor(Bool.self)
      case .uint8: try tensor(UInt8.self)
      case .int8: try tensor(Int8.self)
      case .int16: try tensor(Int16.self)
      case .int32: try tensor(Int32.self)
      case .int64: try tensor(Int64.self)
      case .float32: try tensor(Float.self)
      case .float64: try tensor(Double.self)
      }
  }
}
