import AssayData
import CImages
import CKernels

/// Turns files into pixels, in memory that the next file uses again; one thread uses one.
final class ImageDecoder {
  private var image = assay_image()
  private var rows: ResizeTable?
  private var columns: ResizeTable?
  private var scratch: [Float] = []

  deinit { assay_image_free(&image) }

  /// The height and width of the image that was decoded last.
  var size: (height: Int, width: Int) { (Int(image.height), Int(image.width)) }

  /// Decodes a file and resizes it into `target`, which has room for the form's elements.
  ///
  /// - Throws: ``ImageError``, or `DataError` where the system cannot read the file.
  func read(_ path: String, as form: ImageForm, into target: UnsafeMutablePointer<Float>) throws {
    try decode(
      FileBytes.read(path), of: path, as: form.colorMode, maximumPixels: form.maximumPixels)
    resize(to: form, into: target)
  }

  /// Decodes a file that is in memory.
  func decode(_ bytes: [UInt8], of file: String, as mode: ColorMode, maximumPixels: Int) throws {
    let kind = try ImageDecoder.kind(of: bytes, file: file)
    let status = bytes.withUnsafeBufferPointer {
      (kind == assay_image_jpeg ? assay_jpeg_read : assay_png_read)(
        $0.baseAddress, $0.count, Int32(mode.channels), Int64(maximumPixels), &image)
    }
    try check(status, file: file, maximumPixels: maximumPixels)
  }

  /// Finds the size of a file that is in memory, and decodes nothing.
  func readSize(_ bytes: [UInt8], of file: String) throws -> (height: Int, width: Int) {
    let kind = try ImageDecoder.kind(of: bytes, file: file)
    let status = bytes.withUnsafeBufferPointer {
      (kind == assay_image_jpeg ? assay_jpeg_size : assay_png_size)(
        $0.baseAddress, $0.count, &image)
    }
    try check(status, file: file, maximumPixels: .max)
    return size
  }

  /// Resizes what was decoded last.
  func resize(to form: ImageForm, into target: UnsafeMutablePointer<Float>) {
    let channels = Int(image.channels)
    let (source, window) = form.windows(height: Int(image.height), width: Int(image.width))
    let rows = table(
      rows, form.interpolation, from: source.height, to: window.height)
    let columns = table(
      columns, form.interpolation, from: source.width, to: window.width)
    self.rows = rows
    self.columns = columns
    let needed = rows.taps * window.width * channels
    if scratch.count < needed { scratch = Array(repeating: 0, count: needed) }
    if form.fit == .padded { target.update(repeating: 0, count: form.elements) }
    let sourceStride = Int(image.width) * channels
    let targetStride = form.width * channels
    scratch.withUnsafeMutableBufferPointer {
      assay_resize_uint8(
        image.pixels + source.top * sourceStride + source.left * channels, Int64(sourceStride),
        Int64(channels), rows.pointer, columns.pointer, $0.baseAddress,
        target + window.top * targetStride + window.left * channels, Int64(targetStride))
    }
  }

  /// The pixels that were decoded last.
  var pixels: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: image.pixels, count: Int(image.width * image.height * image.channels))
  }

  private func table(
    _ old: ResizeTable?, _ interpolation: Interpolation, from: Int, to: Int
  ) -> ResizeTable {
    if let old, old.serves(interpolation, from: from, to: to) { return old }
    return ResizeTable(interpolation, from: from, to: to)
  }

  /// What the content is, whatever the name says.
  private static func kind(of bytes: [UInt8], file: String) throws -> assay_image_kind {
    let kind = bytes.withUnsafeBufferPointer { assay_image_kind_of($0.baseAddress, $0.count) }
    switch kind {
    case assay_image_jpeg, assay_image_png: return kind
    default:
      let found =
        switch kind {
        case assay_image_gif: "a GIF image"
        case assay_image_bmp: "a BMP image"
        case assay_image_webp: "a WebP image"
        case assay_image_tiff: "a TIFF image"
        default: bytes.isEmpty ? "an empty file" : "a file that is no image"
        }
      throw ImageError.notReadable(file: file, found: found)
    }
  }

  private func check(_ status: assay_image_status, file: String, maximumPixels: Int) throws {
    let (height, width) = size
    switch status {
    case assay_image_ok: return
    case assay_image_too_large:
      throw ImageError.tooLarge(
        file: file, width: width, height: height, maximumPixels: maximumPixels)
    case assay_image_no_memory:
      throw ImageError.noMemory(file: file, width: width, height: height)
    default: throw ImageError.damaged(file: file, reason: message)
    }
  }

  private var message: String {
    withUnsafeBytes(of: &image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
