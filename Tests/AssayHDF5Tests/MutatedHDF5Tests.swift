import AssayCore
import AssayHDF5
import Foundation
import Testing

/// Files with damage of every kind are read or refused; nothing traps, and nothing takes long.
///
/// `ASSAY_MUTATIONS=30 swift test --filter MutatedHDF5Tests` tries thirty times as many.
struct MutatedHDF5Tests {
  static let files = [
    "types.h5", "texts.h5", "storage.h5", "compact.h5", "tracked.h5", "latest.h5", "dense.h5",
    "v108.h5",
    "model.weights.h5", "model.h5",
  ]

  private static let seals = Dictionary(
    uniqueKeysWithValues: files.map { ($0, (try? goldenBytes($0)).map(Seal.all) ?? []) })

  private static let extremes: [UInt64] = [
    0, 1, 7, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000,
    0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_fff8, .max,
  ]

  @Test(arguments: files)
  func bitsTurned(name: String) throws {
    try mutate(name, count: 60) { bytes, random in
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
    }
  }

  @Test(arguments: files)
  func cutOff(name: String) throws {
    let size = try goldenBytes(name).count
    try mutate(name, count: 10) { bytes, random in
      bytes.removeLast(Int.random(in: 1...size, using: &random))
    }
    // With an end that the file agrees to, so that what is inside is looked at.
    try mutate(name, count: 30) { bytes, random in
      bytes.removeLast(Int.random(in: 0...(size - 64), using: &random))
      put(UInt64(bytes.count), at: 40, of: &bytes)
    }
  }

  @Test(arguments: files)
  func extremeFields(name: String) throws {
    let bytes = try goldenBytes(name)
    let used = stride(from: 0, to: bytes.count - 8, by: 4).filter { place in
      bytes[place..<(place + 8)].contains { $0 != 0 }
    }
    try mutate(name, count: 80) { bytes, random in
      let place = used[Int.random(in: 0..<used.count, using: &random)]
      let near = UInt64(bytes.count) &+ UInt64.random(in: 0..<64, using: &random) &- 32
      let value = (Self.extremes + [near, UInt64(place)]).randomElement(using: &random) ?? 0
      if Bool.random(using: &random) {
        put(value, at: place, of: &bytes)
      } else {
        bytes[place] = UInt8(truncatingIfNeeded: value)
        bytes[place + 1] = UInt8(truncatingIfNeeded: value >> 8)
      }
    }
  }

  @Test(arguments: files)
  func splices(name: String) throws {
    try mutate(name, count: 60) { bytes, random in
      let count = Int.random(in: 1...min(600, bytes.count), using: &random)
      let from = Int.random(in: 0...(bytes.count - count), using: &random)
      let to = Int.random(in: 0...(bytes.count - count), using: &random)
      bytes.replaceSubrange(to..<(to + count), with: Array(bytes[from..<(from + count)]))
    }
  }

  /// Reads all of many mutants of a file.
  private func mutate(
    _ name: String, count: Int, _ change: (inout [UInt8], inout SplitMix64) -> Void
  ) throws {
    let original = try goldenBytes(name)
    let factor = ProcessInfo.processInfo.environment["ASSAY_MUTATIONS"].flatMap(Int.init) ?? 1
    let seals = Self.seals[name] ?? []
    var random = SplitMix64(seed: UInt64(original.count))
    for _ in 0..<(count * factor) {
      var bytes = original
      change(&bytes, &random)
      if Bool.random(using: &random) { for seal in seals { seal.renew(&bytes) } }
      let start = ContinuousClock.now
      var size = 0
      do throws(HDF5Error) {
        size = try readAll(bytes)
      } catch {
        #expect(error.description.utf8.count < 4096)
      }
      #expect(size <= 1100 * bytes.count + 64 << 20)
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  /// Reads every dataset; how many bytes all of them have.
  private func readAll(_ bytes: [UInt8]) throws(HDF5Error) -> Int {
    var size = 0
    for (_, object) in objects(of: try HDF5.read(bytes, named: "x.h5")) {
      guard case .dataset(let dataset) = object else { continue }
      // One refused does not keep the others from being read.
      do throws(HDF5Error) {
        if dataset.typeName == "string" {
          size += try dataset.texts().reduce(0) { $0 + $1.utf8.count }
        } else {
          let tensor = try dataset.tensor()
          size += tensor.count * tensor.dtype.size
        }
      } catch {
        #expect(!error.found.isEmpty)
      }
    }
    return size
  }
}

private func put(_ value: UInt64, at place: Int, of bytes: inout [UInt8]) {
  for index in 0..<8 where place + index < bytes.count {
    bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
  }
}
