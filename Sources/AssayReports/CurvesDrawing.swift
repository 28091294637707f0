import AssayTraining

/// The whole chart: the heading, its notes and the panels below one another and side by side.
struct CurvesDrawing {
  private static let margin = 16.0
  private static let noteHeight = 16.0

  let curves: LearningCurves
  let panels: [PanelDrawing]
  let columns: Int

  init(_ curves: LearningCurves) {
    self.curves = curves
    let families = Family.all(in: curves.history).filter { !$0.curves.isEmpty }
    let best = curves.bestEpoch?.epoch
    let epochs = curves.history.epochs.map { $0 + 1 }
    let stop = curves.history.stopReason == nil ? nil : epochs.last
    if let first = epochs.min(), let last = epochs.max() {
      panels = families.prefix(LearningCurves.mostPanels).map { family in
        PanelDrawing(
          family: family, epochs: Axis(epochs: first...last), bestOfRun: best, stop: stop,
          bestOfFigure: family.watched.flatMap { watched in
            curves.direction(of: watched.key).flatMap(watched.best)
          })
      }
    } else {
      panels = []
    }
    columns = max(1, min(panels.count, 2))
  }

  var svg: String {
    let (heading, summary) = (XMLText.escaped(curves.heading), XMLText.escaped(curves.summary))
    let width = Self.margin * 2 + Double(columns) * PanelDrawing.width
    let notes = curves.notes.flatMap { XMLText.lines($0, width: Int(width / 6.4)) }
    let top = 44 + Double(notes.count) * Self.noteHeight
    let rows = (panels.count + columns - 1) / columns
    let height = panels.isEmpty ? 120 : top + Double(rows) * PanelDrawing.height + Self.margin
    let id = "assay-\(String(Self.digest(heading + summary), radix: 36))"
    let (w, h) = (FigureText.coordinate(width), FigureText.coordinate(height))
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" class="assay-curves" width="\(w)" height="\(h)" \
      viewBox="0 0 \(w) \(h)" role="img" aria-labelledby="\(id)-title \(id)-desc">
      """,
      "<title id=\"\(id)-title\">\(heading)</title>",
      "<desc id=\"\(id)-desc\">\(summary)</desc>",
      "<style>\(Self.style)</style>",
      Self.text(
        XMLText.shortened(curves.heading, to: Int(width / 9)), x: Self.margin, y: 28,
        "heading"),
    ]
    for (index, note) in notes.enumerated() {
      lines.append(
        Self.text(note, x: Self.margin, y: 48 + Double(index) * Self.noteHeight, "note"))
    }
    if panels.isEmpty {
      let message =
        curves.history.epochs.isEmpty
        ? "No epochs have been run." : "The epochs have no figures to draw."
      lines.append(Self.text(message, x: Self.margin, y: max(72, top + 20), "note"))
    }
    for (index, panel) in panels.enumerated() {
      let x = Self.margin + Double(index % columns) * PanelDrawing.width
      let y = top + Double(index / columns) * PanelDrawing.height
      lines.append(
        "<g transform=\"translate(\(FigureText.coordinate(x)) \(FigureText.coordinate(y)))\">")
      lines += panel.elements
      lines.append("</g>")
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  static func text(
    _ text: String, x: Double, y: Double, _ style: String, anchor: String? = nil
  ) -> String {
    let anchor = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
    let (x, y) = (FigureText.coordinate(x), FigureText.coordinate(y))
    return "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\"\(anchor)>\(XMLText.escaped(text))</text>"
  }

  // Names that differ between charts, since several may stand in one page.
  private static func digest(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  // Every colour has three times the contrast of a white ground and of a black one, since a reader's
  // preference need not be the ground that the chart stands on.
  private static let style = """
    .assay-curves text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#5c6670}\
    .assay-curves .heading{font-size:17px;font-weight:600}\
    .assay-curves .name{font-size:13px;font-weight:600}\
    .assay-curves .tick{font-size:11px;font-variant-numeric:tabular-nums}\
    .assay-curves .grid{stroke:#8a94a0;stroke-opacity:.28;fill:none}\
    .assay-curves .axis{stroke:#8a94a0;fill:none}\
    .assay-curves .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
    .assay-curves .training{stroke:#2f7bd9}\
    .assay-curves .validation{stroke:#d0661c}\
    .assay-curves .validation.line{stroke-dasharray:6 4}\
    .assay-curves .dot.training{fill:#2f7bd9}\
    .assay-curves .dot.validation{fill:#d0661c}\
    .assay-curves .ring{fill:none;stroke-width:2}\
    .assay-curves .best{stroke:#7d8894;stroke-dasharray:1.5 3.5;stroke-width:1.5;stroke-linecap:round}\
    .assay-curves .stop{fill:#7d8894}\
    .assay-curves text.training{fill:#2a6fc4;stroke:none}\
    .assay-curves text.validation{fill:#b95510;stroke:none}\
    @media (prefers-color-scheme:dark){\
    .assay-curves text{fill:#a3acb6}\
    .assay-curves text.training{fill:#5b9bea}\
    .assay-curves text.validation{fill:#e58a4a}\
    .assay-curves .training{stroke:#4a8fe6}\
    .assay-curves .validation{stroke:#de7a35}\
    .assay-curves .dot.training{fill:#4a8fe6}\
    .assay-curves .dot.validation{fill:#de7a35}}
    """
}
