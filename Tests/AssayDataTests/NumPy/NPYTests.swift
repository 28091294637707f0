import AssayCore
import AssayData
import Testing

@Suite struct NPYTests {
  @Test func readsWhatNumPyWrites() throws {
    let files = try NumPyGolden.content.get().files.filter { $0.name.hasSuffix(".npy") }
    #expect(files.count > 30)
    for file in files {
      let wanted = try #require(file.arrays[""]).tensor
      let read = try NPY.decode(file.bytes, named: file.name)
      #expect(read.shape == wanted.shape, "\(file.name)")
      #expect(read.dtype == wanted.dtype, "\(file.name)")
      for (a, b) in zip(read.doubles, wanted.doubles) {
        #expect(a.bitPattern == b.bitPattern || a.isNaN && b.isNaN, "\(file.name)")
      }
    }
  }

  @Test(arguments: [
    "bool", "uint8", "int8", "int16", "int32", "int64", "float32", "float64", "scalar", "one_axis",
    "empty", "four_axes",
  ])
  func writesTheBytesThatNumPyWrites(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try NumPyGolden.file("\(name).npy")
    try NPY.write(NPY.decode(bytes, named: name), to: folder.file("x.npy"))
    #expect(try folder.read("x.npy") == bytes)
  }

  @Test(arguments: UInt64(0)..<50)
  func anyTensorComesBack(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let shape = Shape(
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Int.random(in: 0...5, using: &random)
      })
    let dtype = DType.allCases[Int.random(in: 0..<8, using: &random)]
    var tensor = Tensor(zeros: shape, dtype: dtype)
    tensor.withUnsafeMutableBytes { bytes in
      for index in bytes.indices {
        bytes[index] = UInt8.random(in: 0...(dtype == .bool ? 1 : 255), using: &random)
      }
    }
    let folder = try TemporaryFolder()
    try NPY.write(tensor, to: folder.file("t.npy"))
    #expect(try NPY.read(folder.file("t.npy")) == tensor)
    try NPZ.write([("t", tensor)], to: folder.file("t.npz"))
    #expect(try NPZ.read(folder.file("t.npz"), array: "t") == tensor)
  }

  @Test(arguments: [
    ("objects", "elements of type '|O' (Python objects)"),
    ("structured", "a structured element type"),
    ("nested", "a structured element type"),
    ("void", "elements of type '|V3' (raw or structured bytes)"),
    ("text", "elements of type '<U2' (text)"),
    ("bytes", "elements of type '|S2' (byte strings)"),
    ("complex", "elements of type '<c8' (complex numbers)"),
    ("dates", "elements of type '<M8[s]' (dates)"),
    ("spans", "elements of type '<m8[s]' (time spans)"),
    ("longdouble", "elements of type '<f16' (long floating-point numbers)"),
  ])
  func elementsThatAreNoNumbersAreRefusedByName(name: String, found: String) throws {
    let bytes = try NumPyGolden.refused("\(name).npy")
    #expect(
      message { _ = try NPY.decode(bytes, named: "x.npy") }
        == "x.npy: found \(found); wanted numbers of type bool, int, uint or float, of up to 64 bits"
    )
  }

  @Test func aNumberThatInt64CannotHoldIsRefused() throws {
    let bytes = try NumPyGolden.refused("uint64_too_large.npy")
    #expect(
      message { _ = try NPY.decode(bytes, named: "x.npy") }
        == "x.npy: found 9223372036854775808 in element 1 of type uint64; "
        + "wanted at most 9223372036854775807, the largest int64")
  }

  @Test func moreThanEightAxesAreRefused() throws {
    let bytes = try NumPyGolden.refused("nine_axes.npy")
    #expect(
      message { _ = try NPY.decode(bytes, named: "x.npy") }
        == "x.npy: found shape [1, 1, 1, 1, 1, 1, 1, 1, 1] has 9 axes; at most 8 are supported; "
        + "wanted an array that memory can hold")
  }

  @Test func anyByteButZeroIsTrue() throws {
    var bytes = try NumPyGolden.file("bool.npy")
    bytes[128] = 7
    let read = try NPY.decode(bytes, named: "x.npy")
    #expect(read.scalars(of: Bool.self) == [true, true, true, true, true, true])
  }

  @Test(arguments: ["float32.npy", "fortran_float16.npy", "version2.npy", "one_axis.npy"])
  func aFileCutShortAnywhereIsRefused(name: String) throws {
    let bytes = try NumPyGolden.file(name)
    for length in 0..<bytes.count {
      #expect(throws: DataError.self) { try NPY.decode(Array(bytes[..<length]), named: "x.npy") }
    }
  }

  // No checksum: a changed header may describe another array of as many bytes, and does so rarely.
  @Test func anyByteOfTheHeaderMayBeWrong() throws {
    let bytes = try NumPyGolden.file("float32.npy")
    let whole = try NPY.decode(bytes, named: "x.npy")
    var read = 0
    for index in 0..<128 {
      for value in UInt8.min...UInt8.max where value != bytes[index] {
        var changed = bytes
        changed[index] = value
        do {
          let tensor = try NPY.decode(changed, named: "x.npy")
          #expect(tensor.count * tensor.dtype.size == whole.count * 4 || tensor.dtype == .int64)
          read += 1
        } catch is DataError {}
      }
    }
    // The byte order, the kind of number, white space where there was some, and the like.
    #expect(read < 20)
  }

  @Test func whatIsWrongIsSaid() throws {
    let bytes = try NumPyGolden.file("float32.npy")
    func decoding(_ bytes: [UInt8]) -> String? {
      message { _ = try NPY.decode(bytes, named: "x.npy") }
    }
    #expect(decoding([]) == "x.npy: found an empty file; wanted an npy file")
    #expect(
      decoding(Array("hello, world".utf8))
        == "x.npy: found a file that does not start with \\x93NUMPY; wanted an npy file")
    #expect(
      decoding(Array(bytes[..<20]))
        == "x.npy: found a file of 20 bytes; wanted a header up to byte 128, then numbers")
    #expect(
      decoding(bytes.dropLast(4))
        == "x.npy: found 20 bytes of numbers; wanted 24 for shape [2, 3] of float32")
    #expect(
      decoding(bytes + [0])
        == "x.npy: found 25 bytes of numbers; wanted 24 for shape [2, 3] of float32")
    var newer = bytes
    newer[6] = 4
    #expect(decoding(newer) == "x.npy: found npy version 4.0; wanted version 1.0, 2.0 or 3.0")
  }

  @Test func aFileThatIsNotThereIsMissing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none.npy")
    do {
      _ = try NPY.read(path)
      Issue.record("read a file that is not there")
    } catch let error as DataError {
      #expect("\(error)" == "\(path): there is no such file")
      #expect(error.isMissingFile && !error.isInputOutput)
    }
    #expect(throws: DataError.missingFile(folder.file("none/x.npy"))) {
      try NPY.read(folder.file("none/x.npy"))
    }
  }

  @Test func aFolderIsNoFile() throws {
    let folder = try TemporaryFolder()
    #expect(
      message { _ = try NPY.read(folder.path) }
        == "\(folder.path): found a folder, pipe or device; wanted a regular file")
  }
}
