/// A name looked up among Keras's, with the nearest one to suggest.
enum KerasName {
  /// `name` where it is no known name: what it may have been, or examples.
  static func unknown(
    _ what: String, _ name: String, among names: [String], suchAs examples: String
  ) -> String {
    let near = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .min { $0.distance < $1.distance }
    let hint =
      if let near, near.distance <= max(2, name.count / 3) {
        "did you mean '\(near.name)'?"
      } else {
        "wanted a name of Keras's, such as \(examples)"
      }
    return "'\(name)' is no \(what); \(hint)"
  }

  /// The letters to change, add or drop between two names.
  static func distance(_ a: String, _ b: String) -> Int {
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
