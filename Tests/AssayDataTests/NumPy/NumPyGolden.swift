import AssayTestSupport
import Foundation

/// The files in Golden/numpy.json, which NumPy wrote.
struct NumPyGolden: Decodable {
  struct File: Decodable {
    let name: String
    let base64: Data
    let arrays: [String: GoldenArray]

    var bytes: [UInt8] { [UInt8](base64) }
  }

  let files: [File]
  let refused: [String: Data]

  static let content = Result {
    try Golden.json("numpy.json", as: NumPyGolden.self)
  }

  static func file(_ name: String) throws -> [UInt8] {
    try content.get().files.first { $0.name == name }.map(\.bytes) ?? []
  }

  static func refused(_ name: String) throws -> [UInt8] {
    try [UInt8](content.get().refused[name] ?? Data())
  }
}
