import AssayCore

/// Keras's intersection over union, from a table of labels against predictions.
struct KerasOverlap: Sendable {
  static let classNames = ["BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"]

  private let classes: Int
  private let targets: [Int]
  private let threshold: Double?
  private let ignored: Int?
  private let isSparseLabel: Bool
  private let isSparsePrediction: Bool
  private let axis: Int
  /// Whether the table holds whole numbers, as it does by default.
  private let isWhole: Bool

  init(_ arguments: KerasArguments) throws {
    let name = arguments.className
    let isBinary = name == "BinaryIoU"
    let isOneHot = name.hasPrefix("OneHot")
    let most = ClassTable.maximumClasses
    guard let classes = isBinary ? 2 : try arguments.optionalInteger("num_classes"),
      (1...most).contains(classes)
    else { throw arguments.error("num_classes", "a whole number in 1...\(most)") }
    self.classes = classes
    let given = try arguments.axes("target_class_ids")
    if name.contains("Mean") {
      targets = Array(0..<classes)
    } else if let ids = given ?? (isBinary ? [0, 1] : nil) {
      targets = ids
    } else {
      throw arguments.error("target_class_ids", "classes")
    }
    let known = 0..<classes
    guard targets.allSatisfy(known.contains) else {
      throw arguments.error("target_class_ids", "classes below num_classes")
    }
    threshold = isBinary ? try arguments.number("threshold", 0.5) : nil
    ignored = try arguments.optionalInteger("ignore_class")
    isSparseLabel = isOneHot ? false : try arguments.bool("sparse_y_true", true)
    isSparsePrediction =
      isBinary ? true : try arguments.bool("sparse_y_pred", !isOneHot)
    axis = try arguments.integer("axis", -1)
    let type = "\(arguments.values["dtype"] ?? nil)"
    isWhole = !type.contains("float")
  }

  func contribution(
    _ labels: KerasArray, _ predictions: KerasArray, _ weights: KerasArray?
  ) throws -> KerasArray {
    func cast(_ x: KerasArray) -> KerasArray {
      isWhole ? x.map { $0.rounded(.towardZero) } : x.narrow
    }
    var y = isSparseLabel ? labels : try labels.argmax(axis)
    var p = isSparsePrediction ? predictions : try predictions.argmax(axis)
    if let threshold {
      let limit = Double(Float(threshold))
      p = p.narrow.map { $0 >= limit ? 1 : 0 }
    }
    (y, p) = (cast(y).flat, cast(p).flat)
    var w = cast(weights ?? KerasArray(scalar: 1))
    if w.rank > 1 { w = w.flat }
    w = try w.broadcast(to: y.shape)
    let shape = try KerasArray.broadcast(y.shape, p.shape)
    guard shape == y.shape, y.count == p.count else {
      throw MetricError.keras(
        "labels \(Shape(labels.shape)), predictions \(Shape(predictions.shape))")
    }
    try MetricMemory.check(classes, classes, 8 * 4, metric: "IoU")
    var table = [Double](repeating: 0, count: classes * classes)
    for place in 0..<y.count {
      let (label, guess) = (y.data[place], p.data[place])
      guard label >= 0, label < Double(classes), guess >= 0, guess < Double(classes),
        ignored.map({ Double($0) != label }) ?? true
      else { continue }
      table[Int(label) * classes + Int(guess)] += w.data[place]
    }
    return KerasArray(shape: [classes, classes], data: table, isWide: true)
  }

  var cells: Int { classes * classes }

  func fits(_ shape: [Int]) -> Bool { shape == [classes, classes] }

  func result(_ state: KerasState) -> MetricValue {
    guard !state.isEmpty else { return .scalar(0) }
    let table = state.numbers
    let epsilon = KerasFunction.epsilon
    var sum = 0.0
    var valid = 0.0
    for target in targets {
      let hits = table[target * classes + target]
      let row = (0..<classes).reduce(0) { $0 + table[target * classes + $1] }
      let column = (0..<classes).reduce(0) { $0 + table[$1 * classes + target] }
      let all = row + column - hits
      guard all > 1e-9 else { continue }
      sum += hits / (all + epsilon)
      valid += 1
    }
    return .scalar(sum / (valid + epsilon))
  }
}
