import ArgumentParser
import Assay

/// `assay explain`: what `accuracy` and `crossentropy` become under each rule, and why.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what accuracy and crossentropy become, under each rule, and why.",
    discussion: """
      In a shape, 'batch' or '?' is the free axis. What is not given is not guessed: where the \
      facts do not decide, it says so.

        assay explain --output '[batch, 10]' --labels '[batch]' --activation linear
        assay explain --output '[?, 1]' --labels '[?] int64' --loss bce --from-logits
      """)

  @Option(
    help: ArgumentHelp("The shape of the model's output.", valueName: "shape"),
    transform: ShapeArgument.init)
  var output: ShapeArgument

  @Option(
    help: ArgumentHelp("The shape of the labels, and their type.", valueName: "shape type"),
    transform: ShapeArgument.init)
  var labels: ShapeArgument

  @Option(
    help: ArgumentHelp(
      "The loss, by a name of Keras's; 'crossentropy' is yet to be resolved.", valueName: "name"),
    completion: .list(KerasLoss.kerasNames + ["crossentropy"]))
  var loss: String?

  @Flag(help: "The loss reads logits.")
  var fromLogits = false

  @Option(
    help: ArgumentHelp("The last activation, by a name of Keras's.", valueName: "name"),
    completion: .list(LastActivation.kerasNames))
  var activation: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let loss, !isUnresolved(loss) {
      guard let known = KerasLoss(kerasName: loss) else {
        throw ValidationError(
          KerasName.unknown(
            "loss", loss, among: KerasLoss.kerasNames,
            suchAs: "binary_crossentropy, sparse_categorical_crossentropy, mse"))
      }
      if fromLogits, !known.takesFromLogits {
        throw ValidationError("\(known.rawValue) has no from_logits; leave --from-logits out")
      }
    }
    if let activation, activation.lowercased() != "none",
      !LastActivation.kerasNames.contains(activation)
    {
      throw ValidationError(

        KerasName.unknown(
          "activation", activation, among: LastActivation.kerasNames,
          suchAs: "softmax, sigmoid, linear"))
    }
  }

  func run() throws {
    let report = ExplanationReport(
      Resolution.explain(facts), width: StandardOutput.columns)
    switch format.format {
    case .table: try StandardOutput.print(report.table)
    case .json: try StandardOutput.print(report.json.text)
    }
  }

  private var facts: ResolutionFacts {
    let keras = loss.flatMap { KerasLoss(kerasName: $0) }
    return ResolutionFacts(
      output: output.shape, labels: labels.shape, labelType: labels.dtype,
      lastActivation: activation.map { LastActivation(kerasName: $0) },
      loss: keras.map { .keras($0) },
      fromLogits: fromLogits ? true : keras?.takesFromLogits == true ? false : nil)
  }

  /// Whether `loss` is Keras's word for a crossentropy that the shapes choose.
  private func isUnresolved(_ loss: String) -> Bool {
    ["crossentropy", "ce"].contains(loss.lowercased())
  }
}
