import ArgumentParser
import Assay
import Foundation

/// The options of every command whose training can be gone on with.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save the run in this folder, at the end of every epoch, so that it can go on after a crash.",
      valueName: "dir"))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("Save it every so many steps too; needs --checkpoint.", valueName: "n"))
  var everySteps: Int?

  @Flag(help: "Go on from the newest good state in the folder of --checkpoint.")
  var resume = false

  func validate() throws {
    if let everySteps {
      guard everySteps >= 1 else {
        throw ValidationError("--every-steps \(everySteps): wanted 1 or more")
      }
      guard checkpoint != nil else {
        throw ValidationError("--every-steps \(everySteps): wanted --checkpoint DIR with it")
      }
    }
    guard checkpoint != nil || !resume else {
      throw ValidationError("--resume: wanted --checkpoint DIR with it")
    }
  }

  /// How one part of the run saves itself, in a folder of its own; `nil` where nobody asked for it.
  func part(_ name: String) -> Checkpointing? {
    checkpoint.map { Checkpointing($0 + "/" + name, everySteps: everySteps, resume: resume) }
  }

  /// How a run of one part saves itself; `nil` where nobody asked for it.
  var whole: Checkpointing? {
    checkpoint.map { Checkpointing($0, everySteps: everySteps, resume: resume) }
  }

  /// Takes the folder for this process.
  ///
  /// - Throws: ``CheckpointError/locked(_:)``, and ``DataError`` where the folder cannot be written.
  func lock() throws -> FileLock? {
    guard let checkpoint else { return nil }
    do {
      try FileManager.default.createDirectory(
        atPath: checkpoint, withIntermediateDirectories: true)
    } catch {
      throw DataError.inputOutput(
        file: checkpoint, doing: "making the folder", reason: FileLock.reason(of: error))
    }
    guard let lock = try FileLock(checkpoint + "/lock") else {
      throw CheckpointError.locked(checkpoint)
    }
    return lock
  }
}

/// Ctrl-C as a wish: the run ends its step, saves itself, and says how to go on. A second one ends the
/// process at once.
final class InterruptKey {
  let interruption = Interruption()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [interruption] in
      if interruption.isRequested {
        signal(SIGINT, SIG_DFL)
        raise(SIGINT)
      }
      interruption.request()
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
