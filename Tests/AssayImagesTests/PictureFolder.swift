import AssayCore
import AssayImages
import Foundation

/// A folder of pictures that is gone when the test is over.
final class PictureFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/assay-images-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it, whose folder is made.
  func file(_ name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    return file
  }

  /// Writes bytes and returns their path.
  @discardableResult
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let path = try file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Draws a picture and returns its path.
  @discardableResult
  func draw(_ picture: Tensor, as name: String) throws -> String {
    let path = try file(name)
    try ImageFile.write(picture, to: path, scale: false)
    return path
  }

  /// Two classes of pictures of different sizes: the first pixel of each is its number.
  static func shapes(_ count: Int) throws -> PictureFolder {
    let folder = try PictureFolder()
    for index in 0..<count {
      let name = index % 2 == 0 ? "circles" : "squares"
      let digits = index < 10 ? "0\(index)" : "\(index)"
      try folder.draw(
        one(index, height: 4 + index % 5, width: 3 + index % 3), as: "\(name)/\(digits).png")
    }
    return folder
  }

  /// A picture of one colour.
  static func one(_ value: Int, height: Int, width: Int) throws -> Tensor {
    try Tensor(
      Array(repeating: Float(value), count: height * width * 3), shape: [height, width, 3])
  }

  /// The picture that the script of the golden files draws too.
  static func pattern(_ height: Int, _ width: Int, channels: Int = 3) throws -> Tensor {
    var values: [Float] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels { values.append(Float((7 * x + 13 * y + 50 * c + x * y) % 256)) }
      }
    }
    return try Tensor(values, shape: [height, width, channels])
  }
}

/// The text of the error that `body` throws; `nil` if it throws none.
func message(of body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// The largest difference between two lists of numbers.
func difference(_ a: Tensor, _ b: [Double]) -> Double {
  a.count == b.count ? zip(a.doubles, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}
