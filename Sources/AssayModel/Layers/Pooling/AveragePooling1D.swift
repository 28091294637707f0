import AssayCore

/// The mean of every window of a sequence, channel by channel. Padding does not count.
///
///     AveragePooling1D(3, strides: 1)
///
/// - Input: `[batch, steps, channels]`. Output: fewer steps by the strides, which are the
///   size of a window by default.
/// - Source: `keras.layers.AveragePooling1D`.
public final class AveragePooling1D: PoolingLayer {
  public init(
    _ poolSize: Int = 2, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    super.init(
      .average, poolSize: Extent(1, poolSize), strides: strides.map { Extent(1, $0) },
      padding: padding,
      isSequence: true, name: name)
  }
}
