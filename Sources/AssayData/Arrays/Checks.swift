import AssayCore
import CKernels

/// What is read through once, before the first step, so that no step has to look again.
public enum Checks {
  /// Reads every number of `array`. Models compute in float32, so a float64 beyond its range is as
  /// bad as infinity.
  ///
  /// - Parameters:
  ///   - name: what the error calls the array.
  /// - Throws: ``DataError/notFinite(array:row:value:)`` for the first such number.
  public static func finite(_ array: Tensor, named name: String) throws {
    guard array.dtype.isFloatingPoint, array.count > 0 else { return }
    let index = array.withUnsafeBytes { bytes in
      array.dtype == .float32
        ? assay_first_not_finite_float32(
          bytes.baseAddress!.assumingMemoryBound(to: Float.self), Int64(array.count))
        : assay_first_not_finite_float64(
          bytes.baseAddress!.assumingMemoryBound(to: Double.self), Int64(array.count))
    }
    guard index >= 0 else { return }
    throw DataError.notFinite(
      array: name, row: array.row(of: Int(index)), value: array.double(at: Int(index)))
  }

  /// Reads every label of `array`, whatever its element type.
  ///
  /// - Parameters:
  ///   - classes: the number of classes; labels are whole numbers from 0 to one less.
  ///   - name: what the error calls the array.
  /// - Throws: ``DataError/notAClassIndex(array:row:label:classes:)`` for the first fraction or NaN,
  ///   ``DataError/classOutOfRange(array:row:label:classes:)`` for the first label of no class.
  public static func classIndices(_ array: Tensor, classes: Int, named name: String) throws {
    guard array.count > 0 else { return }
    let found = array.withUnsafeBytes { bytes in
      assay_first_not_class(
        bytes.baseAddress, array.dtype.kernel, Int64(array.count), Int64(classes))
    }
    guard found >= 0 else { return }
    let row = array.row(of: Int(found))
    let label = array.double(at: Int(found))
    guard label.isFinite, label == label.rounded(.towardZero) else {
      throw DataError.notAClassIndex(array: name, row: row, label: label, classes: classes)
    }
    throw DataError.classOutOfRange(array: name, row: row, label: label, classes: classes)
  }
}

extension Tensor {
  /// The row that holds an element.
  fileprivate func row(of index: Int) -> Int { rank == 0 ? 0 : index / (count / rowCount) }
}
