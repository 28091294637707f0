import AssayCore
import CKernels

/// What the labels of a set look like, read through once: the evidence that tells class indices
/// from one-hot rows and from numbers to be predicted.
///
///     LabelSummary(Tensor([[0, 0, 1], [1, 0, 0]] as [[Float]])).rowsAreOneHot  // true
///
/// A row here is one vector along the last axis; a scalar or one axis of labels is one value a row.
public struct LabelSummary: Sendable, Equatable {
  /// The smallest label; `nil` where there is none but NaN.
  public let minimum: Double?
  /// The largest label; `nil` where there is none but NaN.
  public let maximum: Double?
  /// Whether every label is a whole number.
  public let areIntegers: Bool
  /// Whether every label is 0 or 1.
  public let areBinary: Bool
  /// Whether every row of two or more adds up to 1, to within 1e-4, with no label negative:
  /// probabilities, smoothed or not.
  public let rowsAreDistributions: Bool
  /// Whether every row of two or more is one 1 among zeros.
  public let rowsAreOneHot: Bool
  /// Whether rows of two or more are zeros and ones, and not one-hot: several labels a row.
  public let rowsAreMultiHot: Bool

  /// Reads every label. No labels at all are nothing in particular: every answer is no.
  public init(_ labels: Tensor) {
    let width = labels.rank < 2 ? 1 : labels.shape.lastSize
    let rows = width == 0 ? 0 : labels.count / width
    let summary = labels.withUnsafeBytes {
      assay_summarize_labels($0.baseAddress, labels.dtype.kernel, Int64(rows), Int64(width))
    }
    let some = rows > 0
    let vectors = some && width > 1
    minimum = summary.minimum <= summary.maximum ? summary.minimum : nil
    maximum = summary.minimum <= summary.maximum ? summary.maximum : nil
    areIntegers = some && summary.fractions == 0
    areBinary = some && summary.not_binary == 0
    rowsAreDistributions = vectors && summary.not_unit_rows == 0 && summary.minimum >= 0
    rowsAreOneHot = vectors && summary.not_one_hot == 0
    rowsAreMultiHot = vectors && summary.not_binary == 0 && summary.not_one_hot > 0
  }
}
