import AssayCore
import AssayData
import AssayModel

// What is read through once before the first step, so that no step has to look again.
extension Model {
  /// Checks the number of arrays, the shapes of the inputs, and every number for NaN and infinity.
  func checkArrays(_ data: Dataset, _ role: DataRole, network: Network) throws {
    try checkInputs(data.inputs, role, network: network)
    for (name, labels) in zip(role.names("y", count: data.labels.count), data.labels) {
      try Checks.finite(labels, named: name)
    }
  }

  func checkInputs(_ inputs: [Tensor], _ role: DataRole = .only, network: Network) throws {
    guard inputs.count == network.inputs.count else {
      throw TrainingError.arrayCount(
        data: role.data, what: "inputs", found: inputs.count, wanted: network.inputs.count)
    }
    let names = role.names("x", count: inputs.count)
    for (name, (array, node)) in zip(names, zip(inputs, network.inputs)) {
      guard array.rank > 0, array.rowCount > 0 else {
        throw array.rank > 0 ? DataError.noRows(array: name) : DataError.noRowAxis(array: name)
      }
      guard array.shape.sample == node.shape.sample else {
        throw TrainingError.dataShape(
          array: name, found: array.shape.sample, wanted: [node.shape.sample], advice: nil)
      }
      try Checks.finite(array, named: name)
    }
    for (name, (array, rows)) in zip(names, zip(inputs, network.indexLimits)) {
      if let rows { try Checks.indices(array, rows: rows, named: name) }
    }
  }

  /// Checks that the labels are what each loss takes.
  func checkLabels(
    _ labels: [(labels: Tensor, index: Int)?], of data: Dataset, _ role: DataRole,
    network: Network, losses: [Loss?]
  ) throws {
    let names = role.names("y", count: data.labels.count)
    for (index, (found, loss)) in zip(labels, losses).enumerated() {
      guard let (labels, place) = found, let loss else { continue }
      let output = network.outputs[index].shape
      let found = labels.shape.sample
      if loss.tellsClassesApart, output.count < 2 {
        throw TrainingError.noClassAxis(loss: loss.className, output: output)
      }
      switch loss.labels {
      case .classIndices:
        let wanted = loss.labelShapes(for: output).map(\.sample)
        guard wanted.contains(found) else {
          throw TrainingError.dataShape(
            array: names[place], found: found, wanted: wanted,
            advice: "\(loss.className) takes one class index for each row of output \(output)")
        }
        try Checks.classIndices(
          labels, classes: loss.classCount(for: output) ?? output.lastSize,
          except: loss.ignoredClasses, named: names[place])
      case .likePredictions:
        let wanted = output.sample
        // A last axis of 1 may be there or not, on either side.
        let isSqueezed = wanted.lastSize == 1 && found == Shape(wanted.dropLast())
        let isColumn = found.lastSize == 1 && wanted == Shape(found.dropLast())
        guard found == wanted || isSqueezed || isColumn else {
          throw TrainingError.dataShape(
            array: names[place], found: found, wanted: [wanted],
            advice: "\(loss.className) compares them with output \(output), element by element")
        }
      case .sampleIndices, .sequences:
        try loss.checkLabels(found: labels.shape, predictions: output)
      }
    }
  }
}

/// What a dataset is in one call, for messages.
enum DataRole {
  /// The one that was given.
  case only
  /// What `fit` validates on.
  case validation

  var data: String { self == .only ? "data" : "validation data" }

  func names(_ name: String, count: Int) -> [String] {
    Dataset.names(self == .only ? name : "validation \(name)", count: count)
  }
}

extension Loss {
  /// Whether the last axis of the output has to be one of classes.
  fileprivate var tellsClassesApart: Bool {
    ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"].contains(className)
  }
}
