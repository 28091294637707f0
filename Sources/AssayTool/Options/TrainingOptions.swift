import ArgumentParser
import Assay

/// How long and in what order a model is trained.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The epoch to train up to.", valueName: "n"))
  var epochs = 1

  @Option(
    help: ArgumentHelp("The epochs that were trained before; --epochs counts them.", valueName: "n")
  )
  var initialEpoch = 0

  @OptionGroup var batch: BatchOptions

  @Flag(help: "Take the samples in their own order in every epoch.")
  var noShuffle = false

  @Option(
    help: ArgumentHelp(
      "What samples of each class count, such as 0=1,1=5; 1 for those not named.",
      valueName: "class=weight"))
  var classWeight: String?

  var shuffles: Bool { !noShuffle }

  func validate() throws {
    guard (1...1_000_000_000).contains(epochs) else {
      throw ValidationError("--epochs \(epochs): wanted 1...1000000000")
    }
    guard (0...1_000_000_000).contains(initialEpoch) else {
      throw ValidationError("--initial-epoch \(initialEpoch): wanted 0...1000000000")
    }
    guard initialEpoch < epochs else {
      throw ValidationError(
        "--initial-epoch \(initialEpoch) with --epochs \(epochs): wanted an end after the beginning; "
          + "--epochs counts the epochs before, too")
    }
    _ = try classWeights()
  }

  func classWeights() throws -> ClassWeights? {
    do {
      return try classWeight.map { try ClassWeightArgument($0).weights }
    } catch let error as ValidationError {
      throw ValidationError("--class-weight \(error.message)")
    }
  }
}
