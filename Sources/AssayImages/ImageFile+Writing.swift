import AssayCore
import AssayData
import CImages

extension ImageFile {
  /// Writes an image as PNG or JPEG, which the end of the name says; the file appears whole or not at all.
  ///
  ///     try ImageFile.write(image, to: "digit.png")
  ///
  /// - Parameters:
  ///   - image: `[height, width, channels]` with 1, 3 or 4 channels. JPEG leaves out a fourth.
  ///   - scale: spreads the numbers over `0...255`: the least becomes 0 and the largest 255. Without it they
  ///     are taken as they are, cut to `0...255`.
  ///   - quality: of a JPEG, in `1...100`.
  /// - Precision: rounded to the nearest of 256 values, where Keras cuts the fraction off.
  /// - Throws: ``ImageError``, or `DataError` where the file cannot be written.
  /// - Source: `keras.utils.save_img`.
  public static func write(
    _ image: Tensor, to path: String, scale: Bool = true, quality: Int = 75
  ) throws {
    let name = path.lowercased()
    let isJPEG = name.hasSuffix(".jpg") || name.hasSuffix(".jpeg")
    guard isJPEG || name.hasSuffix(".png") else { throw ImageError.extensionUnknown(file: path) }
    guard (1...100).contains(quality) else {
      throw ImageError.argument("quality", found: "\(quality)", wanted: "1...100")
    }
    let shape = image.shape
    let sides = 1...longestSide
    guard shape.count == 3, [1, 3, 4].contains(shape[2]), sides.contains(shape[0]),
      sides.contains(shape[1])
    else { throw ImageError.notAnImage(file: path, shape: shape) }

    var pixels = try bytes(of: image, scale: scale, file: path)
    var channels = shape[2]
    if isJPEG, channels == 4 {
      pixels = pixels.indices.filter { $0 % 4 != 3 }.map { pixels[$0] }
      channels = 3
    }
    var encoded = assay_encoded_image()
    defer { assay_encoded_image_free(&encoded) }
    let status =
      isJPEG
      ? assay_jpeg_write(
        pixels, Int64(shape[1]), Int64(shape[0]), Int32(channels), Int32(quality), &encoded)
      : assay_png_write(pixels, Int64(shape[1]), Int64(shape[0]), Int32(channels), &encoded)
    guard status == assay_image_ok else {
      let message = withUnsafeBytes(of: &encoded.message) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw ImageError.notEncoded(
        file: path, reason: status == assay_image_no_memory ? "no memory" : message)
    }
    let bytes = UnsafeRawBufferPointer(start: encoded.bytes, count: encoded.count)
    try AtomicFile.write(to: path) { try $0.write(bytes) }
  }

  private static func bytes(of image: Tensor, scale: Bool, file: String) throws -> [UInt8] {
    var values = image.doubles
    if let wrong = values.first(where: { !$0.isFinite }) {
      throw ImageError.notFinite(file: file, value: wrong)
    }
    if scale, let least = values.min(), let most = values.max() {
      // Halves, since the distance between two doubles can be infinite.
      let range = most / 2 - least / 2
      values = values.map { range > 0 ? ($0 / 2 - least / 2) / range * 255 : 0 }
    }
    return values.map { UInt8(min(max($0, 0), 255).rounded()) }
  }
}
