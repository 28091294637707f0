import AssayCore
import AssayModel
import CKernels
import Testing

/// Random changes of images: one draw an image, within its range.
struct RandomImageTests {
  private func results(
    _ layer: Layer, _ data: [Float], _ sizes: [Int], batchSize: Int, mode: Mode = .training
  ) throws -> [[Float]] {
    let x = Symbol.input(Shape([Shape.free] + sizes))
    let y = layer(x)
    if let error = y.error { throw error }
    let store = try ParameterStore([], seed: 0)
    store.clock.pointee = OpCase.clock
    let got = try Evaluation(
      nodes: specialise([y.node], for: mode), inputs: [x], batchSize: batchSize, mode: mode,
      store: store)([data])[0]
    let size = got.count / batchSize
    return (0..<batchSize).map { Array(got[$0 * size..<($0 + 1) * size]) }
  }

  private let image: [Float] = [1, 2, 3, 4, 5, 6]  // 2 rows of 3

  private func batch(_ image: [Float], _ count: Int) -> [Float] {
    Array((0..<count).map { _ in image }.joined())
  }

  /// A half within four standard errors, 4 √(¼ / 400) = 0.1.
  @Test(arguments: [
    (RandomFlip.Mode.horizontal, [3, 2, 1, 6, 5, 4] as [Float]),
    (.vertical, [4, 5, 6, 1, 2, 3]), (.horizontalAndVertical, [6, 5, 4, 3, 2, 1]),
  ])
  func halfOfTheImagesAreFlipped(mode: RandomFlip.Mode, flipped: [Float]) throws {
    let got = try results(RandomFlip(mode), batch(image, 400), [2, 3, 1], batchSize: 400)
    #expect(Set(got) == [image, flipped])
    #expect(abs(Double(got.count { $0 == flipped }) / 400 - 0.5) < 0.1)
  }

  /// Every one of the six windows of an image, about as often.
  @Test func aCropIsAWindowOfTheImage() throws {
    let numbers = (0..<12).map { Float($0) }  // 3 rows of 4
    let got = try results(
      RandomCrop(height: 2, width: 2), batch(numbers, 600), [3, 4, 1], batchSize: 600)
    let windows = Set(
      (0..<2).flatMap { row in
        (0..<3).map { column in
          let first = Float(row * 4 + column)
          return [first, first + 1, first + 4, first + 5]
        }
      })
    #expect(Set(got) == windows)
    // 100 of each, within four times √(600 · ⅙ · ⅚) = 9.1.
    for window in windows { #expect(abs(got.count { $0 == window } - 100) < 37) }
    // In inference the middle, in the new size.
    let middle = try results(
      RandomCrop(height: 3, width: 3), numbers, [3, 4, 1], batchSize: 1, mode: .inference)
    #expect(middle[0] == [0, 1, 2, 4, 5, 6, 8, 9, 10])
  }

  @Test func brightnessAddsOneNumberWithinItsRange() throws {
    let got = try results(
      RandomBrightness(-0.2...0.4, valueRange: 0...10), batch(image.map { $0 + 2 }, 300),
      [2, 3, 1], batchSize: 300)
    let added = got.map { $0[0] - 3 }
    for (pixels, added) in zip(got, added) {
      #expect(
        disagreement(
          pixels, image.map { Double(min(max($0 + 2 + added, 0), 10)) }, relative: 1e-6,
          absolute: 1e-5) <= 1)
    }
    #expect(added.allSatisfy { $0 >= -2.00001 && $0 <= 4.00001 })
    // The mean of -2...4 is 1, with a standard error of 6 / √12 / √300 = 0.1.
    #expect(abs(added.reduce(0, +) / 300 - 1) < 0.4)
    #expect(Set(added).count > 290)
  }

  @Test func contrastMultipliesTheDistanceToTheMean() throws {
    let got = try results(
      RandomContrast(lower: 0.5, upper: 0.25, valueRange: -100...100), batch(image, 300),
      [2, 3, 1], batchSize: 300)
    let factors = got.map { ($0[0] - 3.5) / (1 - 3.5) }
    for (pixels, factor) in zip(got, factors) {
      #expect(
        disagreement(
          pixels, image.map { Double(($0 - 3.5) * factor + 3.5) }, relative: 1e-5, absolute: 1e-5)
          <= 1)
    }
    #expect(factors.allSatisfy { $0 >= 0.49999 && $0 <= 1.25001 })
    #expect(abs(factors.reduce(0, +) / 300 - 0.875) < 0.06)
  }

  /// Moved by whole pixels, so that the row that is first tells how far.
  @Test func everyImageIsMovedByItsOwnDraw() throws {
    let rows = (0..<10).map { Float($0) }
    let got = try results(
      RandomTranslation(-0.5...0.5, 0...0, fillMode: .nearest), batch(rows, 200), [10, 1, 1],
      batchSize: 200)
    let moved = got.map { 5 - $0[5] }
    #expect(moved.allSatisfy { $0 >= -5.001 && $0 <= 5.001 })
    #expect(Set(moved).count > 150)
    #expect(abs(moved.reduce(0, +) / 200) < 0.9)
  }

  /// A quarter of a turn of a square, by hand: what was on the right is on top.
  @Test func aQuarterTurnIsExact() throws {
    let got = try results(
      RandomRotation(0.25...0.25, interpolation: .nearest), [1, 2, 3, 4], [2, 2, 1], batchSize: 1)
    #expect(got[0] == [2, 4, 1, 3])
  }
}
