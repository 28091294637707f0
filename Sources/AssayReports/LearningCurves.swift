import AssayMetrics
import AssayTraining

/// The figures of a run over its epochs, drawn: one panel for each figure, training and validation in it.
///
///     let history = try model.fit(train, epochs: 20, validation: .split(0.1))
///     let chart = LearningCurves(history, title: "Digits", directions: ["accuracy": .higherIsBetter])
///     try chart.svg.write(toFile: "curves.svg", atomically: true, encoding: .utf8)
///
/// Training is drawn through and validation dashed. A ring marks each figure's best epoch where its
/// direction is known, a dotted line the best epoch of the run, and a square on the axis the epoch
/// after which a callback stopped it. Figures that are no finite numbers leave gaps.
///
/// - Empty: without epochs the chart says so.
public struct LearningCurves {
  /// What is drawn.
  public let history: History
  /// What stands above the panels; "Learning curves" where there is none.
  public let title: String?
  /// Which way figures are better, by their names without `val_`; losses need not be told.
  public let directions: [String: Direction]
  /// The figure whose best epoch is that of the run.
  public let monitor: String?

  /// The most panels in one chart; ``svg`` names the figures that are left out.
  public static let mostPanels = 12

  /// - Parameters:
  ///   - directions: for the figures that are no losses; without one a figure's best is not marked.
  ///   - monitor: the figure whose best epoch is that of the run; `val_loss` by default, or `loss`
  ///     where nothing was validated.
  public init(
    _ history: History, title: String? = nil, directions: [String: Direction] = [:],
    monitor: String? = nil
  ) {
    self.history = history
    self.title = title
    self.directions = directions
    self.monitor = monitor
  }

  /// The chart as one SVG document, readable on light and dark grounds, that fetches nothing.
  public var svg: String { CurvesDrawing(self).svg }

  /// The best epoch of the run, counted from 1, and the figure that says so; `nil` where nothing does.
  public var bestEpoch: (epoch: Int, monitor: String, value: Double)? {
    for key in monitor.map({ [$0] }) ?? ["val_loss", "loss"] {
      if let direction = direction(of: key), let best = Curve(key, in: history)?.best(direction) {
        return (best.epoch, key, best.value)
      }
    }
    return nil
  }

  /// Which way the figure called `key` is better; `nil` if nothing says so.
  func direction(of key: String) -> Direction? {
    let name = Family.base(key)
    if let told = directions[key] ?? directions[name] { return told }
    return name == "loss" || name.hasSuffix("_loss") ? .lowerIsBetter : nil
  }
}
