import AssayCore
import CKernels

/// Images in another size.
///
/// - Input: `[batch, height, width, channels]`. Output: the same with the new height and width.
/// - Source: `keras.layers.Resizing`, without `antialias`.
public final class Resizing: Layer {
  /// How the numbers between pixels are found.
  public enum Interpolation: String, Sendable, CaseIterable {
    case nearest, bilinear, bicubic, lanczos3, lanczos5

    var method: assay_resize_method {
      switch self {
      case .nearest: assay_resize_nearest
      case .bilinear: assay_resize_bilinear
      case .bicubic: assay_resize_bicubic
      case .lanczos3: assay_resize_lanczos3
      case .lanczos5: assay_resize_lanczos5
      }
    }
  }

  public let height: Int
  public let width: Int
  public let interpolation: Interpolation
  /// Whether what does not fit the new ratio of the sides is cut off evenly, rather than squeezed.
  public let cropToAspectRatio: Bool
  /// Whether what is missing from the new ratio of the sides is filled with `fillValue` evenly.
  public let padToAspectRatio: Bool
  public let fillValue: Float

  public init(
    height: Int, width: Int, interpolation: Interpolation = .bilinear,
    cropToAspectRatio: Bool = false, padToAspectRatio: Bool = false, fillValue: Float = 0,
    name: String? = nil
  ) {
    self.height = height
    self.width = width
    self.interpolation = interpolation
    self.cropToAspectRatio = cropToAspectRatio
    self.padToAspectRatio = padToAspectRatio
    self.fillValue = fillValue
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    guard !cropToAspectRatio || !padToAspectRatio else {
      return Symbol(
        failure: .argument(
          where: "", found: "both cropToAspectRatio and padToAspectRatio", wanted: "one of them"))
    }
    let x = x.asImages(height: height, width: width)
    guard x.error == nil else { return x }
    let fitting =
      cropToAspectRatio
      ? x.croppedToAspect(height: height, width: width) : padToAspectRatio ? padded(x) : x
    return fitting.resized(height: height, width: width, method: interpolation.method)
  }

  private func padded(_ x: Symbol) -> Symbol {
    let (h, w) = (x.shape[1], x.shape[2])
    let top = (Swift.max(h, w * height / width) - h) / 2
    let left = (Swift.max(w, h * width / height) - w) / 2
    func framed(_ x: Symbol, _ axis: Int, _ size: Int) -> Symbol {
      guard size > 0 else { return x }
      var shape = x.shape
      shape[axis] = size
      let edge = Symbol.constant(fillValue, shape: shape)
      return .concatenated([edge, x, edge], axis: axis)
    }
    return framed(framed(x, 1, top), 2, left)
  }
}

/// The middle of images; where they are smaller, as much as possible of it, in the new size.
///
/// - Input: `[batch, height, width, channels]`. Output: the same with the new height and width.
/// - Source: `keras.layers.CenterCrop`.
public final class CenterCrop: Layer {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int, name: String? = nil) {
    self.height = height
    self.width = width
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.asImages(height: height, width: width)
    guard x.error == nil else { return x }
    let (top, left) = (x.shape[1] - height, x.shape[2] - width)
    guard top >= 0, left >= 0 else { return x.resizedToAspect(height: height, width: width) }
    return x.sliced(axis: 1, top / 2..<top / 2 + height)
      .sliced(axis: 2, left / 2..<left / 2 + width)
  }
}

extension Symbol {
  /// This value as `float32`, if it is images, and the new sizes are sizes.
  func asImages(height: Int = 1, width: Int = 1) -> Symbol {
    guard height > 0, width > 0, height < 1 << 24, width < 1 << 24 else {
      return Symbol(
        failure: .argument(
          where: "", found: "a height of \(height) and a width of \(width)",
          wanted: "sizes of 1 or more, below \(1 << 24)"))
    }
    return require(
      shape.count == 4 && shape.sample.allSatisfy { $0 < 1 << 24 },
      "images [batch, height, width, channels]"
    ).asFloats
  }

  /// The largest part in the middle with the ratio of the sides wanted.
  func croppedToAspect(height: Int, width: Int) -> Symbol {
    let (h, w) = (shape[1], shape[2])
    let rows = Swift.max(Swift.min(h, w * height / width), 1)
    let columns = Swift.max(Swift.min(w, h * width / height), 1)
    let (top, left) = ((h - rows) / 2, (w - columns) / 2)
    return sliced(axis: 1, top..<top + rows).sliced(axis: 2, left..<left + columns)
  }

  /// The same in the new size.
  func resizedToAspect(height: Int, width: Int) -> Symbol {
    croppedToAspect(height: height, width: width)
      .resized(height: height, width: width, method: assay_resize_bilinear)
  }
}
