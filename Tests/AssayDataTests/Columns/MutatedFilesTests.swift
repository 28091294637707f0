import AssayCore
import AssayData
import Testing

/// Files that are damaged at random are read or refused, and never end the program.
@Suite struct MutatedFilesTests {
  @Test(arguments: ["a.csv:#1,#2", "a.jsonl:p", "a.npy", "a.npz:p"])
  func damageThrows(argument: String) throws {
    let folder = try TemporaryFolder()
    let kind = try DataArgument(argument).kind
    let name = "a.\(kind.rawValue)"
    switch kind {
    case .csv: _ = try folder.write(Array("a,b\n1,2.5\n\"3\",-4e2\n\n".utf8), as: name)
    case .jsonl:
      let lines = "{\"p\": [1, 2.5], \"q\": \"\\u00e9\"}\n{\"p\": [true, 3], \"q\": {}}\n"
      _ = try folder.write(Array(lines.utf8), as: name)
    case .npy: try NPY.write(Tensor([[1, 2], [3, 4]] as [[Float]]), to: folder.file(name))
    default:
      try NPZ.write([("p", Tensor([[1, 2], [3, 4]] as [[Float]]))], to: folder.file(name))
    }
    let whole = try folder.read(name)
    var random = Philox(seed: 20, stream: .test)
    var read = 0
    for _ in 0..<1500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] = Array("\",\n{}[]:.-e9\\".utf8).randomElement(using: &random)!
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(bytes[place], at: place)
        default: bytes.removeSubrange(place...)
        }
      }
      _ = try folder.write(bytes, as: name)
      do {
        _ = try readRows(folder.file(argument))
        _ = try readTexts(folder.file(kind == .csv ? "a.csv:#1" : argument))
        read += 1
      } catch is DataError {}
    }
    #expect(read < 1500)
  }
}
