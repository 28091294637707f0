import Foundation
import SwiftProtobuf

/// Writes one event file, record by record.
///
/// Records are kept until ``flush()``, or until there are many.
package final class EventFileWriter {
  /// The file's path.
  package let path: String

  private let handle: FileHandle
  private var pending = Data()
  private static let mostPending = 1 << 18

  /// Makes `events.out.tfevents.{seconds}.{host}.{pid}.{n}.v2` in `directory`, with the smallest `n`
  /// that is free, and the folders that are missing.
  package convenience init(directory: String) throws {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw EventFileError.create(path: directory, reason: Self.reason(error))
    }
    let seconds = Int(Date().timeIntervalSince1970)
    let start =
      "events.out.tfevents.\(seconds).\(Self.host)."
      + "\(ProcessInfo.processInfo.processIdentifier)"
    var number = 0
    while true {
      let file = folder.appendingPathComponent("\(start).\(number).v2")
      do {
        try Data().write(to: file, options: .withoutOverwriting)
        try self.init(file: file.path)
        return
      } catch CocoaError.fileWriteFileExists where number < 10_000 {
        number += 1
      } catch let error as EventFileError {
        throw error
      } catch {
        throw EventFileError.create(path: file.path, reason: Self.reason(error))
      }
    }
  }

  /// Writes to a file that is there already.
  package init(file: String) throws {
    do {
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    } catch {
      throw EventFileError.create(path: file, reason: Self.reason(error))
    }
    path = file
    var first = ProtoEvent()
    first.fileVersion = "brain.Event:2"
    first.sourceMetadata.writer = "tensorflow.core.util.events_writer"
    try add(&first)
  }

  // A run that ended by an error still leaves what it had logged.
  deinit { try? flush() }

  /// Adds values of one step.
  package func add(_ values: [ProtoSummary.Value], step: Int) throws {
    for value in values {
      var event = ProtoEvent()
      event.step = Int64(step)
      event.summary.value = [value]
      try add(&event)
    }
  }

  /// Adds a record with the time of now.
  package func add(_ event: inout ProtoEvent) throws {
    event.wallTime = Date().timeIntervalSince1970
    pending.append(EventFrame.framed(try event.serializedData()))
    if pending.count > Self.mostPending { try flush() }
  }

  /// Writes what has been added.
  package func flush() throws {
    guard !pending.isEmpty else { return }
    let records = pending
    pending.removeAll(keepingCapacity: true)
    do {
      try handle.write(contentsOf: records)
    } catch {
      throw EventFileError.write(path: path, reason: Self.reason(error))
    }
  }

  /// Writes what has been added and closes the file.
  package func close() throws {
    try flush()
    do {
      try handle.close()
    } catch {
      throw EventFileError.write(path: path, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError,
      inner.domain == NSPOSIXErrorDomain
    {
      return String(cString: strerror(Int32(inner.code)))
    }
    return error.domain == NSPOSIXErrorDomain
      ? String(cString: strerror(Int32(error.code))) : error.localizedDescription
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let letters = name.prefix { $0 != 0 }.map { Character(UnicodeScalar(UInt8(bitPattern: $0))) }
    let kept = letters.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    return kept.isEmpty ? "localhost" : String(kept)
  }
}
