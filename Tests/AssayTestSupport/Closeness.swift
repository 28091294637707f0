/// Whether two figures agree as Assay and Keras have to: |a − b| ≤ 1e-6 + 1e-5·|b|.
///
/// NaN agrees with NaN, an infinity with itself.
public func isClose(
  _ a: Double, _ b: Double, absolute: Double = 1e-6, relative: Double = 1e-5
) -> Bool {
  if a == b || (a.isNaN && b.isNaN) { return true }
  return abs(a - b) <= absolute + relative * abs(b)
}

/// Whether two lists of figures agree, element by element.
public func isClose(
  _ a: [Double], _ b: [Double], absolute: Double = 1e-6, relative: Double = 1e-5
) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { isClose($0, $1, absolute: absolute, relative: relative) }
}
