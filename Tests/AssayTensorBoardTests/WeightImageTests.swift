import AssayCore
import AssayTensorBoard
import Foundation
import Testing

struct WeightImageTests {
  // The eight bytes of the signature, IHDR of 25 bytes, then IDAT: length, type, zlib and block headers.
  private func rows(_ png: Data, width: Int) -> [[UInt8]] {
    let length = png[33..<37].reduce(0) { $0 << 8 | Int($1) }
    let raw = Array(png[(41 + 7)..<(41 + length - 4)])
    return stride(from: 0, to: raw.count, by: width + 1).map {
      Array(raw[($0 + 1)..<($0 + 1 + width)])
    }
  }

  @Test func aMatrixLiesOnItsLongerSide() throws {
    let tall = try Tensor([0, 0.25, 0.5, 0.75, 1, 2] as [Float], shape: [3, 2])
    let image = try #require(WeightImage(tall))
    #expect(image.width == 3 && image.height == 2)
    #expect(rows(image.pictures[0], width: 3) == [[0, 127, 255], [63, 191, 255]])
  }

  @Test func aVectorStandsOnEnd() throws {
    let image = try #require(WeightImage(Tensor([-1, 0.5] as [Float])))
    #expect(image.width == 1 && image.height == 2)
    #expect(rows(image.pictures[0], width: 1) == [[0], [127]])
  }

  @Test func slicesAlongTheLastAxisArePictures() throws {
    let cube = try Tensor((0..<16).map { Float($0) / 16 }, shape: [2, 2, 4])
    let image = try #require(WeightImage(cube))
    #expect(image.pictures.count == 3)
    #expect(rows(image.pictures[1], width: 2) == [[15, 79], [143, 207]])
  }

  @Test func scalarsAndNaNAreNoTrouble() {
    #expect(WeightImage(Tensor([1] as [Float])) == nil)
    #expect(WeightImage(Tensor(zeros: [0, 3])) == nil)
    #expect(WeightImage(Tensor(zeros: [2, 2, 2, 2])) == nil)
    #expect(WeightImage(Tensor([.nan, .infinity] as [Float])) != nil)
  }

  @Test func aPNGsChecksumsAreThoseOfTheFormat() {
    // One black pixel, as any encoder writes it without compression.
    let png = PNG.encoded(width: 1, height: 1, channels: 1, pixels: [0])
    #expect(png.suffix(12) == Data([0, 0, 0, 0, 73, 69, 78, 68, 0xAE, 0x42, 0x60, 0x82]))
    #expect(png[29..<33] == Data([0x3A, 0x7E, 0x9B, 0x55]))
  }
}
