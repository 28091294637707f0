/// What every image of a folder is made into.
struct ImageForm: Sendable, Equatable {
  /// How an image of other proportions meets the wanted ones.
  enum Fit { case stretched, cropped, padded }

  var height: Int
  var width: Int
  var colorMode: ColorMode
  var interpolation: Interpolation
  var fit: Fit
  var maximumPixels: Int

  /// The numbers of one image.
  var elements: Int { height * width * colorMode.channels }

  /// - Throws: ``ImageError/argument(_:found:wanted:)`` for sizes that no image has.
  init(
    size: (height: Int, width: Int), colorMode: ColorMode, interpolation: Interpolation, crop: Bool,
    pad: Bool, maximumPixels: Int
  ) throws {
    let sides = 1...ImageFile.longestSide
    guard sides.contains(size.height), sides.contains(size.width) else {
      throw ImageError.argument(
        "size", found: "(\(size.height), \(size.width))",
        wanted: "a height and a width in 1...\(ImageFile.longestSide)")
    }
    guard !(crop && pad) else {
      throw ImageError.argument(
        "cropToAspectRatio, padToAspectRatio", found: "both", wanted: "one of them")
    }
    guard maximumPixels > 0 else {
      throw ImageError.argument("maximumPixels", found: "\(maximumPixels)", wanted: "1 or more")
    }
    height = size.height
    width = size.width
    self.colorMode = colorMode
    self.interpolation = interpolation
    fit = crop ? .cropped : pad ? .padded : .stretched
    self.maximumPixels = maximumPixels
  }

  /// A part of an image.
  struct Window: Equatable {
    var top: Int
    var left: Int
    var height: Int
    var width: Int
  }

  /// The part of an image that is read, and the part of the result that it fills.
  ///
  /// In float32, as Keras on TensorFlow computes it.
  func windows(height: Int, width: Int) -> (source: Window, target: Window) {
    var source = Window(top: 0, left: 0, height: height, width: width)
    var target = Window(top: 0, left: 0, height: self.height, width: self.width)
    switch fit {
    case .stretched: break
    case .cropped:
      let high = Int(Float(width * self.height) / Float(self.width))
      let wide = Int(Float(height * self.width) / Float(self.height))
      source.height = max(1, min(height, high))
      source.width = max(1, min(width, wide))
      source.top = (height - source.height) / 2
      source.left = (width - source.width) / 2
    case .padded:
      let ratio = max(Float(width) / Float(self.width), Float(height) / Float(self.height))
      let high = Float(height) / ratio
      let wide = Float(width) / ratio
      target.height = min(self.height, max(1, Int(high)))
      target.width = min(self.width, max(1, Int(wide)))
      target.top = min(max(0, Int((Float(self.height) - high) / 2)), self.height - target.height)
      target.left = min(max(0, Int((Float(self.width) - wide) / 2)), self.width - target.width)
    }
    return (source, target)
  }
}
