import ArgumentParser

/// How many samples a step takes.
struct BatchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The samples of a batch.", valueName: "n"))
  var batchSize = 32

  func validate() throws {
    guard (1...1 << 30).contains(batchSize) else {
      throw ValidationError("--batch-size \(batchSize): wanted 1...1073741824")
    }
  }
}
