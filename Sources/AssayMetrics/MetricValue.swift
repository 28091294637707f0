import AssayCore

/// What a metric answers: one figure, an array of them, or several under names.
///
///     Precision().result                           // one figure
///     Precision(thresholds: [0.3, 0.5]).result     // an array of shape [2]
///
/// A figure that is undefined is `nil`, not 0: a precision where nothing was predicted positive.
public indirect enum MetricValue: Sendable, Equatable {
  case scalar(Double?)
  /// Row by row, as many figures as the shape has elements.
  case array(Shape, [Double?])
  case named([Named])

  /// A figure, or several, under a name.
  public struct Named: Sendable, Equatable {
    public let name: String
    public let value: MetricValue

    public init(_ name: String, _ value: MetricValue) {
      self.name = name
      self.value = value
    }
  }

  /// An array of one axis.
  public static func vector(_ figures: [Double?]) -> MetricValue {
    .array([figures.count], figures)
  }

  /// The figure, where there is but one.
  public var scalar: Double? { if case .scalar(let figure) = self { figure } else { nil } }

  /// Every figure, in order.
  public var figures: [Double?] {
    switch self {
    case .scalar(let figure): [figure]
    case .array(_, let figures): figures
    case .named(let parts): parts.flatMap(\.value.figures)
    }
  }

  /// Whether both hold the same figures, bit by bit; a NaN is itself.
  public func isIdentical(to other: MetricValue) -> Bool {
    switch (self, other) {
    case (.scalar, .scalar): isSame(figures, other.figures)
    case (.array(let a, let x), .array(let b, let y)): a == b && isSame(x, y)
    case (.named(let a), .named(let b)):
      a.count == b.count
        && zip(a, b).allSatisfy { $0.name == $1.name && $0.value.isIdentical(to: $1.value) }
    default: false
    }
  }

  private func isSame(_ a: [Double?], _ b: [Double?]) -> Bool {
    a.map(\.?.bitPattern) == b.map(\.?.bitPattern)
  }
}
