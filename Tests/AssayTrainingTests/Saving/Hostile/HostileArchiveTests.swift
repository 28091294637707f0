import AssayCore
import AssayData
import AssayTraining
import Foundation
import Testing

/// Archives whose parts lie.
@Suite("Archives that are attacks")
struct HostileArchiveTests {
  struct Attack: CustomStringConvertible, Sendable {
    let description: String
    let mistake: String
    let bytes: @Sendable ([RawMember]) throws -> [UInt8]

    init(
      _ description: String, _ mistake: String,
      _ bytes: @escaping @Sendable ([RawMember]) throws -> [UInt8]
    ) {
      self.description = description
      self.mistake = mistake
      self.bytes = bytes
    }

    /// One with members that are changed.
    static func members(
      _ description: String, _ mistake: String,
      _ change: @escaping @Sendable (inout [RawMember]) -> Void
    ) -> Attack {
      Attack(description, mistake) { members in
        var members = members
        change(&members)
        return RawArchive.bytes(members)
      }
    }
  }

  @Test("the good archive that the others are made of is loaded")
  func good() throws {
    try SavedGolden("sequential_dense").expectSame(try HostileFile().load())
  }

  @Test("are refused by name", arguments: names + members + sizes + ends)
  func refused(attack: Attack) throws {
    let bytes = try attack.bytes(HostileFile().members())
    let mistake = try HostileFile.mistake(bytes: bytes)
    #expect(mistake == attack.mistake, "\(attack)")
  }

  @Test("are refused wherever they end", arguments: 0..<16)
  func truncated(sixteenth: Int) throws {
    let bytes = try RawArchive.bytes(HostileFile().members())
    let mistake = try HostileFile.mistake(bytes: Array(bytes.prefix(bytes.count * sixteenth / 16)))
    #expect(mistake.hasPrefix("FILE"))
  }

  static let names: [Attack] = [
    .members(
      "a name that leaves the folder",
      "FILE: found a member that leaves its folder, '../../etc/passwd'; wanted members of "
        + "Keras's names"
    ) {
      $0.append(RawMember("../../etc/passwd", [1]))
    },
    .members(
      "a name that leaves the folder further in",
      "FILE: found a member that leaves its folder, 'assets/../../x'; wanted members of "
        + "Keras's names"
    ) {
      $0.append(RawMember("assets/../../x", [1]))
    },
    .members(
      "a name from the root",
      "FILE: found a member that leaves its folder, '/etc/passwd'; wanted members of "
        + "Keras's names"
    ) { $0.append(RawMember("/etc/passwd", [1])) },
    .members(
      "a name of Windows",
      "FILE: found a member that leaves its folder, 'C:\\windows\\x'; wanted members of "
        + "Keras's names"
    ) { $0.append(RawMember("C:\\windows\\x", [1])) },
    .members(
      "a name with a NUL",
      "FILE: found a member 'config.json .txt'; wanted metadata.json, config.json and "
        + "model.weights.h5"
    ) {
      $0[1].name = Array("config.json\0.txt".utf8)
      $0[1].localName = $0[1].name
    },
    .members(
      "a name that is no UTF-8",
      "FILE: found a member '\u{a0}\u{25a0}'; wanted metadata.json, config.json and "
        + "model.weights.h5"
    ) {
      $0[1].name = [0xff, 0xfe]
      $0[1].localName = $0[1].name
    },
    .members(
      "an empty name",
      "FILE: found a member ''; wanted metadata.json, config.json and model.weights.h5"
    ) { $0.append(RawMember("", [1])) },
    .members(
      "a link in place of the configuration", "FILE:config.json, byte 0: found '/'; wanted a value"
    ) {
      $0[1] = RawMember("config.json", Array("/etc/passwd".utf8))
      $0[1].mode = 0o120777
    },
    .members(
      "two members of one name", "FILE: found two members of one name; wanted names that differ"
    ) { $0.append($0[1]) },
    .members(
      "two members that differ in case",
      "FILE: found a member 'CONFIG.JSON'; wanted metadata.json, config.json and "
        + "model.weights.h5"
    ) {
      $0.append(RawMember("CONFIG.JSON", $0[1].bytes))
    },
    .members(
      "an asset",
      "FILE: found an asset of a layer's, 'assets/layers/x/vocabulary.txt'; wanted layers "
        + "whose configuration is all there is to them"
    ) { $0.append(RawMember("assets/layers/x/vocabulary.txt", [65])) },
    .members(
      "a further member",
      "FILE: found a member 'evil.py'; wanted metadata.json, config.json and model.weights.h5"
    ) { $0.append(RawMember("evil.py", [65])) },
    .members(
      "pickled weights",
      "FILE: found the weights in 'model.weights.npz', which are pickled objects; wanted "
        + "'model.weights.h5': save the model with h5py installed"
    ) { $0[2] = RawMember("model.weights.npz", [65]) },
    .members(
      "weights in several files",
      "FILE: found weights in several files, 'model.weights.json'; wanted one "
        + "'model.weights.h5': save without max_shard_size"
    ) { $0[2] = RawMember("model.weights.json", [65]) },
  ]

  static let members: [Attack] = [
    .members(
      "no metadata", "FILE: there is no 'metadata.json'; it holds 'config.json', 'model.weights.h5'"
    ) { $0.remove(at: 0) },
    .members(
      "no configuration",
      "FILE: there is no 'config.json'; it holds 'metadata.json', 'model.weights.h5'"
    ) { $0.remove(at: 1) },
    .members("no weights", "FILE: found no 'model.weights.h5'; wanted the model's weights") {
      $0.remove(at: 2)
    },
    .members("no members", "FILE: there is no 'metadata.json'; it holds no arrays") { $0 = [] },
    .members(
      "an encrypted member", "FILE:config.json: found an encrypted member; wanted one that is not"
    ) { $0[1].flags = 1 },
    .members(
      "a sum that is another's",
      "FILE:config.json: found CRC error; wanted a member as it was stored"
    ) { $0[1].crc ^= 1 },
    .members(
      "weights with another sum",
      "FILE:model.weights.h5: found CRC error; wanted a member as it was stored"
    ) { $0[2].crc ^= 1 },
    .members(
      "a method that nobody has", "FILE: found Zip archive inconsistent; wanted a zip archive"
    ) { $0[1].method = 99 },
    .members(
      "bzip2", "FILE:config.json: found compression method 12; wanted store (0) or deflate (8)"
    ) { $0[1].method = 12 },
    .members(
      "what is stored said to be packed",
      "FILE:config.json: found Zlib error: data error; wanted a member as it was stored"
    ) { $0[1].method = 8 },
    .members(
      "another name in front of the data",
      "FILE: found Zip archive inconsistent; wanted a zip archive"
    ) {
      $0[1].localName = Array("conf1g.json".utf8)
    },
    .members(
      "another size in front of the data",
      "FILE: found Zip archive inconsistent; wanted a zip archive"
    ) { $0[1].localSize += 5 },
  ]

  static let sizes: [Attack] = [
    .members(
      "a configuration of zeros that unpack to 300 MB",
      "FILE:config.json: found 1889715 bytes that unpack to 300000000; wanted at most 100 "
        + "for each byte, and 268435456 in all"
    ) {
      let size = 300_000_000
      $0[1] = RawMember("config.json", RawArchive.deflatedZeros(size))
      $0[1].method = 8
      $0[1].size = UInt32(size)
      $0[1].localSize = UInt32(size)
    },
    .members(
      "weights of zeros that unpack to 200 MB",
      "FILE:model.weights.h5: found 1259896 bytes that unpack to 200000000; wanted at most "
        + "100 for each byte, and 68719476736 in all"
    ) {
      let size = 200_000_000
      $0[2] = RawMember("model.weights.h5", RawArchive.deflatedZeros(size))
      $0[2].method = 8
      $0[2].size = UInt32(size)
      $0[2].localSize = UInt32(size)
    },
    .members(
      "more than it says", "FILE:config.json: found more bytes than the archive says; wanted 10"
    ) {
      $0[1].bytes = RawArchive.deflatedZeros(100_000)
      $0[1].storedSize = UInt32($0[1].bytes.count)
      $0[1].method = 8
      $0[1].size = 10
      $0[1].localSize = 10
    },
    .members(
      "less than it says",
      "FILE:config.json: found 2794 bytes that unpack to 4000000000; wanted at most 100 "
        + "for each byte, and 268435456 in all"
    ) {
      $0[1].size = 4_000_000_000
      $0[1].localSize = 4_000_000_000
    },
    .members("more stored than the file has", "FILE: found Not a zip archive; wanted a zip archive")
    {
      $0[2].storedSize = 4_000_000_000
      $0[2].size = 4_000_000_000
      $0[2].localSize = 4_000_000_000
    },
    .members("zip64 that says 2^63", "FILE: found no whole archive; wanted a zip archive") {
      $0[2].size = .max
      $0[2].localSize = .max
      $0[2].extra =
        RawArchive.little(UInt16(1), 2) + RawArchive.little(UInt16(8), 2)
        + RawArchive.little(UInt64(1) << 63, 8)
    },
    .members("zip64 without its field", "FILE: found no whole archive; wanted a zip archive") {
      $0[2].size = .max
      $0[2].storedSize = .max
      $0[2].localSize = .max
    },
  ]

  static let ends: [Attack] = [
    Attack(
      "more members than there are", "FILE: found Zip archive inconsistent; wanted a zip archive"
    ) { RawArchive.bytes($0, count: 5000) },
    Attack(
      "several disks", "FILE: found Multi-disk zip archives not supported; wanted a zip archive"
    ) { RawArchive.bytes($0, disk: 1) },
    Attack("nothing", "FILE: found an empty file; wanted a zip archive") { _ in [] },
    Attack("a text", "FILE: found Not a zip archive; wanted a zip archive") { _ in
      Array("model".utf8)
    },
    Attack("a pickle", "FILE: found Not a zip archive; wanted a zip archive") { _ in
      [0x80, 0x04, 0x95, 0x0a, 0, 0, 0, 0, 0, 0, 0]
    },
    Attack("members over each other", "FILE: found Zip archive inconsistent; wanted a zip archive")
    { members in
      var bytes = RawArchive.bytes(members)
      // The directory says of the last that it is where the first is.
      let name = Array("model.weights.h5".utf8)
      let place = bytes.indices.last { Array(bytes[$0...].prefix(name.count)) == name }!
      for byte in 0..<4 { bytes[place - 4 + byte] = 0 }
      return bytes
    },
  ]
}
