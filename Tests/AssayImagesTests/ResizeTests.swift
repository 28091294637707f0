import AssayCore
import AssayImages
import AssayTestSupport
import CKernels
import Testing

struct ResizeTests {
  struct Cases: Decodable {
    struct Case: Decodable {
      let interpolation: String
      let source: [Int]
      let target: [Int]
      let fit: String
      let values: [Double]
    }
    let cases: [Case]
  }

  @Test func foldersAreResizedAsByKeras() throws {
    let cases = try Golden.json("resizes.json", as: Cases.self).cases
    #expect(cases.count == 40)
    for item in cases {
      let pictures = try PictureFolder()
      try pictures.draw(PictureFolder.pattern(item.source[0], item.source[1]), as: "a/a.png")
      let interpolation = try #require(Interpolation(rawValue: item.interpolation))
      let data = try ImageFolder(
        pictures.path, size: (item.target[0], item.target[1]), interpolation: interpolation,
        cropToAspectRatio: item.fit == "crop", padToAspectRatio: item.fit == "pad"
      ).dataset()
      let found = difference(data.inputs[0], item.values)
      // TensorFlow's bicubic weights come from a table of 1024 places.
      let most = interpolation == .bicubic ? 0.2 : 0.002
      #expect(
        found <= most,
        "\(item.interpolation) \(item.source) to \(item.target) \(item.fit): \(found)")
    }
  }

  @Test func anAreaOfOneColourKeepsItToTheBit() throws {
    let folder = try PictureFolder()
    let path = try folder.draw(PictureFolder.one(255, height: 13, width: 7), as: "a.png")
    for size in [(1, 1), (5, 5), (29, 31)] {
      let image = try ImageFile.read(path, size: size, interpolation: .bilinear)
      #expect(image.doubles.allSatisfy { $0 == 255 })
    }
  }

  /// ⟨resize(x), g⟩ = ⟨x, gradient(g)⟩ for every x and g.
  @Test(arguments: [
    assay_resize_nearest, assay_resize_bilinear, assay_resize_bicubic, assay_resize_area,
    assay_resize_lanczos3,
  ])
  func theGradientIsTheTransposed(method: assay_resize_method) {
    for (from, to) in [((5, 4), (3, 7)), ((1, 2), (4, 1)), ((9, 9), (2, 9))] {
      let (images, channels) = (2, 3)
      let rows = Axis(method, from: from.0, to: to.0)
      let columns = Axis(method, from: from.1, to: to.1)
      var x = (0..<images * from.0 * from.1 * channels).map { Float(($0 * 37) % 101) / 50 - 1 }
      var g = (0..<images * to.0 * to.1 * channels).map { Float(($0 * 53) % 97) / 48 - 1 }
      var y = [Float](repeating: .nan, count: g.count)
      var dx = [Float](repeating: .nan, count: x.count)
      var scratch = [Float](repeating: .nan, count: images * rows.taps * to.1 * channels)
      var call = assay_call()
      call.n = (Int64(images), Int64(channels), 0, 0, 0)
      call.threads = 2
      x.withUnsafeMutableBytes { x in
        g.withUnsafeMutableBytes { g in
          y.withUnsafeMutableBytes { y in
            dx.withUnsafeMutableBytes { dx in
              scratch.withUnsafeMutableBytes { scratch in
                let tables = [rows.memory, columns.memory]
                run(
                  &call, [x.baseAddress, y.baseAddress] + tables + [scratch.baseAddress],
                  assay_resize)
                run(&call, [g.baseAddress, dx.baseAddress] + tables, assay_resize_gradient)
              }
            }
          }
        }
      }
      let forward = zip(y, g).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let backward = zip(x, dx).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(forward - backward) < 1e-4 * max(1, abs(forward)))
    }
  }

  private func run(
    _ call: inout assay_call, _ pointers: [UnsafeMutableRawPointer?],
    _ kernel: (UnsafePointer<assay_call>) -> Int32
  ) {
    withUnsafeMutableBytes(of: &call.p) {
      for (index, pointer) in pointers.enumerated() {
        $0.storeBytes(of: pointer, toByteOffset: index * 8, as: UnsafeMutableRawPointer?.self)
      }
    }
    #expect(kernel(&call) == 0)
  }

  private final class Axis {
    let memory: UnsafeMutableRawPointer
    let taps: Int

    init(_ method: assay_resize_method, from: Int, to: Int) {
      let size = assay_resize_axis_size(method, Int64(from), Int64(to))
      memory = .allocate(byteCount: size, alignment: 16)
      let axis = memory.assumingMemoryBound(to: assay_resize_axis.self)
      assay_resize_axis_fill(method, Int64(from), Int64(to), axis)
      taps = Int(axis.pointee.taps)
    }

    deinit { memory.deallocate() }
  }
}
