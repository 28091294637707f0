/// One figure over the epochs: its axes, its two lines, and what is marked on them.
struct PanelDrawing {
  static let width = 440.0
  static let height = 256.0
  /// Where epochs and figures are drawn; left of it stand the ticks, right of it the lines' names.
  static let plot = (left: 56.0, right: 356.0, top: 36.0, bottom: 206.0)

  let family: Family
  let epochs: Axis
  let figures: Axis
  let bestOfRun: Int?
  let stop: Int?
  let bestOfFigure: (epoch: Int, value: Double)?

  init(
    family: Family, epochs: Axis, bestOfRun: Int?, stop: Int?,
    bestOfFigure: (epoch: Int, value: Double)?
  ) {
    self.family = family
    self.epochs = epochs
    self.bestOfRun = bestOfRun
    self.stop = stop
    self.bestOfFigure = bestOfFigure
    let values = family.curves.flatMap { $0.drawable.map(\.value) }
    figures = Axis(figures: (values.min() ?? 0)...(values.max() ?? 1))
  }

  func x(_ epoch: Int) -> Double {
    Self.plot.left + epochs.share(Double(epoch)) * (Self.plot.right - Self.plot.left)
  }

  func y(_ value: Double) -> Double {
    Self.plot.bottom - figures.share(value) * (Self.plot.bottom - Self.plot.top)
  }

  /// What is drawn, from the back to the front.
  var elements: [String] { frame + marks + family.curves.flatMap(line) + ring + names }

  private var frame: [String] {
    let (left, right) = (c(Self.plot.left), c(Self.plot.right))
    var elements = [
      CurvesDrawing.text(XMLText.shortened(family.name, to: 46), x: 0, y: 18, "name")
    ]
    for (tick, label) in zip(figures.ticks, figures.labels) {
      let style = tick == figures.lower ? "axis" : "grid"
      elements.append("<path class=\"\(style)\" d=\"M\(left) \(c(y(tick)))H\(right)\"/>")
      elements.append(
        CurvesDrawing.text(label, x: Self.plot.left - 8, y: y(tick) + 4, "tick", anchor: "end"))
    }
    for (tick, label) in zip(epochs.ticks, epochs.labels) {
      let x = x(Int(tick))
      elements.append("<path class=\"axis\" d=\"M\(c(x)) \(c(Self.plot.bottom))v4\"/>")
      elements.append(
        CurvesDrawing.text(label, x: x, y: Self.plot.bottom + 18, "tick", anchor: "middle"))
    }
    elements.append(
      CurvesDrawing.text("epoch", x: Self.plot.right + 24, y: Self.plot.bottom + 18, "tick"))
    return elements
  }

  private var marks: [String] {
    var elements: [String] = []
    if let bestOfRun {
      let x = c(x(bestOfRun))
      elements.append(
        "<path class=\"best\" d=\"M\(x) \(c(Self.plot.top))V\(c(Self.plot.bottom))\"/>")
      elements.append(
        CurvesDrawing.text(
          "best \(bestOfRun)", x: self.x(bestOfRun), y: Self.plot.top - 9, "tick", anchor: "middle")
      )
    }
    if let stop {
      elements.append(
        "<rect class=\"stop\" x=\"\(c(x(stop) - 4))\" y=\"\(c(Self.plot.bottom - 4))\" "
          + "width=\"8\" height=\"8\"/>")
    }
    return elements
  }

  private func line(_ curve: Curve) -> [String] {
    let style = Self.style(curve)
    // Where some epochs have no figure, dots say which do.
    let dotsToo = curve.points.count < Int(epochs.upper - epochs.lower) + 1
    return curve.pieces.flatMap { piece -> [String] in
      let points = piece.map { (x: c(x($0.epoch)), y: c(y($0.value))) }
      var elements: [String] = []
      if points.count > 1 {
        let path = points.map { "\($0.x) \($0.y)" }.joined(separator: "L")
        elements.append("<path class=\"line \(style)\" d=\"M\(path)\"/>")
      }
      if points.count == 1 || dotsToo {
        elements += points.map {
          "<circle class=\"dot \(style)\" cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"3\"/>"
        }
      }
      return elements
    }
  }

  private var ring: [String] {
    guard let best = bestOfFigure, let watched = family.watched else { return [] }
    return [
      "<circle class=\"ring \(Self.style(watched))\" cx=\"\(c(x(best.epoch)))\" "
        + "cy=\"\(c(y(best.value)))\" r=\"5.5\"/>"
    ]
  }

  /// The lines' names at their ends, pushed apart where they would touch.
  private var names: [String] {
    var ends = family.curves.compactMap { curve in
      curve.drawable.last.map { (style: Self.style(curve), y: y($0.value)) }
    }
    ends.sort { $0.y < $1.y }
    if ends.count == 2 {
      let overlap = 14 - (ends[1].y - ends[0].y)
      if overlap > 0 {
        ends[0].y -= overlap / 2
        ends[1].y += overlap / 2
      }
    }
    guard !ends.isEmpty else {
      return [
        CurvesDrawing.text(
          "no finite figures", x: (Self.plot.left + Self.plot.right) / 2,
          y: (Self.plot.top + Self.plot.bottom) / 2, "note", anchor: "middle")
      ]
    }
    let alone = family.name == "learning_rate"
    return ends.filter { !alone || $0.style == "validation" }.map {
      CurvesDrawing.text($0.style, x: Self.plot.right + 10, y: $0.y + 4, $0.style)
    }
  }

  private static func style(_ curve: Curve) -> String {
    curve.key.hasPrefix("val_") ? "validation" : "training"
  }

  private func c(_ value: Double) -> String { FigureText.coordinate(value) }
}
