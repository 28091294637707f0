import AssayCore
import AssayData
import AssayModel

extension Normalization {
  /// Finds the mean and the population variance of a dataset's inputs; see ``Normalization/adapt(_:)``.
  ///
  ///     try normalization.adapt(training)
  ///
  /// - Parameters:
  ///   - input: which of several inputs the layer stands behind.
  /// - Throws: ``ModelError``: data that the axes do not fit, or no input of that number.
  public func adapt(_ data: Dataset, input: Int = 0) throws(ModelError) {
    guard data.inputs.indices.contains(input) else {
      throw .argument(
        where: "Normalization.adapt", found: "input \(input) of \(data.inputs.count)",
        wanted: "a number in 0..<\(data.inputs.count)")
    }
    try adapt(data.inputs[input])
  }
}
