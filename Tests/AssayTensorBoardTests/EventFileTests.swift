import AssayTensorBoard
import Foundation
import SwiftProtobuf
import Testing

struct EventFileTests {
  private func bytes(_ hex: String) -> Data {
    let digits = Array(hex.filter { !$0.isWhitespace })
    return Data(
      stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0
      })
  }

  @Test func theChecksumIsMasked() {
    // CRC-32C of "123456789" is E3069283.
    let crc: UInt32 = 0xE306_9283
    #expect(
      EventFrame.maskedChecksum(Data("123456789".utf8))
        == (crc >> 15 | crc << 17) &+ 0xA282_EAD8)
  }

  /// A record that TensorFlow wrote.
  @Test func aScalarIsTensorFlowsToTheByte() throws {
    var event = ProtoEvent()
    event.wallTime = Double(bitPattern: 0x41DA_C038_40F0_FD65)
    event.step = 2
    event.summary.value = [
      .scalar("evaluation_loss_vs_iterations", Double(Float(bitPattern: 0x35E1_6DB9)))
    ]
    let tag = Data("evaluation_loss_vs_iterations".utf8)
    let wanted =
      bytes("4700000000000000bac3fb9b0965fdf04038c0da4110022a3a0a380a1d") + tag
      + bytes("420a0801120022 04b96de135 4a0b0a090a07") + Data("scalars".utf8) + bytes("043672e5")
    let frame = EventFrame.framed(try event.serializedData())
    #expect(frame == wanted)
  }

  @Test func keepsKerassFilesWhole() throws {
    for name in ["train", "validation"] {
      let path = "\(golden)/\(name).tfevents"
      let events = try readEvents(path)
      #expect(events.first?.fileVersion == "brain.Event:2")
      // Nothing in them is unknown to our messages, so they are written back as they were.
      var again = Data()
      for event in events { again.append(EventFrame.framed(try event.serializedData())) }
      let file = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(again == file)
    }
  }

  @Test func filesOfOneSecondHaveTheirOwnNames() throws {
    try withFolder { folder in
      let writers = try (0..<3).map { _ in try EventFileWriter(directory: "\(folder)/a/b") }
      #expect(Set(writers.map(\.path)).count == 3)
      for writer in writers {
        try writer.close()
        let written = try readEvents(writer.path).flatMap(outline)
        #expect(written == ["brain.Event:2 tensorflow.core.util.events_writer"])
      }
      let parts = writers[0].path.split(separator: "/").last?.split(separator: ".") ?? []
      #expect(parts.prefix(3) == ["events", "out", "tfevents"] && parts.last == "v2")
    }
  }

  @Test func aFileWhereTheFolderShouldBeIsNamed() throws {
    try withFolder { folder in
      let path = "\(folder)/file"
      try Data().write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: EventFileError.self) {
        try EventFileWriter(directory: "\(path)/train")
      }
      guard case .create(let named, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(named == "\(path)/train")
    }
  }

  #if os(Linux)
    @Test func aFullDiskIsNamed() throws {
      let writer = try EventFileWriter(file: "/dev/full")
      let error = #expect(throws: EventFileError.self) { try writer.flush() }
      #expect(
        error?.description == """
          TensorBoard: /dev/full cannot be written: No space left on device; make room, \
          or log elsewhere
          """)
    }
  #endif
}
