import AssayCore
import AssayModel

extension Model {
  /// The layers in a table, with their shapes and parameters, as Keras prints it.
  ///
  ///     print(model.summary())
  ///
  /// Where layers have several inputs or are called twice, a column says what each is connected to: the layer,
  /// which of its calls, which result of that.
  ///
  /// - Parameters:
  ///   - lineLength: the columns of the table; by default those of an 80-column terminal less four.
  ///   - showTrainable: whether a column says which layers training changes.
  /// - Throws: ``ModelError`` for a mistake in the graph, ``TrainingError`` for a line that is too short.
  /// - Source: `keras.Model.summary`.
  public func summary(lineLength: Int = 76, showTrainable: Bool = false) throws -> String {
    let network = try network()
    var layers = try network.describeLayers()
    // One after another, each read by the next alone.
    let sources = layers.flatMap { $0.connections.flatMap { $0 } }.map(\.name)
    let isChain =
      network.inputs.count == 1 && Set(sources).count == sources.count
      && layers.allSatisfy { $0.connections.count <= 1 && ($0.connections.first?.count ?? 0) <= 1 }
    if self is Sequential { layers.removeFirst() }

    var header = ["Layer (type)", "Output Shape", "Param #"]
    var positions = isChain ? [0.45, 0.80, 1] : [0.3, 0.56, 0.74, 1]
    if !isChain { header.append("Connected to") }
    if showTrainable {
      positions = positions.map { $0 * 0.9 } + [1]
      header.append("Trainable")
    }
    var table = SummaryTable(header: header, positions: positions, lineLength: lineLength)
    guard table.widths.allSatisfy({ $0 > 0 }) else {
      throw TrainingError.argument(
        "lineLength", found: "\(lineLength)", wanted: "a line that holds \(header.count) columns")
    }
    for layer in layers {
      let shapes = layer.shapes.count > 1 ? layer.shapes : [layer.shape]
      let texts = shapes.map(kerasText)
      var row = [
        "\(layer.name) (\(layer.className))",
        texts.count > 1 ? "[" + texts.joined(separator: ", ") + "]" : texts[0],
        grouped(layer.parameters),
      ]
      if !isChain {
        let sources = layer.connections.flatMap { $0 }.map {
          "\($0.name)[\($0.call)][\($0.result)]"
        }
        row.append(sources.isEmpty ? "-" : sources.joined(separator: ", "))
      }
      if showTrainable { row.append(layer.isTrainable.map { $0 ? "Y" : "N" } ?? "-") }
      table.add(row)
    }

    let frozen = try network.frozenParameters()
    var (trainable, others) = (0, 0)
    for parameter in network.weightParameters {
      let count = parameter.shape.elements
      if frozen.contains(ObjectIdentifier(parameter)) {
        others += count
      } else {
        trainable += count
      }
    }
    let kept = optimizerNumbers
    var lines = ["Model: \"\(network.name(of: self))\"", table.text]
    func say(_ what: String, _ count: Int) {
      lines.append(" \(what) params: \(grouped(count)) (\(memory(count)))")
    }
    say("Total", trainable + others + (kept ?? 0))
    say("Trainable", trainable)
    say("Non-trainable", others)
    if let kept { say("Optimizer", kept) }
    return lines.joined(separator: "\n")
  }

  /// How many numbers the optimizer keeps, once there has been data to make it for.
  private var optimizerNumbers: Int? {
    guard let updater = trainer?.updater else { return nil }
    // The count of steps, and the rate where no schedule decides it.
    let rate = updater.optimizer.learningRate.constant == nil ? 0 : 1
    return updater.variables.reduce(1 + rate) { $0 + $1.shape.elements }
  }
}

extension Network {
  fileprivate func name(of model: Model) -> String {
    model.name ?? (model is Sequential ? "sequential" : "functional")
  }
}

/// A shape as Keras writes it: `(None, 28, 28, 1)`.
private func kerasText(_ shape: Shape) -> String {
  let sizes = shape.map { $0 == Shape.free ? "None" : "\($0)" }
  return sizes.count == 1 ? "(\(sizes[0]),)" : "(" + sizes.joined(separator: ", ") + ")"
}

/// `2257984` as `2,257,984`.
private func grouped(_ count: Int) -> String {
  var text = ""
  for (index, digit) in "\(count)".reversed().enumerated() {
    if index > 0, index % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed())
}

/// The memory of so many numbers of four bytes: `18.79 KB`.
private func memory(_ count: Int) -> String {
  var size = Double(count) * 4
  for unit in ["B", "KB", "MB", "GB", "TB"] {
    if size < 1024 || unit == "TB" {
      let hundredths = Int((size * 100).rounded(.toNearestOrEven))
      let rest = hundredths % 100
      return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) \(unit)"
    }
    size /= 1024
  }
  return ""
}
