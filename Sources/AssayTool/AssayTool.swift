import ArgumentParser

@main
struct AssayTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "Trains, evaluates and explains classifiers.",
    version: "0.1.0")
}
