/// A mean over classes of how far labels and predictions overlap.
///
///     IoUᶜ = hitsᶜ / (labelsᶜ + predictionsᶜ − hitsᶜ)
///
/// A class that is neither a label nor predicted is left out of the mean.
public protocol IntersectionOverUnion: ClassTableMetric {
  /// The classes that are averaged; `nil` is all of them.
  var targets: [Int]? { get }
}

extension IntersectionOverUnion {
  public static var direction: Direction? { .higherIsBetter }
  public static var range: ClosedRange<Double> { 0...1 }

  public func figure(_ margins: ClassMargins) -> Double? {
    mean(overlaps(margins).compactMap { $0 })
  }

  /// What Keras prints: 1e-7 in both denominators, so that perfect is 0.9999998. A Keras metric made
  /// with the default `dtype` also cuts weights to whole numbers; this is its figure for `float32`.
  public var kerasResult: MetricValue? {
    let margins = counts.table.margins
    var sum = 0.0
    var valid = 0.0
    for place in chosen(margins) {
      let hits = margins.hits[place]
      let union = margins.labels[place] + margins.predictions[place] - hits
      guard union > 1e-9 else { continue }
      sum += hits / (union + 1e-7)
      valid += 1
    }
    return .scalar(sum / (valid + 1e-7))
  }

  /// The overlap of each class that counts, `nil` where it never occurred.
  func overlaps(_ margins: ClassMargins) -> [Double?] {
    chosen(margins).map { place in
      let union = margins.labels[place] + margins.predictions[place] - margins.hits[place]
      return union > 0 ? margins.hits[place] / union : nil
    }
  }

  private func chosen(_ margins: ClassMargins) -> [Int] {
    (targets ?? Array(margins.hits.indices)).filter(margins.hits.indices.contains)
  }
}

extension MetricArguments {
  /// The number of classes, which has to be given.
  func classCount() throws -> Int {
    guard
      let classes = try integer("num_classes", in: 1...ClassTable.maximumClasses)
    else { throw missing("num_classes", "how many classes there are") }
    return classes
  }

  /// The classes that are averaged, which have to be given.
  func targetClasses(of classes: Int) throws -> [Int] {
    guard let targets = try integers("target_class_ids", in: 0...) else {
      throw missing("target_class_ids", "the classes that count, in 0..<\(classes)")
    }
    guard let wrong = targets.first(where: { $0 >= classes }) else { return targets }
    throw error("target_class_ids", .integer(wrong), "classes in 0..<\(classes)")
  }

  /// The axis of scores: from the end, or from the front.
  func axis() throws -> Int { try integer("axis", default: -1, in: -8...7) }
}
