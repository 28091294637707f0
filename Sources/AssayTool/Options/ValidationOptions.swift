import ArgumentParser
import Assay

/// What a model is validated on after each epoch.
struct ValidationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Data to validate on after each epoch, in the form of --data.", valueName: "data"))
  var validation: String?

  @Option(
    help: ArgumentHelp(
      "Labels of --validation that lie apart; OUTPUT=DATA of several outputs.", valueName: "data"))
  var validationLabels: [String] = []

  @Option(
    help: ArgumentHelp(
      "The fraction of the data, the last samples, to validate on instead.", valueName: "fraction"))
  var validationSplit: Double?

  func validate() throws {
    guard validation == nil || validationSplit == nil else {
      throw ValidationError("--validation with --validation-split: wanted one of them")
    }
    guard validationLabels.isEmpty || validation != nil else {
      throw ValidationError("--validation-labels: wanted --validation with it")
    }
    if let validationSplit, !(validationSplit > 0 && validationSplit < 1) {
      throw ValidationError(
        "--validation-split \(validationSplit): wanted a fraction between 0 and 1, such as 0.1")
    }
  }

  /// The files, with the columns of labels that the training data have.
  func files(like training: ModelFiles) -> ModelFiles? {
    validation.map {
      ModelFiles($0, labels: validationLabels, labelColumns: training.labelColumns)
    }
  }
}
