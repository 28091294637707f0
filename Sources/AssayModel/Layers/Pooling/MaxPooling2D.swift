import AssayCore

/// The largest element of every window of an image, channel by channel.
///
///     MaxPooling2D(2)
///
/// - Input: `[batch, height, width, channels]`. Output: fewer rows and columns by the strides, which are the
///   size of a window by default.
/// - Source: `keras.layers.MaxPooling2D`.
public final class MaxPooling2D: PoolingLayer {
  public init(
    _ poolSize: Extent = 2, strides: Extent? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    super.init(
      .maximum, poolSize: poolSize, strides: strides, padding: padding,
      isSequence: false, name: name)
  }
}
