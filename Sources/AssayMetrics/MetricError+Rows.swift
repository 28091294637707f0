extension MetricError {
  /// This error with its row counted from further up: where a batch begins at row `offset` of a file.
  public func counted(from offset: Int) -> MetricError {
    moving { Position(row: $0.row + offset, element: $0.element) }
  }

  /// This error at another place, where it has one.
  func moving(_ moved: (Position) -> Position) -> MetricError {
    switch self {
    case .classOutOfRange(let metric, let label, let place, let classes):
      .classOutOfRange(metric: metric, label: label, at: moved(place), classes: classes)
    case .labelNotWhole(let metric, let label, let place):
      .labelNotWhole(metric: metric, label: label, at: moved(place))
    case .labelNotBinary(let metric, let label, let place):
      .labelNotBinary(metric: metric, label: label, at: moved(place))
    case .labelNotANumber(let metric, let place):
      .labelNotANumber(metric: metric, at: moved(place))
    case .predictionNotANumber(let metric, let place):
      .predictionNotANumber(metric: metric, at: moved(place))
    case .notFinite(let metric, let label, let prediction, let place):
      .notFinite(metric: metric, label: label, prediction: prediction, at: moved(place))
    case .weightOutOfRange(let metric, let weight, let place):
      .weightOutOfRange(metric: metric, weight: weight, at: moved(place))
    default: self
    }
  }
}
