import Testing

/// Arguments that are wrong, and the first lines of the complaint.
struct WrongUsage: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  let complaint: String

  init(_ arguments: String..., complaint: String) {
    self.arguments = arguments
    self.complaint = complaint
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite(.serialized) struct ExplainUsageTests {
  @Test(arguments: ["[batch,10]", "[ ? , 10 ]", "(None, 10)", "[batch, 10] float32"])
  func aShapeHasManySpellings(_ shape: String) throws {
    let plain = try Tool.run("explain", "--output", "[batch, 10]", "--labels", "(None,) INT64")
    let run = try Tool.run("explain", "--output", shape, "--labels", "[batch] int64")
    #expect(run == plain)
    #expect(run.status == 0)
  }

  @Test(arguments: ["bce", "BCE", "binary_crossentropy", "BinaryCrossentropy"])
  func aLossHasKerassSpellings(_ loss: String) throws {
    let run = try Tool.run("explain", "--output", "[?, 1]", "--labels", "[?]", "--loss", loss)
    #expect(run.output.contains("\nloss         BinaryCrossentropy(fromLogits: false)\n"))
  }

  @Test(arguments: ["crossentropy", "ce", "Crossentropy"])
  func crossentropyIsYetToBeResolved(_ loss: String) throws {
    let run = try Tool.run("explain", "--output", "[?, 1]", "--labels", "[?]", "--loss", loss)
    #expect(try run == Tool.run("explain", "--output", "[?, 1]", "--labels", "[?]"))
  }

  static let wrong: [WrongUsage] = [
    .init(
      "--output", "[batch 1]", "--labels", "[batch]",
      complaint: """
        Error: The value '[batch 1]' is invalid for '--output <shape>': 'batch 1' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "batch, 1", "--labels", "[batch]",
      complaint: """
        Error: The value 'batch, 1' is invalid for '--output <shape>': a shape stands in brackets, such as '[batch, 10]'
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[]", "--labels", "[batch]",
      complaint: """
        Error: The value '[]' is invalid for '--output <shape>': a shape has at least the batch axis: '[batch]'
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[batch, 0]", "--labels", "[batch]",
      complaint: """
        Error: The value '[batch, 0]' is invalid for '--output <shape>': '0' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[batch, -1]", "--labels", "[batch]",
      complaint: """
        Error: The value '[batch, -1]' is invalid for '--output <shape>': '-1' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[batch,]", "--labels", "[batch]",
      complaint: """
        Error: The value '[batch,]' is invalid for '--output <shape>': '' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[1, 2, 3, 4, 5, 6, 7, 8, 9]", "--labels", "[batch]",
      complaint: """
        Error: The value '[1, 2, 3, 4, 5, 6, 7, 8, 9]' is invalid for '--output <shape>': 9 axes; at most 8 are supported
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[batch, 99999999999999999999]", "--labels", "[batch]",
      complaint: """
        Error: The value '[batch, 99999999999999999999]' is invalid for '--output <shape>': '99999999999999999999' is no axis; wanted 'batch' or '?' for the free one, or a size of 1 or more
        Help:  --output <shape>  The shape of the model's output.
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch] int65",
      complaint: """
        Error: The value '[batch] int65' is invalid for '--labels <shape type>': 'int65' is no type; wanted bool, uint8, int8, int16, int32, int64, float32, float64
        Help:  --labels <shape type>  The shape of the labels, and their type.
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch]", "--loss", "binary_crosentropy",
      complaint: """
        Error: 'binary_crosentropy' is no loss; did you mean 'binary_crossentropy'?
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch]", "--loss", "frobnicate",
      complaint: """
        Error: 'frobnicate' is no loss; wanted a name of Keras's, such as binary_crossentropy, sparse_categorical_crossentropy, mse
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch]", "--loss", "mse", "--from-logits",
      complaint: """
        Error: MeanSquaredError has no from_logits; leave --from-logits out
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch]", "--activation", "sofmax",
      complaint: """
        Error: 'sofmax' is no activation; did you mean 'softmax'?
        """),
    .init(
      "--output", "[batch, 1]", "--labels", "[batch]", "--format", "yaml",
      complaint: """
        Error: The value 'yaml' is invalid for '--format <format>'. Please provide one of 'table' and 'json'.
        Help:  --format <format>  How the result is printed.
        """),
    .init(
      "--output", "[batch, 1]",
      complaint: """
        Error: --labels <shape type>: wanted the shape of the labels, and their type; or a model and --data
        """),
  ]

  @Test(arguments: wrong)
  func wrongUsageSaysWhatWasWanted(_ wrong: WrongUsage) throws {
    let run = try Tool.run(["explain"] + wrong.arguments)
    #expect(
      run.error == wrong.complaint + """

        Usage: assay explain [<model.keras>] [--data <data>] [--label <column> ...] [--output <shape>] \
        [--labels <shape type>] [--loss <name>] [--from-logits] [--activation <name>] [--format <format>]
          See 'assay explain --help' for more information.

        """)
    #expect(run.output == "")
    #expect(run.status == 64)
  }
}
