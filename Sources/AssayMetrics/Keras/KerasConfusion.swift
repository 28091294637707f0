import AssayCore

/// Keras's metrics of hits and misses at thresholds.
struct KerasConfusion: Sendable {
  private enum Reading: Sendable {
    case truePositives, falsePositives, trueNegatives, falseNegatives, precision, recall
    case sensitivityAtSpecificity(Double)
    case specificityAtSensitivity(Double)
    case precisionAtRecall(Double)
    case recallAtPrecision(Double)
    case area(Curve, Curve.Summation)
  }

  static let classNames = [
    "AUC", "FalseNegatives", "FalsePositives", "Precision", "PrecisionAtRecall", "Recall",
    "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity", "TrueNegatives",
    "TruePositives",
  ]

  private let reading: Reading
  private let thresholds: [Double]
  private let isEven: Bool
  private let topK: Int?
  private let classID: Int?
  private let fromLogits: Bool
  private let isMultiLabel: Bool
  private let labelWeights: [Double]?

  private static let lowest = -1e10

  init(_ arguments: KerasArguments) throws {
    let name = arguments.className
    topK = try arguments.optionalInteger("top_k")
    classID = try arguments.optionalInteger("class_id")
    fromLogits = name == "AUC" ? try arguments.bool("from_logits", false) : false
    isMultiLabel = name == "AUC" ? try arguments.bool("multi_label", false) : false
    labelWeights = name == "AUC" ? try arguments.numbers("label_weights") : nil
    if let topK, topK < 1 { throw arguments.error("top_k", "1 or more") }
    switch name {
    case "AUC":
      let given = try arguments.numbers("thresholds")?.sorted()
      let count = try arguments.integer("num_thresholds", 200)
      guard given != nil || (2...1_000_000).contains(count) else {
        throw arguments.error("num_thresholds", "a whole number in 2...1000000")
      }
      let inner = given ?? (1..<max(count - 1, 1)).map { Double($0) / Double(count - 1) }
      thresholds = [-1e-7] + inner + [1 + 1e-7]
      isEven = given == nil || KerasConfusion.areEven([0] + inner + [1])
      guard
        let curve = Curve.allCases.first(where: {
          [$0.rawValue, $0.rawValue.lowercased()].contains(arguments.text("curve") ?? "ROC")
        })
      else { throw arguments.error("curve", "ROC, PR or PRGAIN") }
      let method = (arguments.text("summation_method") ?? "interpolation").lowercased()
      guard let summation = Curve.Summation(rawValue: method) else {
        throw arguments.error("summation_method", "interpolation, minoring or majoring")
      }
      reading = .area(curve, summation)
    case "SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall",
      "RecallAtPrecision":
      let count = try arguments.integer("num_thresholds", 200)
      guard (1...1_000_000).contains(count) else {
        throw arguments.error("num_thresholds", "a whole number in 1...1000000")
      }
      thresholds = count == 1 ? [0.5] : (0..<count).map { Double($0) / Double(count - 1) }
      isEven = count > 1
      func least(_ key: String) throws -> Double {
        let value = try arguments.needed(key)
        guard (0...1).contains(value) else { throw arguments.error(key, "a number in 0...1") }
        return value
      }
      reading =
        switch name {
        case "SensitivityAtSpecificity": .sensitivityAtSpecificity(try least("specificity"))
        case "SpecificityAtSensitivity": .specificityAtSensitivity(try least("sensitivity"))
        case "PrecisionAtRecall": .precisionAtRecall(try least("recall"))
        default: .recallAtPrecision(try least("precision"))
        }
    default:
      let given = try arguments.numbers("thresholds")
      guard given?.allSatisfy({ (0...1).contains($0) }) != false else {
        throw arguments.error("thresholds", "numbers in 0...1")
      }
      thresholds = given ?? [topK == nil ? 0.5 : KerasConfusion.lowest]
      isEven = KerasConfusion.areEven(thresholds)
      reading =
        switch name {
        case "TruePositives": .truePositives
        case "FalsePositives": .falsePositives
        case "TrueNegatives": .trueNegatives
        case "FalseNegatives": .falseNegatives
        case "Precision": .precision
        default: .recall
        }
    }
  }

  private static func areEven(_ thresholds: [Double]) -> Bool {
    guard thresholds.count > 2 else { return false }
    return thresholds.enumerated().allSatisfy { place, threshold in
      let even = Double(place) / Double(thresholds.count - 1)
      return abs(threshold - even) <= 1e-7 + 1e-5 * abs(even)
    }
  }

  /// True and false positives, then true and false negatives: `[4, labels, thresholds]`.
  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    var p = predictions.narrow
    if fromLogits { p = p.map { 1 / (1 + Double.exp(-$0)) } }
    if isMultiLabel, p.rank != 2 {
      throw MetricError.keras("multi_label with predictions of shape \(Shape(p.shape))")
    }
    var y = labels.narrow
    (p, y) = KerasArray.aligned(p, y)
    var w = weights.map { $0.narrow.reshaped($0.shape + [1]) }
    if let given = w { w = KerasArray.aligned(y, given, expandsRank1: false).1 }
    if let topK { p = try filtered(p, topK) }
    if let classID {
      guard p.rank > 1 else { throw MetricError.keras("class_id with predictions of one axis") }
      (y, p) = (try column(y, classID), try column(p, classID))
    }
    // One array of labels, predictions and weights, whatever was broadcast against what.
    guard y.shape == p.shape || y.count == p.count else {
      throw MetricError.keras("labels \(Shape(y.shape)) and predictions \(Shape(p.shape))")
    }
    var weight = try (w ?? KerasArray(scalar: 1)).broadcast(to: p.shape).data
    if !isMultiLabel, let labelWeights {
      let shares = try KerasArray(shape: [1, labelWeights.count], data: labelWeights)
        .broadcast(to: p.shape)
      weight = zip(weight, shares.data).map { Double(Float($0 * $1)) }
    }
    let columns = isMultiLabel ? p.last : 1
    let count = thresholds.count
    // Four variables, of the batch and of all, and what they are made from.
    try MetricMemory.check(columns, count, 8 * (2 + 4 + 4 + 4 + 4), metric: "AUC")
    var positives = [Double](repeating: 0, count: columns * count)
    var negatives = positives
    var totals = [[Double]](repeating: [0, 0], count: columns)
    for place in 0..<p.count {
      let column = place % columns
      let isPositive = y.data[place] != 0
      totals[column][isPositive ? 1 : 0] += weight[place]
      let above = passed(p.data[place])
      guard above > 0 else { continue }
      for threshold in 0..<above {
        if isPositive {
          positives[column * count + threshold] += weight[place]
        } else {
          negatives[column * count + threshold] += weight[place]
        }
      }
    }
    let order = isEven ? Array(0..<count) : self.order
    var all = [[Double]](repeating: [], count: 4)
    for column in 0..<columns {
      for place in order {
        let tp = positives[column * count + place]
        let fp = negatives[column * count + place]
        all[0].append(tp)
        all[1].append(fp)
        all[2].append(totals[column][0] - fp)
        all[3].append(totals[column][1] - tp)
      }
    }
    return KerasArray(shape: [4, columns, count], data: all.flatMap { $0 }, isWide: true)
  }

  /// Where each threshold stands among the sorted ones.
  private var order: [Int] {
    let sorted = thresholds.enumerated().sorted { $0.element < $1.element }
    var places = [Int](repeating: 0, count: thresholds.count)
    for (place, threshold) in sorted.enumerated() { places[threshold.offset] = place }
    return places
  }

  /// How many of the sorted thresholds the prediction exceeds.
  private func passed(_ p: Double) -> Int {
    if isEven {
      guard !p.isNaN else { return 0 }
      let steps = Float(thresholds.count - 1)
      let bucket = (Float(min(max(p, 0), 1)) * steps).rounded(.up) - 1
      let first: Float = thresholds.first ?? 0 < 0 || thresholds.last ?? 1 > 1 ? 0 : -1
      return Int(max(bucket, first)) + 1
    }
    return thresholds.count { p > Double(Float($0)) }
  }

  /// Scores other than the k greatest of a row become lower than every threshold.
  private func filtered(_ p: KerasArray, _ k: Int) throws -> KerasArray {
    let classes = p.last
    guard p.rank > 0, k <= classes else {
      throw MetricError.keras("top_k \(k) of \(classes) scores")
    }
    var result = p
    for row in 0..<(p.count / max(classes, 1)) {
      let places = (row * classes)..<((row + 1) * classes)
      let sorted = places.sorted {
        p.data[$0] != p.data[$1] ? p.data[$0] > p.data[$1] : $0 < $1
      }
      for place in sorted.dropFirst(k) { result.data[place] = KerasConfusion.lowest }
    }
    return result
  }

  private func column(_ x: KerasArray, _ column: Int) throws -> KerasArray {
    let width = x.last
    let at = column < 0 ? column + width : column
    guard at >= 0, at < width else { throw MetricError.keras("class_id \(column) of \(width)") }
    let kept = stride(from: at, to: x.count, by: width).map { x.data[$0] }
    return KerasArray(shape: Array(x.shape.dropLast()) + [1], data: kept)
  }

  /// Of one column.
  var cells: Int { 4 * thresholds.count }

  func fits(_ shape: [Int]) -> Bool {
    shape.count == 3 && shape[0] == 4 && (isMultiLabel || shape[1] == 1)
      && shape[2] == thresholds.count
  }

  func result(_ state: KerasState) -> MetricValue {
    let count = thresholds.count
    guard !state.isEmpty else {
      switch reading {
      case .area, .sensitivityAtSpecificity, .specificityAtSensitivity, .precisionAtRecall,
        .recallAtPrecision:
        return .scalar(0)
      default:
        return count == 1 ? .scalar(0) : .vector([Double?](repeating: 0, count: count))
      }
    }
    let numbers = state.numbers
    let columns = state.shape[1]
    let cells = (0..<columns).map { column in
      (0..<count).map { place -> ThresholdCounts.Cells in
        func number(_ variable: Int) -> Double {
          numbers[(variable * columns + column) * count + place]
        }
        return ThresholdCounts.Cells(
          truePositives: number(0), falsePositives: number(1), trueNegatives: number(2),
          falseNegatives: number(3))
      }
    }
    func each(_ figure: (ThresholdCounts.Cells) -> Double) -> MetricValue {
      let figures = cells[0].map(figure)
      return figures.count == 1 ? .scalar(figures[0]) : .vector(figures)
    }
    func best(
      _ least: Double, _ constrained: (ThresholdCounts.Cells) -> Double?,
      _ dependent: (ThresholdCounts.Cells) -> Double?
    ) -> MetricValue {
      .scalar(
        cells[0].filter { Float(constrained($0) ?? 0) >= Float(least) }
          .map { dependent($0) ?? 0 }.reduce(0, max))
    }
    switch reading {
    case .truePositives: return each(\.truePositives)
    case .falsePositives: return each(\.falsePositives)
    case .trueNegatives: return each(\.trueNegatives)
    case .falseNegatives: return each(\.falseNegatives)
    case .precision: return each { $0.precision ?? 0 }
    case .recall: return each { $0.sensitivity ?? 0 }
    case .sensitivityAtSpecificity(let least): return best(least, \.specificity, \.sensitivity)
    case .specificityAtSensitivity(let least): return best(least, \.sensitivity, \.specificity)
    case .precisionAtRecall(let least): return best(least, \.sensitivity, \.precision)
    case .recallAtPrecision(let least): return best(least, \.precision, \.sensitivity)
    case .area(let curve, let summation):
      let areas = cells.map { curve.area($0, summation) }
      guard isMultiLabel else { return .scalar(areas[0]) }
      guard let labelWeights else {
        return .scalar(areas.reduce(0, +) / Double(areas.count))
      }
      let weighted = zip(areas, labelWeights).reduce(0) { $0 + $1.0 * $1.1 }
      return .scalar(divideNoNaN(weighted, labelWeights.reduce(0, +)))
    }
  }
}
