import AssayCore
import AssayData
import AssayModel

/// Data as the programs of one model take it: checked, weighted, in the order of their inputs.
struct Samples {
  let count: Int
  let form: BatchForm
  /// One for each input of the programs.
  let arrays: [Tensor]
  let weighting: Weighting

  /// The labels for each output of a model; `nil` where the data have none.
  ///
  /// Labels for all outputs, or for those alone that have a loss or metrics.
  static func labels(
    of data: Dataset, outputs: [String], used: [Bool], _ role: DataRole
  ) throws(TrainingError) -> [(labels: Tensor, index: Int)?] {
    if data.labels.count == outputs.count {
      return data.labels.enumerated().map { ($1, $0) }
    }
    guard data.labels.count == used.count(where: { $0 }) else {
      throw .arrayCount(
        data: role.data, what: "labels", found: data.labels.count, wanted: outputs.count)
    }
    var next = 0
    return used.map { isUsed in
      guard isUsed else { return nil }
      defer { next += 1 }
      return (data.labels[next], next)
    }
  }

  /// - Parameters:
  ///   - classWeights: for each output; `nil` where every class counts alike.
  /// - Throws: ``TrainingError/weightShape(array:found:labels:)``.
  init(
    _ data: Dataset, network: Network, compiled: CompiledModel, used: [Bool],
    classWeights: [[Int: Double]?], _ role: DataRole
  ) throws {
    let labels = try Samples.labels(
      of: data, outputs: network.outputNames, used: used, role)
    var form = BatchForm(labels: [], weights: [])
    var arrays = data.inputs
    var weighting = Weighting()
    for (index, found) in labels.enumerated() {
      guard let found, used[index] else {
        form.labels.append(nil)
        form.weights.append(nil)
        weighting.samples.append(nil)
        weighting.classes.append(false)
        continue
      }
      arrays.append(found.labels)
      form.labels.append(found.labels.shape.withFirst(Shape.free))
      var weights = data.weights(ofLabels: found.index)
      weighting.samples.append(weights?.shape.withFirst(Shape.free))
      weighting.classes.append(classWeights[index] != nil)
      if let table = classWeights[index] {
        let byClass = found.labels.classWeights(
          table, isIndices: compiled.losses[index]?.labels == .classIndices,
          output: network.outputs[index].shape)
        let product = weights.map { byClass.multiplied(byLeading: $0) } ?? byClass
        guard let product else {
          throw TrainingError.weightShape(
            array: role.names("weights", count: data.labels.count)[found.index],
            found: weights?.shape ?? [], labels: found.labels.shape)
        }
        weights = product
      }
      form.weights.append(weights?.shape.withFirst(Shape.free))
      if let weights { arrays.append(weights) }
    }
    count = data.count
    self.form = form
    self.arrays = arrays
    self.weighting = weighting
  }
}
