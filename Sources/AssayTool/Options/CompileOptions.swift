import ArgumentParser
import Assay

/// What a model is trained with in place of what its file says.
struct CompileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The optimizer, by a name of Keras's, in place of the file's.", valueName: "name"),
    completion: .list(Optimizers.names.map { $0.lowercased() }))
  var optimizer: String?

  @Option(help: ArgumentHelp("The size of the optimizer's steps.", valueName: "x"))
  var learningRate: Double?

  @OptionGroup var measure: MeasureOptions

  func validate() throws {
    if let optimizer {
      let names = Optimizers.names.map { $0.lowercased() }
      guard names.contains(optimizer.lowercased()) else {
        throw ValidationError(
          KerasName.unknown("optimizer", optimizer, among: names, suchAs: "adam, sgd, rmsprop"))
      }
    }
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate \(learningRate): wanted a number of 0 or more")
    }
  }

  /// Compiles `model` with what was given.
  ///
  /// - Throws: ``ToolError/usage(_:)`` where there is no loss, and what `compile` throws.
  func apply(to model: Model, rule: ResolutionRule?, threads: Int?) throws {
    try measure.apply(
      to: model, optimizer: optimizer.map { try Optimizers.named($0) }, rule: rule,
      threads: threads)
    if let learningRate { try model.setLearningRate(learningRate) }
  }
}
