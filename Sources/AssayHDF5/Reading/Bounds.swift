/// What the parts of a file may claim together: no byte belongs to two of them.
///
/// Reading stops once more bytes were used than there are, so that a small file cannot ask for work or
/// memory without end by naming the same bytes again and again.
final class Bounds {
  private struct Extent {
    let range: Range<Int>
    let what: String
    let place: Place
  }

  private let fileCount: Int
  private var left: Int
  private var extents: [Extent] = []

  init(_ file: FileBytes) {
    fileCount = file.count
    left = file.count
  }

  /// Claims the bytes of one structure or of one dataset's numbers.
  func use(_ range: Range<Int>, as what: String, _ place: Place) throws(HDF5Error) {
    guard !range.isEmpty else { return }
    guard range.count <= left else {
      throw place.error(
        found: "\(what) among more bytes than the file's \(fileCount)",
        wanted: "every byte used once; parts of this file overlap")
    }
    left -= range.count
    extents.append(Extent(range: range, what: what, place: place))
  }

  /// Whether no two claims overlap.
  func check() throws(HDF5Error) {
    extents.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (one, other) in zip(extents, extents.dropFirst())
    where one.range.upperBound > other.range.lowerBound {
      throw other.place.error(
        found: "\(other.what) at byte \(other.range.lowerBound), inside of \(one.what)"
          + (one.place.path.isEmpty ? "" : " of '\(one.place.path)'"),
        wanted: "every byte used once")
    }
  }
}
