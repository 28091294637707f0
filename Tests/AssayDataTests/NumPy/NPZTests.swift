import AssayCore
import AssayData
import Testing

@Suite struct NPZTests {
  @Test func readsWhatNumPyWrites() throws {
    let files = try NumPyGolden.content.get().files.filter { $0.name.hasSuffix(".npz") }
    #expect(files.count == 3)
    for file in files {
      #expect(
        try NPZ.decode(file.bytes, named: file.name) == file.arrays.mapValues(\.tensor),
        "\(file.name)")
    }
  }

  @Test func namesAreTheArraysInTheFilesOrder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(NumPyGolden.file("names.npz"), as: "names.npz")
    #expect(try NPZ.names(path) == ["../../up", "/etc/rooted"])
    // Read by name and never extracted, so a name is only a name.
    #expect(try NPZ.read(path, array: "../../up") == Tensor([1, 0]))
    #expect(try folder.names == ["names.npz"])
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let x = Tensor([[1, 2], [3, 4]] as [[Float]])
    let y = Tensor([true, false])
    let path = folder.file("pair.npz")
    try NPZ.write([("x", x), ("y/größe", y), ("none", Tensor(zeros: [0]))], to: path)
    #expect(try NPZ.read(path) == ["x": x, "y/größe": y, "none": Tensor(zeros: [0])])
    #expect(try NPZ.names(path) == ["x", "y/größe", "none"])
    let first = try folder.read("pair.npz")
    try NPZ.write([("x", x), ("y/größe", y), ("none", Tensor(zeros: [0]))], to: path)
    #expect(try folder.read("pair.npz") == first)
    #expect(try folder.names == ["pair.npz"])
    try NPZ.write([], to: path)
    #expect(try NPZ.read(path).isEmpty)
  }

  @Test func twoArraysOfOneNameAreNotWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x.npz")
    #expect(
      message { try NPZ.write([("x", Tensor([1])), ("x", Tensor([2]))], to: path) }
        == "\(path):x.npy: found two members of one name; wanted names that differ")
    #expect(try folder.names.isEmpty)
  }

  @Test func anArrayThatIsNotThereIsNamedWithThoseThatAre() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(NumPyGolden.file("stored.npz"), as: "a.npz")
    #expect(
      message { _ = try NPZ.read(path, array: "z") }
        == "\(path): there is no 'z'; it holds 'x', 'y'")
    try NPZ.write([], to: path)
    #expect(
      message { _ = try NPZ.read(path, array: "z") }
        == "\(path): there is no 'z'; it holds no arrays")
    #expect(throws: DataError.missingFile(folder.file("b.npz"))) {
      try NPZ.read(folder.file("b.npz"))
    }
  }

  @Test(arguments: [
    ("twice", ": found two members of one name; wanted names that differ"),
    ("encrypted", ":x.npy: found an encrypted member; wanted one that is not"),
    ("bzip2", ":x.npy: found compression method 12; wanted store (0) or deflate (8)"),
    (
      "objects",
      ":x.npy: found elements of type '|O' (Python objects); "
        + "wanted numbers of type bool, int, uint or float, of up to 64 bits"
    ),
  ])
  func membersThatCannotBeTrustedAreRefused(name: String, problem: String) throws {
    let bytes = try NumPyGolden.refused("\(name).npz")
    #expect(message { _ = try NPZ.decode(bytes, named: "a.npz") } == "a.npz" + problem)
  }

  @Test func aMemberThatUnpacksToTooMuchIsRefused() throws {
    let bomb = try NumPyGolden.refused("bomb.npz")
    #expect(try NPZ.decode(bomb, named: "a.npz")["x"]?.count == 20_000)
    var limits = ArchiveLimits.standard
    limits.freeBytes = 100_000
    let packed = message { _ = try NPZ.decode(bomb, named: "a.npz", limits: limits) }
    let text = try #require(packed)
    #expect(text.hasPrefix("a.npz:x.npy: found "))
    #expect(
      text.hasSuffix(
        " bytes that unpack to 160128; wanted at most 100 for each byte, and 68719476736 in all"))
    limits = .standard
    limits.memberBytes = 160_127
    #expect(throws: DataError.self) { try NPZ.decode(bomb, named: "a.npz", limits: limits) }
    limits.memberBytes = 160_128
    #expect(try NPZ.decode(bomb, named: "a.npz", limits: limits).count == 1)
  }

  @Test func aChangedNumberFailsTheChecksum() throws {
    var bytes = try NumPyGolden.file("stored.npz")
    let number = try #require(bytes.indices.first { bytes[$0...].starts(with: [0, 0, 128, 63]) })
    bytes[number] = 1
    #expect(
      message { _ = try NPZ.decode(bytes, named: "a.npz") }
        == "a.npz:x.npy: found CRC error; wanted a member as it was stored")
  }

  @Test func anEmptyFileIsNoArchive() throws {
    #expect(
      message { _ = try NPZ.decode([], named: "a.npz") }
        == "a.npz: found an empty file; wanted a zip archive")
  }

  @Test(arguments: [Array("PK".utf8), Array("not a zip archive at all".utf8)] as [[UInt8]])
  func whatIsNoArchiveIsRefused(bytes: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, as: "a.npz")
    for text in [
      message { _ = try NPZ.read(path) }, message { _ = try NPZ.decode(bytes, named: path) },
    ] {
      #expect(text == "\(path): found Not a zip archive; wanted a zip archive")
    }
  }

  @Test(arguments: ["stored.npz", "deflated.npz"])
  func aFileCutShortAnywhereIsRefused(name: String) throws {
    let bytes = try NumPyGolden.file(name)
    for length in 0..<bytes.count {
      #expect(throws: DataError.self) { try NPZ.decode(Array(bytes[..<length]), named: "a.npz") }
    }
  }

  /// Every array that is still found is the one that was stored; everything else throws.
  @Test(arguments: ["stored.npz", "deflated.npz"])
  func anyByteMayBeWrong(name: String) throws {
    let bytes = try NumPyGolden.file(name)
    let whole = try NPZ.decode(bytes, named: name)
    for index in bytes.indices {
      for flipped in [UInt8(0x01), 0x20, 0x80, 0xff] {
        var changed = bytes
        changed[index] ^= flipped
        do {
          let arrays = try NPZ.decode(changed, named: name)
          for (key, tensor) in arrays {
            // A changed name is another name; its numbers are still what was stored.
            #expect(whole[key] == tensor || whole[key] == nil && whole.values.contains(tensor))
          }
        } catch is DataError {}
      }
    }
  }
}
