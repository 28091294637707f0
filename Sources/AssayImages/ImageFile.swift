import AssayCore
import AssayData
import CImages

/// One JPEG or PNG file as a tensor of numbers in `0...255`.
///
///     let image = try ImageFile.read("cat.jpg", size: (160, 160), interpolation: .bilinear)
///     image.shape                          // [160, 160, 3], float32
///     try ImageFile.write(image, to: "cat.png", scale: false)
///
/// What a file is its content says, not its name. The turn that a camera notes beside the pixels (EXIF) is
/// not applied, as in Keras.
public enum ImageFile {
  /// The most pixels that a file may claim unless more are allowed: 100 million.
  public static let maximumPixels = 100_000_000

  /// The longest side of an image that is written or resized to; JPEG has no longer ones.
  static let longestSide = 65_500

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - size: the height and width wanted; the file's own where it is `nil`.
  ///   - keepAspectRatio: cuts off what is too high or too wide, rather than to distort.
  /// - Shape: `[height, width, channels]`, float32, unit 1/255 of full brightness.
  /// - Precision: JPEG by the accurate integer transform, as Pillow; TensorFlow's default is the fast
  ///   one, which differs by up to 3 of 255. When an image shrinks it is not smoothed, while Pillow does
  ///   for all but `nearest`: it is what ``ImageFolder`` gives.
  /// - Throws: ``ImageError``, or `DataError` where the system cannot read the file.
  /// - Source: `keras.utils.load_img` and `img_to_array`.
  public static func read(
    _ path: String, colorMode: ColorMode = .rgb, size: (height: Int, width: Int)? = nil,
    interpolation: Interpolation = .nearest, keepAspectRatio: Bool = false,
    maximumPixels: Int = ImageFile.maximumPixels
  ) throws -> Tensor {
    try decode(
      FileBytes.read(path), name: path, colorMode: colorMode, size: size,
      interpolation: interpolation, keepAspectRatio: keepAspectRatio, maximumPixels: maximumPixels)
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameters:
  ///   - name: what errors call it.
  /// - Throws: ``ImageError``.
  public static func decode(
    _ bytes: [UInt8], name: String = "image", colorMode: ColorMode = .rgb,
    size: (height: Int, width: Int)? = nil, interpolation: Interpolation = .nearest,
    keepAspectRatio: Bool = false, maximumPixels: Int = ImageFile.maximumPixels
  ) throws -> Tensor {
    let decoder = ImageDecoder()
    let form = try ImageForm(
      size: size ?? (1, 1), colorMode: colorMode, interpolation: interpolation,
      crop: keepAspectRatio, pad: false, maximumPixels: maximumPixels)
    try decoder.decode(bytes, of: name, as: colorMode, maximumPixels: maximumPixels)
    let (height, width) = size ?? decoder.size
    var tensor = Tensor(zeros: [height, width, colorMode.channels])
    tensor.withUnsafeMutableBytes { bytes in
      let target = bytes.bindMemory(to: Float.self)
      guard let base = target.baseAddress else { return }
      if size != nil {
        decoder.resize(to: form, into: base)
      } else {
        for (index, value) in decoder.pixels.enumerated() { target[index] = Float(value) }
      }
    }
    return tensor
  }

  /// The height and width of a file's image; nothing is decoded.
  ///
  /// - Throws: ``ImageError``, or `DataError` where the system cannot read the file.
  public static func size(of path: String) throws -> (height: Int, width: Int) {
    try ImageDecoder().readSize(FileBytes.read(path), of: path)
  }
}
