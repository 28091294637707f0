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
        assay explain model.keras --data train.npz
      """)

  @Argument(
    help: ArgumentHelp("A model to explain for the labels of --data.", valueName: "model.keras"))
  var model: String?

  @Option(help: ArgumentHelp("Data with labels, of a model.", valueName: "data"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a csv that are labels, between commas; OUTPUT=COLUMN of several outputs.",
      valueName: "column"))
  var label: [String] = []

  @Option(
    help: ArgumentHelp("The shape of the model's output.", valueName: "shape"),
    transform: ShapeArgument.init)
  var output: ShapeArgument?

  @Option(
    help: ArgumentHelp("The shape of the labels, and their type.", valueName: "shape type"),
    transform: ShapeArgument.init)
  var labels: ShapeArgument?

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
    if model != nil {
      guard data != nil else { throw ValidationError("a model: wanted --data with it") }
      guard output == nil, labels == nil else {
        throw ValidationError(
          "--output and --labels are those of the model and its data; wanted them, or a model")
      }
    } else {
      guard data == nil, label.isEmpty else {
        throw ValidationError("--data and --label: wanted a model, MODEL.keras, with them")
      }
      if output == nil {
        throw ValidationError(
          "--output <shape>: wanted the shape of the model's output; or a model and --data")
      }
      if labels == nil {
        throw ValidationError(
          "--labels <shape type>: wanted the shape of the labels, and their type; or a model and "
            + "--data")
      }
    }
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
    let reports = try facts().map { name, facts in
      (
        name: name,
        report: ExplanationReport(Resolution.explain(facts), width: StandardOutput.columns)
      )
    }
    switch (format.format, reports.count) {
    case (.table, 1): try StandardOutput.print(reports[0].report.table)
    case (.json, 1): try StandardOutput.print(reports[0].report.json.text)
    case (.table, _):
      try StandardOutput.print(
        reports.map { "output '\($0.name.printable())'\n\n\($0.report.table)" }
          .joined(separator: "\n\n"))
    case (.json, _):
      try StandardOutput.print(
        JSON.object(reports.map { .init($0.name, $0.report.json) }).text)
    }
  }

  /// What is known of each output.
  private func facts() throws -> [(name: String, facts: ResolutionFacts)] {
    guard let model, let data else { return [("", given)] }
    let loaded = try ModelFile.load(model, for: ModelFiles(data))
    let found = try LabelSample(
      ModelFiles(data, labelColumns: label), of: loaded)
    return try loaded.resolutionFacts(labels: found.labels, of: found.outputs).map { name, facts in
      var facts = facts
      if loss != nil || fromLogits {
        facts.loss = given.loss
        facts.fromLogits = given.fromLogits
      }
      if activation != nil { facts.lastActivation = given.lastActivation }
      return (name, facts)
    }
  }

  /// What the options say.
  private var given: ResolutionFacts {
    let keras = loss.flatMap { KerasLoss(kerasName: $0) }
    return ResolutionFacts(
      output: output?.shape ?? [Shape.free], labels: labels?.shape ?? [Shape.free],
      labelType: labels?.dtype, lastActivation: activation.map { LastActivation(kerasName: $0) },
      loss: keras.map { .keras($0) },
      fromLogits: fromLogits ? true : keras?.takesFromLogits == true ? false : nil)
  }

  /// Whether `loss` is Keras's word for a crossentropy that the shapes choose.
  private func isUnresolved(_ loss: String) -> Bool {
    ["crossentropy", "ce"].contains(loss.lowercased())
  }
}
