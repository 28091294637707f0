import AssayCore

extension KerasFunction {
  private static func clipped(_ p: KerasArray) -> KerasArray {
    let top = p.isWide ? 1 - 1e-7 : Double(1 - Float(1e-7))
    return p.map { min(max($0, epsilon), top) }
  }

  private func smoothed(
    _ y: KerasArray, _ arguments: KerasArguments, towards share: Double
  ) throws -> KerasArray {
    let smoothing = try arguments.number("label_smoothing", 0)
    return smoothing == 0 ? y : y.map { $0 * (1 - smoothing) + smoothing * share }
  }

  private func sameShape(_ y: KerasArray, _ p: KerasArray) throws {
    guard y.shape == p.shape else {
      throw MetricError.keras(
        "labels \(Shape(y.shape)) and predictions \(Shape(p.shape)) must have one shape")
    }
  }

  func binaryCrossentropy(
    _ labels: KerasArray, _ p: KerasArray, _ arguments: KerasArguments
  ) throws -> KerasArray {
    let y = try smoothed(labels, arguments, towards: 0.5)
    try sameShape(y, p)
    if try arguments.bool("from_logits", false) {
      return try y.zip(p) { y, z in
        max(z, 0) - z * y + Double.log(1 + Double.exp(-abs(z)))
      }
    }
    return try crossentropy(y, KerasFunction.clipped(p))
  }

  private func crossentropy(_ y: KerasArray, _ p: KerasArray) throws -> KerasArray {
    try y.zip(p) { y, p in -(y * Double.log(p) + (1 - y) * Double.log(1 - p)) }
  }

  func binaryFocal(
    _ labels: KerasArray, _ p: KerasArray, _ arguments: KerasArguments
  ) throws -> KerasArray {
    let y = try smoothed(labels, arguments, towards: 0.5)
    try sameShape(y, p)
    let p =
      try arguments.bool("from_logits", false) ? p.map { 1 / (1 + Double.exp(-$0)) } : p
    let gamma = try arguments.number("gamma", 2)
    let alpha = try arguments.number("alpha", 0.25)
    let balances = try arguments.bool("apply_class_balancing", false)
    let entropy = try crossentropy(y, KerasFunction.clipped(p))
    let factor = try y.zip(p) { y, p in
      let hit = Double(Float(y * p + (1 - y) * (1 - p)))
      let weight = balances ? y * alpha + (1 - y) * (1 - alpha) : 1
      return weight * Double.pow(1 - hit, gamma)
    }
    return try factor.zip(entropy, *)
  }

  func categoricalCrossentropy(
    _ labels: KerasArray, _ p: KerasArray, _ axis: Int, _ arguments: KerasArguments
  ) throws -> KerasArray {
    let y = try smoothed(labels, arguments, towards: 1 / Double(max(labels.last, 1)))
    try sameShape(y, p)
    let isFocal = self == .categoricalFocalCrossentropy
    let fromLogits = try arguments.bool("from_logits", false)
    if fromLogits, !isFocal {
      return try y.zip(logSoftmax(p, axis)) { $0 == 0 ? 0 : -$0 * $1 }.sum(axis)
    }
    let shares = fromLogits ? try logSoftmax(p, axis).map(Double.exp) : p
    let scaled = KerasFunction.clipped(try shares.zip(shares.sum(axis, keepsAxis: true), /))
    guard isFocal else { return try y.zip(scaled) { -$0 * Double.log($1) }.sum(axis) }
    let (alpha, gamma) = (try arguments.number("alpha", 0.25), try arguments.number("gamma", 2))
    return try y.zip(scaled) { y, p in
      alpha * Double.pow(1 - p, gamma) * -y * Double.log(p)
    }.sum(axis)
  }

  func logSoftmax(_ z: KerasArray, _ axis: Int) throws -> KerasArray {
    let greatest = try z.reduce(axis, keepsAxis: true) { $0.max() ?? 0 }
    let shifted = try z.zip(greatest, -)
    let sums = try shifted.map(Double.exp).sum(axis, keepsAxis: true).map(Double.log)
    return try shifted.zip(sums, -)
  }

  /// The score of each label's class, 0 for one that is none.
  func picked(_ y: KerasArray, _ p: KerasArray) throws -> KerasArray {
    let classes = p.last
    var y = y
    if y.rank == p.rank, y.shape.last == 1 { y.shape.removeLast() }
    guard y.shape == Array(p.shape.dropLast()) else {
      throw MetricError.keras("labels \(Shape(y.shape)) and predictions \(Shape(p.shape))")
    }
    var result = y
    result.isWide = p.isWide
    for row in 0..<y.count {
      let label = y.data[row].rounded(.towardZero)
      let isClass = label >= 0 && label < Double(classes)
      result.data[row] = isClass ? p.data[row * classes + Int(label)] : 0
    }
    return result
  }

  func sparseCrossentropy(
    _ labels: KerasArray, _ p: KerasArray, _ axis: Int, _ arguments: KerasArguments
  ) throws -> Values {
    var y = labels
    if y.rank == p.rank, y.shape.last == 1 { y.shape.removeLast() }
    guard try p.rank > 0 && p.axis(axis) == p.rank - 1 else {
      throw MetricError.keras("classes on axis \(axis) of \(Shape(p.shape))")
    }
    guard y.shape == Array(p.shape.dropLast()) else {
      throw MetricError.keras("labels \(Shape(y.shape)) and predictions \(Shape(p.shape))")
    }
    let ignored = try arguments.optionalInteger("ignore_class").map(Double.init)
    let mask = ignored.map { ignored in y.map { $0 != ignored ? 1 : 0 } }
    var scores = p
    let classes = p.last
    for row in 0..<y.count {
      if let mask, mask.data[row] == 0 {
        y.data[row] = 0
        for c in 0..<classes { scores.data[row * classes + c] = 0 }
      }
      guard y.data[row] > -1, y.data[row] < Double(classes) else {
        throw MetricError.keras("label \(y.data[row]) of \(classes) classes")
      }
    }
    // Probabilities are clipped first and scaled to one afterwards, as TensorFlow's backend does.
    let logits =
      try arguments.bool("from_logits", false)
      ? scores : KerasFunction.clipped(scores).map(Double.log)
    var values = try picked(y, logSoftmax(logits, -1)).map { -$0 }
    if let mask { values = try values.zip(mask, *) }
    return Values(values: values, mask: mask)
  }

  func circle(
    _ labels: KerasArray, _ p: KerasArray, _ arguments: KerasArguments
  ) throws -> Values {
    guard p.rank == 2, labels.count == p.shape[0] else {
      throw MetricError.keras("labels \(Shape(labels.shape)), embeddings \(Shape(p.shape))")
    }
    let (gamma, margin) = (try arguments.number("gamma", 80), try arguments.number("margin", 0.4))
    let removes = try arguments.bool("remove_diagonal", true)
    let (count, width) = (p.shape[0], p.shape[1])
    let y = labels.data.map { $0.rounded(.towardZero) }
    let losses = (0..<count).map { i -> Double in
      var positive: [Double] = []
      var negative: [Double] = []
      for j in 0..<count {
        let dot = (0..<width).reduce(0.0) { $0 + p.data[i * width + $1] * p.data[j * width + $1] }
        let distance = Double(Float(max(1 - dot, 0)))
        if y[i] == y[j] {
          if i != j || !removes {
            positive.append(-gamma * max(margin + distance, 0) * (margin - distance))
          }
        } else {
          negative.append(gamma * max(1 + margin - distance, 0) * (1 - margin - distance))
        }
      }
      let sum = logSumExp(positive) + logSumExp(negative)
      if sum == -.infinity { return 0 }
      return max(sum, 0) + Double.log(1 + Double.exp(-abs(sum)))
    }
    let values = KerasArray(shape: [count], data: losses)
    return Values(values: values, mask: values.map { $0 > 0 ? 1 : 0 })
  }

  private func logSumExp(_ x: [Double]) -> Double {
    guard let greatest = x.max(), greatest > -.infinity else { return -.infinity }
    return greatest + Double.log(x.reduce(0) { $0 + Double.exp($1 - greatest) })
  }
}

/// Connectionist temporal classification, class 0 the blank and the padding.
enum KerasCTC {
  static func losses(labels: KerasArray, logits: KerasArray) throws -> KerasArray {
    guard labels.rank == 2, logits.rank == 3, labels.shape[0] == logits.shape[0] else {
      throw MetricError.keras("labels \(Shape(labels.shape)), logits \(Shape(logits.shape))")
    }
    let (steps, classes) = (logits.shape[1], logits.shape[2])
    let logs = try KerasFunction.ctc.logSoftmax(logits, -1).data
    let width = labels.shape[1]
    let losses = try (0..<labels.shape[0]).map { row -> Double in
      let own = labels.data[(row * width)..<((row + 1) * width)]
      let length = own.count { $0 != 0 }
      let wanted = try own.prefix(length).map { label -> Int in
        guard label >= 0, label < Double(classes) else {
          throw MetricError.keras("label \(label) of \(classes) classes")
        }
        return Int(label)
      }
      // Blanks between the labels, before the first and after the last.
      let path = [0] + wanted.flatMap { [$0, 0] }
      func log(_ step: Int, _ state: Int) -> Double {
        logs[(row * steps + step) * classes + path[state]]
      }
      guard steps > 0 else { return length == 0 ? 0 : .infinity }
      var now = [Double](repeating: -.infinity, count: path.count)
      now[0] = log(0, 0)
      if path.count > 1 { now[1] = log(0, 1) }
      for step in 1..<max(steps, 1) {
        let before = now
        for state in path.indices {
          var ways = [before[state]]
          if state > 0 { ways.append(before[state - 1]) }
          if state > 1, path[state] != 0, path[state] != path[state - 2] {
            ways.append(before[state - 2])
          }
          now[state] = add(ways) + log(step, state)
        }
      }
      return -add(Array(now.suffix(path.count > 1 ? 2 : 1)))
    }
    return KerasArray(shape: [labels.shape[0]], data: losses)
  }

  private static func add(_ logs: [Double]) -> Double {
    guard let greatest = logs.max(), greatest > -.infinity else { return -.infinity }
    return greatest + Double.log(logs.reduce(0) { $0 + Double.exp($1 - greatest) })
  }
}
