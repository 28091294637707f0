import AssayMetrics

extension LearningCurves {
  /// What stands above the chart.
  var heading: String { title ?? "Learning curves" }

  /// What the chart says, in words: for those who hear it.
  var summary: String {
    guard !history.epochs.isEmpty else { return "No epochs have been run." }
    let count = history.epochs.count
    var sentences = ["\(count) \(count == 1 ? "epoch" : "epochs")."]
    for family in Family.all(in: history) {
      let parts = family.curves.map { curve in
        (curve.key.hasPrefix("val_") ? "validation " : "training ") + course(of: curve)
      }
      if !parts.isEmpty {
        sentences.append("\(family.name): \(parts.joined(separator: "; ")).")
      }
    }
    return (sentences + notes).joined(separator: " ")
  }

  /// The lines under the heading.
  var notes: [String] {
    var notes: [String] = []
    if let best = bestEpoch {
      notes.append(
        "Best epoch \(best.epoch), by \(best.monitor) \(FigureText.figure(best.value)).")
    }
    if let reason = history.stopReason, let last = history.epochs.last {
      notes.append("Stopped after epoch \(last + 1): \(reason)")
    }
    let unknown = history.keys.filter { history.epochs(of: $0) == nil }
    if !unknown.isEmpty {
      notes.append(
        "Not drawn, as the history does not say which epochs they belong to: "
          + "\(unknown.joined(separator: ", ")).")
    }
    let left = Family.all(in: history).filter { !$0.curves.isEmpty }.dropFirst(Self.mostPanels)
    if !left.isEmpty {
      notes.append("Left out: \(left.map(\.name).joined(separator: ", ")).")
    }
    return notes
  }

  private func course(of curve: Curve) -> String {
    let points = curve.drawable
    guard let first = points.first, let last = points.last else { return "without a finite figure" }
    var text = "\(FigureText.figure(first.value)) at epoch \(first.epoch)"
    if last.epoch != first.epoch {
      text += ", \(FigureText.figure(last.value)) at epoch \(last.epoch)"
    }
    if let direction = direction(of: curve.key), let best = curve.best(direction),
      points.count > 2
    {
      let word = direction == .lowerIsBetter ? "lowest" : "highest"
      text += ", \(word) \(FigureText.figure(best.value)) at epoch \(best.epoch)"
    }
    let missing = curve.points.count - points.count
    if missing > 0 { text += ", \(missing) not finite" }
    return text
  }
}
