import Foundation

/// The golden files, found beside the tests.
enum Golden {
  static func read<T: Decodable>(_ type: T.Type, _ name: String, from file: String = #filePath)
    throws -> T
  {
    let url = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(name)
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}
