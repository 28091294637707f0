import AssayCore

/// The largest element of every window of a sequence, channel by channel.
///
///     MaxPooling1D(3, strides: 1)
///
/// - Input: `[batch, steps, channels]`. Output: fewer steps by the strides, which are the
///   size of a window by default.
/// - Source: `keras.layers.MaxPooling1D`.
public final class MaxPooling1D: PoolingLayer {
  public init(
    _ poolSize: Int = 2, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    super.init(
      .maximum, poolSize: Extent(1, poolSize), strides: strides.map { Extent(1, $0) },
      padding: padding,
      isSequence: true, name: name)
  }
}
