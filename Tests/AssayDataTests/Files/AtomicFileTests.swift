import AssayCore
import AssayData
import Foundation
import Testing

@Suite struct AtomicFileTests {
  struct Interrupted: Error {}

  @Test func aFileAppearsWhole() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(to: folder.file("a")) { file in
      try file.write([1, 2])
      #expect(try !folder.names.contains("a"))
      try file.write([3])
    }
    #expect(try folder.read("a") == [1, 2, 3])
    #expect(try folder.names == ["a"])
  }

  @Test func whatFailsLeavesTheOldFileAndNothingElse() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([9], as: "a")
    #expect(throws: Interrupted.self) {
      try AtomicFile.write(to: folder.file("a")) { file in
        try file.write([1, 2])
        throw Interrupted()
      }
    }
    #expect(try folder.read("a") == [9])
    #expect(try folder.names == ["a"])
  }

  /// A process that was killed removes nothing, and holds nothing.
  @Test func whatNobodyWritesIsRemoved() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([1], as: ".assay-1-2.partial")
    _ = try folder.write([1], as: ".other-1-2.partial")
    try AtomicFile.write(to: folder.file("a")) { file in
      try file.write([1])
      // Another file, begun meanwhile, leaves the one that is being written alone.
      try AtomicFile.write(to: folder.file("b")) { try $0.write([2]) }
      try file.write([3])
    }
    #expect(try folder.read("a") == [1, 3])
    #expect(try folder.read("b") == [2])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("")).sorted()
        == [".other-1-2.partial", "a", "b"])
  }

  @Test func aNameWithANULIsNotCutThere() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a\0b")
    let wanted = "failed: no file's name can have a NUL in it, here written \\0"
    let written = #expect(throws: DataError.self) { try AtomicFile.write(to: path) { _ in } }
    #expect(written?.description == "\(folder.file("a\\0b")): writing \(wanted)")
    _ = try folder.write([1], as: "a")
    let read = #expect(throws: DataError.self) { try NPY.read(path) }
    #expect(read?.description == "\(folder.file("a\\0b")): reading \(wanted)")
    #expect(try folder.names == ["a"])
  }

  @Test func permissionsStayAsTheyWere() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([9], as: "a")
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try AtomicFile.write(to: path) { try $0.write([1]) }
    let permissions = try files.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(permissions?.intValue == 0o640)
  }

  @Test func aLinkGoesOnNamingTheFile() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([9], as: "a")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("a"))
    try AtomicFile.write(to: folder.file("link")) { try $0.write([1]) }
    #expect(try folder.read("a") == [1])
    #expect(
      try files.destinationOfSymbolicLink(atPath: folder.file("link")) == folder.file("a"))
  }

  @Test func aFolderThatIsNotThereIsAnErrorOfTheSystem() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/x.npy")
    do {
      try NPY.write(Tensor([1]), to: path)
      Issue.record("wrote into a folder that is not there")
    } catch let error as DataError {
      #expect("\(error)" == "\(path): writing failed: No such file or directory")
      #expect(error.isInputOutput && !error.isMissingFile)
    }
  }

  #if os(Linux)
    @Test func aFullDiskIsAnError() throws {
      let numbers = Tensor(zeros: [1000])
      #expect(
        message { try NPY.write(numbers, to: "/dev/full") }
          == "/dev/full: writing failed: No space left on device")
      #expect(
        message { try NPZ.write([("x", numbers)], to: "/dev/full") }
          == "/dev/full: writing failed: No space left on device")
      #expect(message { try NPY.write(numbers, to: "/dev/null") } == nil)
    }
  #endif
}
