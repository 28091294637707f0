import AssayHDF5
import Testing

struct HostileHDF5Tests {
  static let refusals: [String: String] = [
    "attribute":
      "attribute: found shape [1152921504606846976] has more elements than memory can address"
      + "; wanted an array that memory can hold",
    "large_dense":
      "large_dense: found an attribute of more than the 4 KiB that fit into a fractal heap"
      + "; wanted a smaller one, or one kept as h5py does without libver='latest'",
    "bomb":
      "bomb, 'layers/dense/vars/0': found 17179869184 bytes declared, 0 stored"
      + "; wanted no more than gzip can pack, 1032 to one",
    "checksum":
      "checksum, 'layers/dense': found an object header with a wrong checksum"
      + "; wanted an undamaged file",
    "committed": "committed, 'type': found a committed datatype; wanted groups and datasets",
    "cycle":
      "cycle, 'layers/dense/again': found a second name for one object"
      + "; wanted one name for each; Keras writes no hard links",
    "deep":
      "deep, 'g\(String(repeating: "/g", count: 64))': found groups more than 64 deep"
      + "; wanted 64 at most",
    "extensible":
      "extensible, 'x': found chunks in an extensible array"
      + "; wanted chunks kept as h5py does without libver='latest'",
    "external_data":
      "external_data, 'layers/dense/vars/0': found numbers in other files"
      + "; wanted numbers in this file",
    "external_link":
      "external_link, 'layers/dense/vars/1': found an external link, to another file"
      + "; wanted an object of this file; Keras writes no such links",
    "external_link_latest":
      "external_link_latest, 'layers/dense/vars/1': found an external link, to another file"
      + "; wanted an object of this file; Keras writes no such links",
    "fletcher32": "fletcher32, 'x': found a chunk with a wrong checksum; wanted an undamaged file",
    "gzip": "gzip, 'x': found a chunk that gzip cannot unpack; wanted an undamaged file",
    "hard_link":
      "hard_link, 'layers/dense/vars/1': found a second name for one object"
      + "; wanted one name for each; Keras writes no hard links",
    "huge":
      "huge, 'x': found 70368744177664 bytes declared, 0 stored"
      + "; wanted no more than gzip can pack, 1032 to one",
    "lzf": "lzf, 'x': found a filter 32000 (lzf); wanted gzip, shuffle and fletcher32 only",
    "name":
      "name: found a member named '..'"
      + "; wanted names that are not empty, '.' or '..', without '/' and NUL",
    "shape":
      "shape, 'layers/dense/vars/0': found shape [1073741824, 1073741824] has more elements"
      + " than memory can address"
      + "; wanted an array that memory can hold",
    "soft_link":
      "soft_link, 'layers/dense/vars/1': found a soft link"
      + "; wanted an object of this file; Keras writes no such links",
    "soft_link_latest":
      "soft_link_latest, 'layers/dense/vars/1': found a soft link"
      + "; wanted an object of this file; Keras writes no such links",
    "twice": "twice: found two members 'ab'; wanted one of each name",
    "user_block":
      "user_block: found 512 bytes of something else before HDF5's signature"
      + "; wanted a file that begins with it",
    "utf8": "utf8: found a text that is not UTF-8; wanted UTF-8",
    "virtual":
      "virtual, 'layers/dense/vars/0': found a virtual dataset, made of other files"
      + "; wanted numbers in this file",
  ]

  @Test(arguments: refusals.keys.sorted())
  func refusesByName(name: String) throws {
    let bytes = try goldenBytes("bad_\(name).h5")
    var text = "nothing wrong"
    do throws(HDF5Error) {
      for (_, object) in objects(of: try HDF5.read(bytes, named: name)) {
        if case .dataset(let dataset) = object { _ = try dataset.tensor() }
      }
    } catch {
      text = "\(error)"
    }
    #expect(text == HostileHDF5Tests.refusals[name])
  }
}
