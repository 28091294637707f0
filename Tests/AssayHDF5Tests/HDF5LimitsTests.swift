import AssayCore
import AssayHDF5
import Testing

/// Small files that ask for more than they have.
struct HDF5LimitsTests {
  @Test func oneTextGivenOutThousandsOfTimes() throws {
    var root = HDF5Group()
    let long = String(repeating: "x", count: 60_000)
    root.setAttribute("names", .texts([long] + Array(repeating: "a", count: 3000)))
    var bytes = try HDF5.write(root)
    // References are a length, an address and a number; all are made the first.
    let heap = try #require(bytes.indices.first { bytes[$0...].starts(with: "GCOL".utf8) })
    let reference: [UInt8] = [0x60, 0xea, 0, 0, UInt8(heap & 0xff), UInt8(heap >> 8)]
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: reference) })
    for index in 1...3000 {
      let place = start + 16 * index
      bytes.replaceSubrange(place..<(place + 16), with: bytes[start..<(start + 16)])
    }
    #expect(
      refusal(bytes)
        == "x.h5: found texts of more bytes than the file's \(bytes.count); wanted each text kept once"
    )
  }

  /// One field of 8 bytes that makes libhdf5 1.10.8 read beyond its memory, and its neighbour, with
  /// which it never ends.
  @Test func piecesOfAHeapThatReachOutOfIt() throws {
    var bytes = try goldenBytes("model.weights.h5")
    #expect(bytes[2048..<2052].elementsEqual("GCOL".utf8) && bytes[2072] == 10)
    bytes.replaceSubrange(2072..<2074, with: [0xff, 0xff])
    #expect(
      refusal(bytes)
        == "x.h5, 'layers/dense/vars': found a heap of texts that ends after 4064 of 65535 bytes; wanted all of them"
    )
    bytes = try goldenBytes("model.weights.h5")
    bytes.replaceSubrange(2104..<2112, with: Array(repeating: 0xff, count: 8))
    #expect(
      refusal(bytes)
        == "x.h5, 'layers/dense/vars': found a piece of a heap of 18446744073709551615; wanted one that memory can address"
    )
  }

  @Test func twoDatasetsInOnePlace() throws {
    var root = HDF5Group()
    root.add(.dataset(HDF5Dataset(Tensor([1, 2] as [Float]))), at: "a")
    root.add(.dataset(HDF5Dataset(Tensor([3, 4] as [Float]))), at: "b")
    var bytes = try HDF5.write(root)
    // The layouts: version 3, contiguous, an address.
    let layouts = bytes.indices.filter {
      bytes[$0...].starts(with: [8, 0, 24, 0, 0, 0, 0, 0, 3, 1])
    }
    #expect(layouts.count == 2)
    for index in 10..<18 { bytes[layouts[1] + index] = bytes[layouts[0] + index] }
    #expect(
      refusal(bytes)
        == "x.h5, 'b': found numbers at byte 96, inside of numbers of 'a'; wanted every byte used once"
    )
  }

  @Test func moreThanTheLimits() throws {
    var root = HDF5Group()
    root.add(.group(HDF5Group()), at: "a/b/c")
    let bytes = try HDF5.write(root)
    var limits = HDF5Limits()
    limits.objects = 3
    #expect(
      refusal(bytes, limits) == "x.h5, 'a/b/c': found more than 3 objects; wanted 3 at most")
    limits = HDF5Limits()
    limits.depth = 2
    #expect(
      refusal(bytes, limits) == "x.h5, 'a/b/c': found groups more than 2 deep; wanted 2 at most")
    limits = HDF5Limits()
    limits.unstoredBytes = 1000
    #expect(
      refusal(try goldenBytes("storage.h5"), limits)
        == "x.h5, 'cube': found datasets that declare 1166 bytes, in a file of 38728; wanted 1000 at most"
    )
  }

  @Test func chunksFarLargerThanTheArray() throws {
    var bytes = try goldenBytes("storage.h5")
    // The layout of 'whole': version 3, chunks of 7 · 10 elements.
    #expect(bytes[20155..<20163].elementsEqual([7, 0, 0, 0, 10, 0, 0, 0]))
    bytes[20161] = 0x40
    #expect(
      refusal(bytes)
        == "x.h5, 'whole': found 1 chunks of 117440792 bytes for 280; wanted chunks of the array's size"
    )
  }

  private func refusal(_ bytes: [UInt8], _ limits: HDF5Limits = .standard) -> String {
    do {
      _ = try HDF5.read(bytes, named: "x.h5", limits: limits)
      return "nothing wrong"
    } catch {
      return "\(error)"
    }
  }
}
