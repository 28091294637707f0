/// Optimizers by Keras's names.
///
///     let optimizer = try Optimizers.named("adam")
public enum Optimizers {
  /// The optimizers' names as Keras writes them.
  public static let names = all.map { type(of: $0).className }

  private static let all: [any Optimizer] = [
    Adadelta(), Adafactor(), Adagrad(), Adam(), AdamW(), Adamax(), Ftrl(), Lamb(), Lion(), Muon(),
    Nadam(), RMSprop(), SGD(), ScheduleFreeAdamW(),
  ]

  /// The optimizer of this name, whatever the case of its letters, with its defaults.
  ///
  /// - Throws: ``ModelError`` where there is none.
  public static func named(_ name: String) throws(ModelError) -> any Optimizer {
    let wanted = name.lowercased()
    guard wanted != LossScaleOptimizer.className.lowercased() else {
      throw .argument(
        where: "optimizer", found: "\"\(name)\"",
        wanted: "a LossScaleOptimizer of another optimizer, which the name alone does not say")
    }
    guard let found = all.first(where: { type(of: $0).className.lowercased() == wanted }) else {
      throw .argument(
        where: "optimizer", found: "\"\(name)\"",
        wanted: "one of \(names.map { $0.lowercased() }.joined(separator: ", "))")
    }
    return found
  }
}
