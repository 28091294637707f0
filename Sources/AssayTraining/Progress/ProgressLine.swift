/// One drawing of a ``ProgressBar``, taken apart so that it can be made narrower.
struct ProgressLine {
  var count: String
  var time: String
  var perStep: String
  /// The length of the bar; `nil` for a run whose end is unknown, which has none.
  var cells: Int?
  var fraction = 0.0
  var figures: [String] = []
  private var isCut = false

  init(count: String, time: String, perStep: String) {
    self.count = count
    self.time = time
    self.perStep = perStep
  }

  /// The line with its colours.
  var text: String {
    var text = cells == nil ? count : "\u{1B}[1m\(count)\u{1B}[0m"
    if let cells, cells > 0 {
      let full = Int(Double(cells) * fraction)
      text += " "
      if full > 0 { text += "\u{1B}[32m" + String(repeating: "━", count: full) + "\u{1B}[0m" }
      text += "\u{1B}[37m" + String(repeating: "━", count: cells - full) + "\u{1B}[0m"
    }
    text += " \u{1B}[1m\(time)\u{1B}[0m"
    if !perStep.isEmpty { text += " " + perStep }
    for figure in figures { text += " - " + figure }
    return isCut ? text + " …" : text
  }

  /// The columns that the line takes on a terminal.
  var columns: Int {
    var columns = count.count + 1 + time.count
    if let cells, cells > 0 { columns += 1 + cells }
    if !perStep.isEmpty { columns += 1 + perStep.count }
    for figure in figures { columns += 3 + terminalColumns(of: figure) }
    return isCut ? columns + 2 : columns
  }

  /// The line made to leave the last of `limit` columns free, where a terminal may wrap.
  ///
  /// What goes, in this order: figures from the end, the bar, the time of a step. The count and the
  /// time stay.
  func fitted(to limit: Int?) -> ProgressLine {
    guard let limit else { return self }
    var line = self
    while line.columns >= limit, !line.figures.isEmpty {
      line.figures.removeLast()
      line.isCut = true
    }
    if line.columns >= limit { line.isCut = false }
    if line.columns >= limit, let cells = line.cells {
      let room = cells - (line.columns - limit + 1)
      line.cells = room >= 4 ? room : 0
    }
    if line.columns >= limit { line.perStep = "" }
    return line
  }
}
