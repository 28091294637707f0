/// The name that was probably meant.
package enum NearestName {
  /// The nearest of `names`; `nil` where none is near.
  package static func of(_ name: String, among names: [String]) -> String? {
    // Nothing is near to what no one would write, and the search takes its length times all names.
    guard name.unicodeScalars.dropFirst(200).isEmpty else { return nil }
    let near = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .min { $0.distance < $1.distance }
    guard let near, near.distance <= max(2, name.count / 3) else { return nil }
    return near.name
  }

  /// The letters to change, add or drop between two names.
  package static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
