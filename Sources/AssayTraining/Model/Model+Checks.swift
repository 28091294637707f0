import AssayCore
import AssayData
import AssayModel

// What is read through once before the first step, so that no step has to look again.
extension Model {
  /// Checks the number of arrays, the shapes of the inputs, and every input for NaN and infinity.
  func checkArrays(_ data: Dataset, network: Network) throws {
    try checkInputs(data.inputs, network: network)
    guard data.labels.count == network.outputs.count else {
      throw TrainingError.arrayCount(
        what: "labels", found: data.labels.count, wanted: network.outputs.count)
    }
    for (name, labels) in zip(Dataset.names("y", count: data.labels.count), data.labels) {
      try Checks.finite(labels, named: name)
    }
  }

  func checkInputs(_ inputs: [Tensor], network: Network) throws {
    guard inputs.count == network.inputs.count else {
      throw TrainingError.arrayCount(
        what: "inputs", found: inputs.count, wanted: network.inputs.count)
    }
    let names = Dataset.names("x", count: inputs.count)
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
  }

  /// Checks that the labels are what each loss takes.
  func checkLabels(_ data: Dataset, network: Network, losses: [Loss]) throws {
    let names = Dataset.names("y", count: data.labels.count)
    for (index, (labels, loss)) in zip(data.labels, losses).enumerated() {
      let output = network.outputs[index].shape
      let found = labels.shape.sample
      switch loss.labels {
      case .classIndices:
        let wanted = Shape(output.sample.dropLast())
        guard found == wanted || found == Shape(wanted + [1]) else {
          throw TrainingError.dataShape(
            array: names[index], found: found, wanted: [wanted, Shape(wanted + [1])],
            advice: "\(loss.className) takes one class index for each row of output \(output)")
        }
        try Checks.classIndices(labels, classes: output.lastSize, named: names[index])
      case .likePredictions:
        let wanted = output.sample
        let isSqueezed = wanted.lastSize == 1 && found == Shape(wanted.dropLast())
        guard found == wanted || isSqueezed else {
          throw TrainingError.dataShape(
            array: names[index], found: found, wanted: [wanted],
            advice: "\(loss.className) compares them with output \(output), element by element")
        }
      }
    }
  }
}
