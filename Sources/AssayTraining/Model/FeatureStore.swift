import AssayCore
import AssayModel

/// What the frozen layers of a model made of each row of the data, kept from one pass to the next.
final class FeatureStore {
  private let program: Program
  private let versions: ParameterVersions
  private let count: Int
  // The rows of each feature, one after another, and whether they are there.
  private let values: [(start: UnsafeMutableRawPointer, rowBytes: Int)]
  private let isKept: UnsafeMutablePointer<Bool>

  /// - Parameters:
  ///   - program: computes the features of all rows, so that a row's are the same whichever batch it is in.
  ///   - bytes: the most that may be kept.
  init?(_ program: Program, count: Int, bytes: Int) {
    let widths = program.features.map(\.rowBytes)
    let (total, isTooMuch) = widths.reduce(0, +).multipliedReportingOverflow(by: count)
    guard !widths.isEmpty, !isTooMuch, total <= bytes else { return nil }
    self.program = program
    self.count = count
    versions = program.featureVersions()
    values = widths.map {
      (.allocate(byteCount: max($0 * count, 1), alignment: 64), $0)
    }
    isKept = .allocate(capacity: count)
    isKept.initialize(repeating: false, count: count)
  }

  deinit {
    for (start, _) in values { start.deallocate() }
    isKept.deallocate()
  }

  /// Brings the features of some rows into their places in a program.
  ///
  /// - Parameters:
  ///   - load: brings the rows into the inputs of the program that computes features.
  func bring(
    _ rows: some RandomAccessCollection<Int>, into target: Program, load: () -> Void
  ) throws {
    if versions.haveChanged {
      isKept.update(repeating: false, count: count)
      versions.remember()
    }
    if !rows.allSatisfy({ isKept[$0] }) {
      load()
      try program.runFeatures()
      copy(rows, of: program) { place, kept, bytes in kept.copyMemory(from: place, byteCount: bytes)
      }
      for row in rows { isKept[row] = true }
      if target === program { return }
    }
    copy(rows, of: target) { place, kept, bytes in place.copyMemory(from: kept, byteCount: bytes) }
  }

  private func copy(
    _ rows: some RandomAccessCollection<Int>, of program: Program,
    _ move: (_ place: UnsafeMutableRawPointer, _ kept: UnsafeMutableRawPointer, _ bytes: Int) ->
      Void
  ) {
    for index in values.indices {
      let (start, bytes) = values[index]
      var place = program.features[index].place
      for row in rows {
        move(place, start + row * bytes, bytes)
        place += bytes
      }
    }
  }
}
