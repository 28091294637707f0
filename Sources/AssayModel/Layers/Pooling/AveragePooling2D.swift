import AssayCore

/// The mean of every window of an image, channel by channel. Padding does not count.
///
///     AveragePooling2D(2)
///
/// - Input: `[batch, height, width, channels]`. Output: fewer rows and columns by the strides, which are the
///   size of a window by default.
/// - Source: `keras.layers.AveragePooling2D`.
public final class AveragePooling2D: PoolingLayer {
  public init(
    _ poolSize: Extent = 2, strides: Extent? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    super.init(
      .average, poolSize: poolSize, strides: strides, padding: padding,
      isSequence: false, name: name)
  }
}
