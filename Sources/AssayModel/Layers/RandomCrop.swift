import AssayCore
import CKernels

/// In training a part of each image at a place of its own draw; otherwise as much as possible of the middle,
/// in the new size.
///
/// - Input: `[batch, height, width, channels]`. Output: the same with the new height and width; where an
///   image is not larger, its middle is resized in training too.
/// - Source: `keras.layers.RandomCrop`, where the images of a batch share one draw.
public final class RandomCrop: Layer {
  public let height: Int
  public let width: Int
  /// Layers of one seed draw the same; by default each draws its own.
  public let seed: Int?

  public init(height: Int, width: Int, seed: Int? = nil, name: String? = nil) {
    self.height = height
    self.width = width
    self.seed = seed
    super.init(name: name)
  }

  public override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    let x = x.asImages(height: height, width: width)
    guard x.error == nil else { return x }
    let middle = x.resizedToAspect(height: height, width: width)
    let (rows, columns) = (x.shape[1] - height, x.shape[2] - width)
    guard rows > 0, columns > 0 else { return middle }
    let maps = Symbol.apply(
      RandomMaps(
        kind: .crop(rows, columns), size: (x.shape[1], x.shape[2]), place: RandomPlace(),
        seed: seed))
    return scope.inTraining(
      x.transformed(
        by: maps, size: (height, width), fillMode: .nearest, isBilinear: false),
      otherwise: middle)
  }
}
