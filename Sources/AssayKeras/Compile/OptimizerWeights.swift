import AssayCore
import AssayMetrics
import AssayModel

/// The variables of an optimizer in a file of weights.
///
///     optimizer/vars/0, 1, …                   iteration, learning_rate, then those of the rule
///     optimizer/inner_optimizer/vars/0, 1, …   once more those of the optimizer that a LossScaleOptimizer
///                                              has inside
///
/// Where a schedule decides, there is no learning_rate.
package enum OptimizerWeights {
  /// A group of datasets with the names 0, 1, ….
  package struct Group {
    /// The path below `optimizer`: `vars`.
    package let path: String
    /// The group's attribute `name`.
    package let name: String
    package let datasets: [Tensor]
  }

  /// What is saved.
  ///
  /// - Parameters:
  ///   - optimizer: the one the updater was made with.
  package static func tree(of updater: Updater) -> [Group] {
    updater.prepareForSaving()
    let className = type(of: updater.optimizer).className
    let places = Place.all(of: updater)
    let outer = Group(
      path: "vars", name: AssayModel.snakeCase(className),
      datasets: places.map { $0.tensor(updater) })
    guard let scaled = updater.optimizer as? LossScaleOptimizer else { return [outer] }
    return [
      outer,
      Group(
        path: "inner_optimizer/vars", name: AssayModel.snakeCase(type(of: scaled.inner).className),
        datasets: Array(outer.datasets.dropFirst(Place.scaling.count))),
    ]
  }

  /// Puts an updater into the state that a file holds, all of it or nothing.
  ///
  /// An optimizer that has made no step may have been saved before it had variables of the rule: then
  /// those stay as they are.
  ///
  /// - Parameters:
  ///   - dataset: what the file has at a path below `optimizer`, `vars/0`; `nil` where there is nothing.
  /// - Throws: ``KerasFileError`` where the file lacks something, has too much, or has other shapes.
  package static func restore(
    _ updater: Updater, dataset: (String) throws -> Tensor?
  ) throws {
    let className = type(of: updater.optimizer).className
    let places = Place.all(of: updater)
    var found: [Tensor] = []
    while found.count <= places.count, let tensor = try dataset("vars/\(found.count)") {
      found.append(tensor)
    }
    guard found.count <= places.count else {
      throw KerasFileError(
        place: "optimizer/vars", found: "more than \(places.count) variables",
        wanted: "the \(places.count) of \(className) for this model")
    }
    var changes: [() throws -> Void] = []
    var iterations = 0
    for (index, (place, tensor)) in zip(places, found).enumerated() {
      do {
        if case .iteration = place { iterations = try place.count(tensor) }
        changes.append(try place.change(tensor, updater))
      } catch let error as KerasFileError {
        throw error.inside("optimizer/vars/\(index)")
      }
    }
    // Before it has met a model.
    let isScaled = updater.optimizer is LossScaleOptimizer
    let isNew = iterations == 0 && found.count == (isScaled ? 2 : Place.own(of: updater).count)
    guard found.count == places.count || isNew else {
      throw KerasFileError(
        place: "optimizer/vars",
        found: "\(found.count) variable\(found.count == 1 ? "" : "s")",
        wanted: "\(places.count), those of \(className) for this model")
    }
    for change in changes { try change() }
    if isScaled { updater.remakeScalars() }
  }
}
