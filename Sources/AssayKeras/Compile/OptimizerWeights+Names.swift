import AssayCore
import AssayModel

/// Variables by their names, as whole models in HDF5 have them.
extension OptimizerWeights {
  /// Puts an updater into the state that the group `optimizer_weights` holds, all of it or nothing.
  ///
  ///     adam/iteration, adam/learning_rate, adam/net_d_kernel_momentum, …     Keras 3, in its order
  ///     Adam/iter:0, Adam/d/kernel/m:0, Adam/d/bias/m:0, Adam/d/kernel/v:0    Keras 2, slot by slot
  ///     iteration:0, Adam/m/d/kernel:0, Adam/v/d/kernel:0                     Keras 2 from 2.11 on
  ///
  /// - Parameters:
  ///   - variables: in the order of the attribute `weight_names`.
  /// - Throws: ``KerasFileError`` where the file lacks something, has too much, or has other shapes.
  package static func restore(
    _ updater: Updater, variables: [(name: String, tensor: Tensor)]
  ) throws {
    let isKeras3 = !variables.contains { $0.name.hasSuffix(":0") }
    let list =
      try isKeras3 ? variables.map(\.tensor) : arranged(variables, for: updater)
    try restore(updater) { path in
      guard let index = Int(path.dropFirst("vars/".count)), list.indices.contains(index) else {
        return nil
      }
      return list[index]
    }
    // Keras 2 kept another product.
    if !isKeras3 { updater.remakeScalars() }
  }

  /// What Keras 2 called the slots.
  private static let names: [String: [String]] = [
    "momentum": ["momentum", "m"], "velocity": ["v", "rms", "velocity"],
    "velocity_hat": ["vhat", "velocity_hat"], "norm": ["v", "u", "norm"],
    "average_gradient": ["mg", "average_gradient"], "accumulator": ["accumulator"],
    "accumulated_grad": ["accum_grad", "accumulated_grad"],
    "accumulated_delta_var": ["accum_var", "accumulated_delta_var"], "linear": ["linear"],
  ]

  /// The variables of Keras 2 in the order of Keras 3.
  private static func arranged(
    _ variables: [(name: String, tensor: Tensor)], for updater: Updater
  ) throws -> [Tensor] {
    let className = type(of: updater.optimizer).className
    guard !(updater.optimizer is LossScaleOptimizer) else {
      throw KerasFileError(
        place: "optimizer_weights", found: "those of a LossScaleOptimizer of Keras 2",
        wanted: "those of Keras 3")
    }
    var numbers: [String: Tensor] = [:]
    var slots: [String: [Tensor]] = [:]
    let wanted = updater.slotNames
    for (name, tensor) in variables {
      let parts = (name.split(separator: ":").first ?? "").split(separator: "/").map { String($0) }
      let last = parts.last ?? ""
      if ["iter", "iteration"].contains(last) {
        numbers["iteration"] = tensor
      } else if ["learning_rate", "current_learning_rate"].contains(last) {
        numbers["learning_rate"] = tensor
      } else if last == "momentum_cache" || last == "Variable" {
        continue
      } else if let slot = slot(of: parts, among: wanted) {
        slots[slot, default: []].append(tensor)
      } else {
        throw KerasFileError(
          place: "optimizer_weights", found: "the variable \(KerasMessage.quoted(name))",
          wanted: "those of \(className)"
            + (wanted.isEmpty ? "" : ": " + wanted.joined(separator: ", ")))
      }
    }
    let isNew = slots.isEmpty
    var list: [Tensor] = []
    var taken: [String: Int] = [:]
    for place in Place.all(of: updater) {
      switch place {
      case .iteration: if let number = numbers["iteration"] { list.append(number) }
      // Many of Keras 2 say it in the configuration alone.
      case .learningRate: list.append(numbers["learning_rate"] ?? place.tensor(updater))
      case .variable(let variable) where !isNew && variable.name != "variable":
        let slot = wanted.filter { variable.name.hasSuffix("_" + $0) }.max { $0.count < $1.count }
        guard let slot, let found = slots[slot], taken[slot, default: 0] < found.count else {
          throw KerasFileError(
            place: "optimizer_weights", found: "no \(variable.name)",
            wanted: "every variable of \(className) for this model")
        }
        list.append(found[taken[slot, default: 0]])
        taken[slot, default: 0] += 1
      case .variable, .unused, .counter: if !isNew { list.append(place.tensor(updater)) }
      }
    }
    for (slot, found) in slots.sorted(by: { $0.key < $1.key })
    where found.count > taken[slot, default: 0] {
      throw KerasFileError(
        place: "optimizer_weights", found: "\(found.count) variables \(slot)",
        wanted: "\(taken[slot, default: 0]), for this model")
    }
    return list
  }

  /// `d/kernel/m` and `Adam/m/d/kernel` are both of the slot `m`.
  private static func slot(of parts: [String], among wanted: [String]) -> String? {
    let words = [parts.last, parts.count > 1 ? parts[1] : nil, parts.first].compactMap { $0 }
    for word in words {
      if let slot = wanted.first(where: { names[$0]?.contains(word) == true }) { return slot }
    }
    return nil
  }
}
