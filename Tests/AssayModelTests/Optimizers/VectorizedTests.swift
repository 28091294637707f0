#if os(Linux) && arch(x86_64) && !DEBUG
  import Foundation
  import Testing

  /// `sqrtf` in place of the vector root made Adam ten times slower, and nothing else showed it.
  struct VectorizedTests {
    private static let objdump = FileManager.default.isExecutableFile(atPath: "/usr/bin/objdump")

    @Test(.enabled(if: objdump, "objdump is not installed"))
    func adamIsVectorCode() throws {
      var root = URL(filePath: #filePath)
      while root.lastPathComponent != "Tests" { root.deleteLastPathComponent() }
      let process = Process()
      process.executableURL = root.deletingLastPathComponent()
        .appending(path: "scripts/check-vectorized")
      process.arguments = ["/proc/\(ProcessInfo.processInfo.processIdentifier)/exe"]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(text)")
      for clone in ["avx512f", "avx2", "default"] { #expect(text.contains("adam_range.\(clone)")) }
    }
  }
#endif
