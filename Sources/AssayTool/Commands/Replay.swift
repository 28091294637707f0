import ArgumentParser
import Assay
import Foundation

/// `assay replay`: recorded calls of Keras's metrics and losses, answered again and compared.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answers recorded calls of Keras again, and says where the answers differ.",
    discussion: """
      A line of the file is a metric or a loss with its configuration, what it was given and what Keras \
      answered; Guides/Replay.md has a recorder for Keras programs. Answers agree within \
      1e-6 + 1e-5·|Keras's|. Ends with status 1 where one differs.

        assay replay calls.jsonl
      """)

  @Argument(
    help: ArgumentHelp("Recorded calls, JSON Lines; - is standard input.", valueName: "file"))
  var file: String

  @OptionGroup var format: FormatOptions

  func run() throws {
    var counts: [Replayed.Outcome: Int] = [:]
    var details: [(line: Int, className: String, replayed: Replayed)] = []
    var lines = try TextLines(file)
    while let line = try lines.next() {
      guard !line.allSatisfy({ $0 == UInt8(ascii: " ") }) else { continue }
      let record: ReplayRecord
      do {
        record = try JSONDecoder().decode(ReplayRecord.self, from: Data(line))
      } catch {
        let reason = (error as? DecodingError)?.reason ?? "\(error)"
        throw ToolError.badData(
          "\(lines.name), line \(lines.number): \(reason.quotable(atMost: 400)); "
            + "wanted a recorded call")
      }
      let replayed = Replayed(record)
      counts[replayed.outcome, default: 0] += 1
      guard replayed.outcome != .agree else { continue }
      details.append((lines.number, record.className, replayed))
      if format.format == .table {
        try StandardOutput.print(
          "line \(lines.number): \(record.className.quotable()) \(replayed.outcome.rawValue): "
            + replayed.detail.quotable(atMost: 1000))
      }
    }
    let agree = counts[.agree, default: 0]
    let differ = counts[.differ, default: 0]
    let unsupported = counts[.unsupported, default: 0]
    let total = agree + differ + unsupported
    switch format.format {
    case .table:
      try StandardOutput.print(
        "\(agree) agree, \(differ) differ, \(unsupported) unsupported of \(total)")
    case .json:
      let json = JSON.object([
        .init("agree", .integer(agree)), .init("differ", .integer(differ)),
        .init("unsupported", .integer(unsupported)), .init("total", .integer(total)),
        .init(
          "details",
          .array(
            details.map { detail in
              .object([
                .init("line", .integer(detail.line)),
                .init("class_name", .string(detail.className)),
                .init("outcome", .string(detail.replayed.outcome.rawValue)),
                .init("detail", .string(detail.replayed.detail)),
              ])
            })),
      ])
      try StandardOutput.print(json.text)
    }
    if differ > 0 { throw ExitCode(ExitStatus.no.rawValue) }
  }
}
