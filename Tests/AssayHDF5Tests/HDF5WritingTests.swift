import AssayCore
import AssayHDF5
import Testing

struct HDF5WritingTests {
  @Test(arguments: UInt64(0)..<40)
  func readsBackWhatItWrote(seed: UInt64) throws {
    var trees = RandomTrees(seed: seed)
    let tree = trees.group()
    let bytes = try HDF5.write(tree)
    let back = try HDF5.read(bytes, named: "x.h5")
    #expect(try areSame(tree, back))
    #expect(try HDF5.write(tree) == bytes)
    #expect(try HDF5.write(back) == bytes || back.members.map(\.name) != tree.members.map(\.name))
    let third = try HDF5.read(try HDF5.write(back), named: "x.h5")
    #expect(try areSame(back, third))
  }

  /// Eight names fill a node, 256 a level of the tree.
  @Test(arguments: [0, 1, 8, 9, 256, 257, 2000])
  func writesGroupsOfAnySize(count: Int) throws {
    var root = HDF5Group()
    for index in 0..<count { root.add(.group(HDF5Group()), at: "layers/dense_\(index)/vars") }
    let back = try HDF5.read(try HDF5.write(root), named: "x.h5")
    #expect(back.group("layers")?.members.count == (count == 0 ? nil : count))
    #expect(
      Set(back.group("layers")?.members.map(\.name) ?? [])
        == Set((0..<count).map { "dense_\($0)" }))
  }

  @Test func rewritesKerassFilesWithoutLoss() throws {
    for name in ["model.weights.h5", "model.h5"] {
      let root = try HDF5.read(goldenBytes(name), named: name)
      #expect(try areSame(root, HDF5.read(HDF5.write(root), named: name)))
    }
  }

  @Test func writesWordsAsTheyAre() throws {
    var root = HDF5Group()
    root.add(.dataset(HDF5Dataset(uint32: [7, .max], shape: [2])), at: "seed/vars/0")
    let back = try HDF5.read(try HDF5.write(root), named: "x.h5")
    #expect(back.dataset("seed/vars/0")?.typeName == "uint32")
    #expect(try back.dataset("seed/vars/0")?.tensor() == Tensor([7, 4_294_967_295] as [Int64]))
    let again = try HDF5.read(try HDF5.write(back), named: "x.h5")
    #expect(again.dataset("seed/vars/0")?.typeName == "uint32")
  }

  @Test func refusesTwoMembersOfOneName() {
    var root = HDF5Group()
    root.add(.dataset(HDF5Dataset(Tensor([1 as Float]))), at: "a/b")
    root.add(.dataset(HDF5Dataset(Tensor([2 as Float]))), at: "a/b")
    #expect(
      refusal(root) == "the HDF5 file to write, 'a': found two members 'b'; wanted one of each name"
    )
    var through = HDF5Group()
    through.add(.dataset(HDF5Dataset(Tensor([1 as Float]))), at: "a")
    through.add(.dataset(HDF5Dataset(Tensor([2 as Float]))), at: "a/b")
    #expect(
      refusal(through) == "the HDF5 file to write: found two members 'a'; wanted one of each name")
  }

  @Test func refusesNamesThatArePaths() {
    for name in [".", "..", "a\0"] {
      var root = HDF5Group()
      root.add(.group(HDF5Group()), at: name)
      #expect(
        refusal(root)
          == "the HDF5 file to write: found a member named '\(name.replacing("\0", with: "\\0"))'; "
          + "wanted names of 1 to 65535 bytes that are not '.' or '..', without '/' and NUL")
    }
  }

  @Test func refusesAttributesOf64KiB() {
    var root = HDF5Group()
    root.setAttribute(
      "layer_names", .texts(Array(repeating: "x", count: 4095)), at: "model_weights")
    #expect(
      refusal(root)
        == "the HDF5 file to write, 'model_weights': found an attribute 'layer_names' of 65576 bytes; "
        + "wanted less than 64 KiB for each, and less than 65536 of them")
  }

  @Test func refusesATextWithNUL() {
    var root = HDF5Group()
    root.setAttribute("name", .text("a\0b"))
    #expect(
      refusal(root)
        == "the HDF5 file to write: found a NUL in attribute 'name'; wanted texts without NUL, below 4 GiB"
    )
  }

  private func refusal(_ root: HDF5Group) -> String {
    do {
      _ = try HDF5.write(root)
      return "nothing wrong"
    } catch {
      return "\(error)"
    }
  }
}
