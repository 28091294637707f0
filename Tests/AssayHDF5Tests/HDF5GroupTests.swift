import AssayCore
import AssayHDF5
import Testing

struct HDF5GroupTests {
  @Test func addingMakesTheGroupsOnTheWay() throws {
    var root = HDF5Group()
    root.add(.dataset(HDF5Dataset(Tensor([1, 2] as [Float]))), at: "layers/dense/vars/0")
    root.add(.group(HDF5Group()), at: "layers/flatten/vars")
    root.add(.group(HDF5Group()), at: "layers/dense/vars")
    #expect(try root.dataset("layers/dense/vars/0")?.tensor() == Tensor([1, 2] as [Float]))
    #expect(root.group("layers")?.members.map(\.name) == ["dense", "flatten"])
    #expect(root.group("layers/flatten/vars")?.members.isEmpty == true)
    #expect(root.group("layers/dense/vars/0") == nil)
    #expect(root.dataset("layers/dense") == nil)
    #expect(root["layers/dense/1"] == nil)
  }

  @Test func attributesAreSetOnceEach() {
    var root = HDF5Group()
    root.setAttribute("name", .text("a"), at: "layers/dense/vars")
    root.setAttribute("name", .text("b"), at: "layers/dense/vars")
    root.setAttribute("epoch", .integers([3]))
    #expect(root.group("layers/dense/vars")?.attributes.count == 1)
    #expect(root.group("layers/dense/vars")?.attribute("name") == .text("b"))
    #expect(root.attribute("epoch") == .integers([3]))
  }

  @Test func wordsAreReadAsInt64() throws {
    let dataset = HDF5Dataset(uint32: [7, .max], shape: [2])
    #expect(dataset.typeName == "uint32")
    #expect(try dataset.tensor() == Tensor([7, 4_294_967_295] as [Int64]))
  }
}
