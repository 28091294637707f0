import ArgumentParser
import Assay
import AssayImages
import AssayKeras
import Foundation

/// How a run of the tool ended, as other programs read it.
enum ExitStatus: Int32 {
  case done = 0
  /// Done, and the answer is no.
  case no = 1
  case wrongUsage = 64
  case badData = 65
  case fileMissing = 66
  /// A fault of the tool itself.
  case ownFault = 70
  /// Reading or writing failed: a full disk, a closed pipe.
  case inputOutput = 74
  /// Ended by Ctrl-C, after a checkpoint.
  case interrupted = 130

  /// The status of `error`. Every kind of error is told apart here, and nowhere else.
  init(of error: any Error) {
    switch error {
    case let error as ToolError: self = error.status
    case is MetricStateError: self = .badData
    case let error as DataError:
      self = error.isMissingFile ? .fileMissing : error.isInputOutput ? .inputOutput : .badData
    case MetricError.unknownName, MetricError.argument, MetricError.unknownArgument:
      self = .wrongUsage
    case TrainingError.interrupted: self = .interrupted
    case TrainingError.unknownLoss, TrainingError.notCompiled: self = .wrongUsage
    case CallbackError.monitorMissing, CallbackError.directionUnknown: self = .wrongUsage
    case CheckpointError.holdsARun, CheckpointError.locked: self = .wrongUsage
    case is CheckpointError, is WeightsFileError: self = .badData
    case is ImageError, is KerasFileError: self = .badData
    case is ShapeError, is ResolutionError, is MetricError, is TrainingError, is CallbackError:
      self = .badData
    case ModelError.oneDNN: self = .ownFault
    case is ModelError: self = .badData
    case let error as POSIXError: self = ExitStatus(of: error)
    case let error as CocoaError: self = ExitStatus(of: error)
    default: self = .ownFault
    }
  }

  private init(of error: POSIXError) {
    switch error.code {
    case .ENOENT, .ENOTDIR: self = .fileMissing
    default: self = .inputOutput
    }
  }

  private init(of error: CocoaError) {
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: self = .fileMissing
    case .fileReadCorruptFile, .fileReadInapplicableStringEncoding: self = .badData
    default: self = error.isFileError ? .inputOutput : .ownFault
    }
  }

  /// Where the run was interrupted, and the way on.
  private static func howToGoOn(_ error: any Error) -> String {
    guard case TrainingError.interrupted(let epoch, let step, _?) = error else { return "\(error)" }
    return "Interrupted in epoch \(epoch + 1), before step \(step + 1), and saved. "
      + "Go on with the same command and --resume."
  }

  /// An error on one line, whose beginning and end are kept where names from files make it longer
  /// than anybody reads.
  private static func line(_ text: String) -> String {
    let (most, end) = (1000, 300)
    let scalars = text.unicodeScalars
    guard !scalars.dropFirst(most).isEmpty else { return text.printable() }
    return text.quotable(atMost: most - end) + " " + String(scalars.suffix(end)).printable()
  }

  /// Ends the process: what was asked for on standard output, an error on standard error.
  static func exit(with error: any Error) -> Never {
    let usage = AssayTool.exitCode(for: error)
    let isTheParsers = usage != .failure || error is ExitCode
    guard isTheParsers else {
      let status = ExitStatus(of: error)
      if status == .interrupted {
        StandardError.print(ExitStatus.howToGoOn(error))
        Foundation.exit(status.rawValue)
      }
      StandardError.print("Error: " + ExitStatus.line("\(error)"))
      if status == .ownFault { StandardError.print("This is a fault of assay itself.") }
      Foundation.exit(status.rawValue)
    }
    let message = AssayTool.fullMessage(for: error)
    if usage.isSuccess {
      do {
        try StandardOutput.print(message)
      } catch {
        StandardError.print("Error: " + ExitStatus.line("\(error)"))
        Foundation.exit(ExitStatus.inputOutput.rawValue)
      }
    } else if !message.isEmpty {
      StandardError.print(message)
    }
    Foundation.exit(usage.rawValue)
  }
}

/// An error of the tool's own, with the status the process ends with.
enum ToolError: Error, Equatable, CustomStringConvertible {
  case usage(String)
  case badData(String)
  case fileMissing(String)
  case inputOutput(String)
  case interrupted(String)

  var status: ExitStatus {
    switch self {
    case .usage: .wrongUsage
    case .badData: .badData
    case .fileMissing: .fileMissing
    case .inputOutput: .inputOutput
    case .interrupted: .interrupted
    }
  }

  var description: String {
    switch self {
    case .usage(let text), .badData(let text), .fileMissing(let text), .inputOutput(let text),
      .interrupted(let text):
      text
    }
  }
}
