import ArgumentParser

/// The options of every command that computes.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to compute with (default: every core).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("The number all randomness comes from.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): wanted 1...1024")
    }
  }
}
