import AssayCore
import AssayHDF5
import AssayTestSupport
import Foundation
import Testing

struct HDF5ReadingTests {
  static let files = [
    "types.h5", "texts.h5", "storage.h5", "compact.h5", "many.h5", "tracked.h5", "latest.h5",
    "dense.h5",
    "v108.h5", "model.weights.h5", "model.h5",
  ]

  @Test(arguments: files)
  func readsWhatH5pyWrites(name: String) throws {
    let expected = try Golden.json(
      "expected.json", as: [String: [String: ExpectedObject]].self)[name]
    let wanted = try #require(expected)
    let found = objects(of: try HDF5.read(goldenBytes(name), named: name))
    #expect(Set(found.map(\.path)) == Set(wanted.keys))
    for (path, object) in found {
      let wanted = try #require(wanted[path])
      switch object {
      case .group(let group):
        #expect(wanted.shape == nil, "\(path)")
        compare(group.attributes, wanted, path)
      case .dataset(let dataset):
        #expect(dataset.shape.map { $0 } == wanted.shape, "\(path)")
        #expect(dataset.typeName == wanted.dtype, "\(path)")
        compare(dataset.attributes, wanted, path)
        if let texts = wanted.texts {
          #expect(try dataset.texts() == texts, "\(path)")
        } else {
          #expect(try dataset.tensor().doubles == wanted.data, "\(path)")
        }
      }
    }
  }

  private func compare(
    _ attributes: [(name: String, value: HDF5Attribute)], _ wanted: ExpectedObject, _ path: String
  ) {
    #expect(Set(attributes.map(\.name)) == Set(wanted.attributes.keys), "\(path)")
    for (name, value) in attributes {
      #expect(value == wanted.attributes[name]?.value, "\(path) \(name)")
    }
  }

  @Test func readsTheTypesThatTensorsHave() throws {
    let root = try HDF5.read(goldenBytes("types.h5"), named: "types.h5")
    func dtype(_ path: String) throws -> DType? { try root.dataset(path)?.tensor().dtype }
    #expect(try dtype("f2/little") == .float32)
    #expect(try dtype("f4/big") == .float32)
    #expect(try dtype("f8/big") == .float64)
    #expect(try dtype("u1/big") == .uint8)
    #expect(try dtype("u2/little") == .int64)
    #expect(try dtype("u4/little") == .int64)
    #expect(try dtype("u8/big") == .int64)
    #expect(try dtype("i2/big") == .int16)
    #expect(try dtype("bool") == .bool)
  }

  @Test func keepsTheOrderThatAFileTracks() throws {
    let root = try HDF5.read(goldenBytes("tracked.h5"), named: "tracked.h5")
    #expect(root.members.map(\.name) == ["compact", "a"])
  }

  @Test func refusesTextsWhereNumbersAreWanted() throws {
    let root = try HDF5.read(goldenBytes("texts.h5"), named: "texts.h5")
    #expect {
      try root.dataset("variable")?.tensor()
    } throws: {
      "\($0)"
        == "texts.h5, 'variable': found texts; wanted numbers; floats of 16 to 64 bits, integers, or bool"
    }
  }

  @Test func refusesWhatIsNoHDF5() {
    #expect(refusal([]) == "x.h5: found an empty file; wanted HDF5, as Keras writes it")
    #expect(
      refusal(Array("PK\u{3}\u{4}".utf8))
        == "x.h5: found a file that does not begin as HDF5 does; wanted HDF5, as Keras writes it")
    #expect(
      refusal([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
        == "x.h5: found a superblock that ends after 0 of 1 bytes; wanted all of them")
  }

  @Test func refusesAFileThatWasCutOff() throws {
    let bytes = try goldenBytes("compact.h5")
    #expect(
      refusal(Array(bytes.dropLast()))
        == "x.h5: found \(bytes.count - 1) bytes; wanted the \(bytes.count) that the file says it has"
    )
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      _ = try HDF5.read(bytes, named: "x.h5")
      return "nothing wrong"
    } catch {
      return "\(error)"
    }
  }
}
