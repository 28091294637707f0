/// The name in `names` that `name` was probably meant to be, or `nil` if none is near.
///
///     nearestName(to: "val_acc", in: ["loss", "val_accuracy"])   // "val_accuracy"
///     nearestName(to: "los", in: ["loss", "val_accuracy"])       // "loss"
///
/// A name that only adds to the given one or stops short of it is nearest; else the one that takes
/// the fewest single-letter changes, at most a third of the letters.
package func nearestName(to name: String, in names: [String]) -> String? {
  let lowered = name.lowercased()
  let extended = names.filter { candidate in
    let other = candidate.lowercased()
    return other.hasPrefix(lowered) || lowered.hasPrefix(other)
  }
  if let shortest = extended.min(by: { abs($0.count - name.count) < abs($1.count - name.count) }),
    !name.isEmpty, !shortest.isEmpty
  {
    return shortest
  }
  let ranked = names.map { (name: $0, changes: changes(from: lowered, to: $0.lowercased())) }
  guard let best = ranked.min(by: { $0.changes < $1.changes }),
    best.changes <= max(1, name.count / 3)
  else { return nil }
  return best.name
}

/// The fewest insertions, deletions and replacements of a letter that make `b` out of `a`.
private func changes(from a: String, to b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (letter == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
