import AssayCore
import AssayData
import Testing

@Suite struct NPYHeaderTests {
  /// A file of this header and as many zero bytes as asked for.
  private func file(_ header: String, bytes: Int = 24) -> [UInt8] {
    let text = Array(header.utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)]
      + text + [UInt8](repeating: 0, count: bytes)
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{'shape':(2,3),'descr':'<f4','fortran_order':False}",
    "  { \"descr\" : \"<f4\" , 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , }   \n  ",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }\n",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0000000000000000000002, 3), }\n",
  ])
  func theSameDictionaryIsReadHoweverItIsSpaced(header: String) throws {
    #expect(try NPY.decode(file(header), named: "x") == Tensor(zeros: [2, 3]))
  }

  @Test(arguments: [
    ("", "the header's end at byte 0; wanted '{'"),
    ("{", "the header's end at byte 1; wanted a key in quotes"),
    ("{}", "a header without 'descr'; wanted 'descr', 'fortran_order' and 'shape', each once"),
    (
      "{'descr': '<f4', 'fortran_order': False}",
      "a header without 'shape'; wanted 'descr', 'fortran_order' and 'shape', each once"
    ),
    (
      "{'descr': '<f4', 'descr': '<f8'}",
      "the key 'descr' in the header; wanted 'descr', 'fortran_order' and 'shape', each once"
    ),
    (
      "{'other': 1}",
      "the key 'other' in the header; wanted 'descr', 'fortran_order' and 'shape', each once"
    ),
    ("{'descr' '<f4'}", "''' at byte 9 of the header; wanted ':'"),
    ("{'descr': <f4}", "'<' at byte 10 of the header; wanted an element type in quotes"),
    ("{'descr': '<f4", "the header's end at byte 14; wanted the closing quote"),
    (
      "{'descr': '<f\\x34'}",
      "'\\' at byte 13 of the header; wanted a plain letter or the closing quote"
    ),
    (
      "{'descr': '<f\u{1}'}",
      "byte 0x1 at byte 13 of the header; wanted a plain letter or the closing quote"
    ),
    ("{'descr': '<f4' 'shape'}", "''' at byte 16 of the header; wanted '}'"),
    ("{'fortran_order': 0}", "'0' at byte 18 of the header; wanted True or False"),
    ("{'fortran_order': Falsy}", "'a' at byte 19 of the header; wanted True or False"),
    ("{'shape': [2, 3]}", "'[' at byte 10 of the header; wanted '('"),
    ("{'shape': (3)}", "')' at byte 12 of the header; wanted ','"),
    ("{'shape': (2, 3}", "'}' at byte 15 of the header; wanted ')'"),
    ("{'shape': (2, x)}", "'x' at byte 14 of the header; wanted a size"),
    ("{'shape': (2.5, 3)}", "'.' at byte 12 of the header; wanted ','"),
    ("{'shape': ((2, 3))}", "'(' at byte 11 of the header; wanted a size"),
    ("{'shape': (-2, 3)}", "a negative size in the shape; wanted 0 or more"),
    (
      "{'shape': (9223372036854775808,)}",
      "a size of more than 64 bits in the shape; wanted sizes that memory can hold"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } import os",
      "'i' at byte 60 of the header; wanted the end of the header"
    ),
    (
      "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3), }",
      "elements of type '=f4' (long floating-point numbers); "
        + "wanted numbers of type bool, int, uint or float, of up to 64 bits"
    ),
    (
      "{'descr': '', 'fortran_order': False, 'shape': (2, 3), }",
      "elements of type ''; wanted numbers of type bool, int, uint or float, of up to 64 bits"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
      "shape [4294967296, 4294967296] has more elements than memory can address; "
        + "wanted an array that memory can hold"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000), }",
      "24 bytes of numbers; wanted 4000000000000000 for shape [1000000000, 1000000] of float32"
    ),
  ])
  func anythingElseIsRefused(header: String, problem: String) {
    #expect(
      message { _ = try NPY.decode(file(header), named: "x.npy") } == "x.npy: found " + problem)
  }

  @Test func aLongHeaderIsRefusedUnread() {
    let header = String(repeating: "(", count: 10_001)
    #expect(
      message { _ = try NPY.decode(file(header), named: "x.npy") }
        == "x.npy: found a header of 10001 bytes; wanted at most 10000")
    var claimed = file("{}")
    claimed.replaceSubrange(6..<12, with: [2, 0, 255, 255, 255, 255])
    #expect(
      message { _ = try NPY.decode(claimed, named: "x.npy") }
        == "x.npy: found a header of 4294967295 bytes; wanted at most 10000")
  }
}
