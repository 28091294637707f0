import Foundation

/// The built tool, run as a process of its own.
enum Tool {
  /// What one run gave.
  struct Run: Equatable {
    let status: Int32
    let output: String
    let error: String
  }

  /// Runs `assay` with `arguments`, without a terminal.
  static func run(_ arguments: String..., output: FileHandle? = nil) throws -> Run {
    try run(arguments, output: output)
  }

  /// - Parameter addresses: how many KiB of memory the process may address; all there is by default.
  static func run(
    _ arguments: [String], output: FileHandle? = nil, addresses: Int? = nil
  ) throws -> Run {
    let process = Process()
    let tool = products.appending(path: "assay")
    process.executableURL = addresses == nil ? tool : URL(filePath: "/bin/sh")
    process.arguments =
      (addresses.map { ["-c", "ulimit -v \($0) && exec \"$0\" \"$@\"", tool.path] } ?? [])
      + arguments
    process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "COLUMNS" }
    let standardOutput = Pipe()
    let standardError = Pipe()
    process.standardInput = FileHandle.nullDevice
    if let output {
      process.standardOutput = output
    } else {
      process.standardOutput = standardOutput
    }
    process.standardError = standardError
    try process.run()
    let text = output == nil ? standardOutput.fileHandleForReading.readDataToEndOfFile() : Data()
    let complaint = standardError.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  /// Runs `assay`, and interrupts it as Ctrl-C does once it has written `text` on standard error.
  static func interrupted(after text: String, _ arguments: [String]) throws -> Run {
    let process = Process()
    process.executableURL = products.appending(path: "assay")
    process.arguments = arguments
    let standardOutput = Pipe()
    let standardError = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = standardOutput
    process.standardError = standardError
    try process.run()
    var complaint = Data()
    while !String(decoding: complaint, as: UTF8.self).contains(text) {
      let more = standardError.fileHandleForReading.availableData
      guard !more.isEmpty else { break }
      complaint += more
    }
    process.interrupt()
    complaint += standardError.fileHandleForReading.readDataToEndOfFile()
    let result = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: result, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  /// The folder that holds the test bundle, and beside it the tool.
  private static var products: URL {
    for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
      return bundle.bundleURL.deletingLastPathComponent()
    }
    return Bundle.main.bundleURL
  }
}
