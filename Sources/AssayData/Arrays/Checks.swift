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

  /// Reads every weight of `array`.
  ///
  /// - Throws: ``DataError/notFinite(array:row:value:)`` or
  ///   ``DataError/negativeWeight(array:row:weight:)`` for the first that is no finite number of 0 or more.
  public static func weights(_ array: Tensor, named name: String) throws {
    try finite(array, named: name)
    for index in 0..<array.count where array.double(at: index) < 0 {
      throw DataError.negativeWeight(
        array: name, row: array.row(of: index), weight: array.double(at: index))
    }
  }

  /// Reads every index of `array` into a table of `rows` rows.
  ///
  /// - Throws: ``DataError/indexOutOfRange(array:row:index:rows:)`` for the first that is none.
  public static func indices(_ array: Tensor, rows: Int, named name: String) throws {
    do {
      try classIndices(array, classes: rows, named: name)
    } catch DataError.classOutOfRange(let array, let row, let label, let rows),
      DataError.notAClassIndex(let array, let row, let label, let rows)
    {
      throw DataError.indexOutOfRange(array: array, row: row, index: label, rows: rows)
    }
  }

  /// Reads every label of `array`, whatever its element type.
  ///
  /// - Parameters:
  ///   - classes: the number of classes; labels are whole numbers from 0 to one less.
  ///   - ignored: labels that are no class and all the same allowed.
  ///   - name: what the error calls the array.
  /// - Throws: ``DataError/notAClassIndex(array:row:label:classes:)`` for the first fraction or NaN,
  ///   ``DataError/classOutOfRange(array:row:label:classes:)`` for the first label of no class.
  public static func classIndices(
    _ array: Tensor, classes: Int, except ignored: Set<Int> = [], named name: String
  ) throws {
    guard array.count > 0 else { return }
    if !ignored.isEmpty {
      // Labels that mean "none" need not be classes; the others are looked at one by one.
      for index in 0..<array.count {
        let label = array.double(at: index)
        if let whole = Int(exactly: label), ignored.contains(whole) || (0..<classes).contains(whole)
        {
          continue
        }
        throw label == label.rounded(.towardZero) && label.isFinite
          ? DataError.classOutOfRange(
            array: name, row: array.row(of: index), label: label, classes: classes)
          : .notAClassIndex(array: name, row: array.row(of: index), label: label, classes: classes)
      }
      return
    }
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
