import ArgumentParser

/// The options of every command that computes with random numbers.
struct RunOptions: ParsableArguments {
  @OptionGroup private var processors: ThreadOptions

  @Option(help: ArgumentHelp("The number all randomness comes from.", valueName: "n"))
  var seed: UInt64 = 0

  var threads: Int? { processors.threads }
}

/// The options of every command that computes.
struct ThreadOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to compute with (default: every core).", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): wanted 1...1024")
    }
  }
}
