import AssayCore
import AssayMetrics
import AssayTestSupport
import Foundation
import Testing

struct ExactSumTests {
  @Test func keepsWhatADoubleWouldLose() {
    var sum = ExactSum()
    for x in [1e100, 1, -1e100] { sum.add(x) }
    #expect(sum.value == 1)
  }

  @Test func ofNothingIsZero() {
    #expect(ExactSum().value == 0)
    #expect(ExactSum().isZero)
    #expect(sum(of: [0.1, -0.1]) == ExactSum())
    #expect(sum(of: [0.1, -0.1]).isZero)
  }

  @Test func roundsOnceTiesToEven() {
    #expect(sum(of: [1, 0x1p-53]).value == 1)
    #expect(sum(of: [1 + 0x1p-52, 0x1p-53]).value == 1 + 0x1p-51)
    #expect(sum(of: [1, 0x1p-53, 0x1p-1074]).value == 1 + 0x1p-52)
    #expect(sum(of: [1, 0x1p-54, 0x1p-54, 0x1p-54]).value == 1 + 0x1p-52)
    #expect(sum(of: [0x1p53 - 1, 0.5]).value == 0x1p53)
  }

  @Test func spansTheSubnormalsAndTheGreatest() {
    let tiny = Double.leastNonzeroMagnitude
    let greatest = Double.greatestFiniteMagnitude
    #expect(sum(of: [tiny, tiny, tiny]).value == 3 * tiny)
    #expect(sum(of: [-tiny, .leastNormalMagnitude]).value == .leastNormalMagnitude.nextDown)
    #expect(sum(of: [greatest, greatest]).value == .infinity)
    #expect(sum(of: [greatest, greatest, tiny, -greatest, -greatest]).value == tiny)
    #expect(sum(of: [-greatest, -greatest]).value == -.infinity)
  }

  @Test func remembersNaNAndInfinities() {
    #expect(sum(of: [1, .infinity]).value == .infinity)
    #expect(sum(of: [1, -.infinity]).value == -.infinity)
    #expect(sum(of: [.infinity, -.infinity]).value.isNaN)
    #expect(sum(of: [.nan, 1]).value.isNaN)
    var merged = sum(of: [1])
    merged.merge(sum(of: [.nan]))
    #expect(merged.value.isNaN)
    // In the middle of a block that is added eight at a time, too.
    var many = [Double](repeating: 1, count: 256)
    many[77] = .nan
    #expect(sum(of: many).value.isNaN)
    many[77] = -.infinity
    #expect(sum(of: many).value == -.infinity)
  }

  @Test func addsIntegersExactly() {
    var sum = ExactSum()
    sum.add(Int.max)
    sum.add(Int.min)
    sum.add(-41)
    #expect(sum.value == -42)
  }

  @Test func aMeanAddsItsCountToItsWeightsExactly() {
    // 2^53 + 1 + 2^-60 rounds up; 2^53 + 1 alone, a tie, rounds to even.
    var mean = WeightedMean()
    mean.add(1, weight: 0x1p53)
    mean.add(1)
    #expect(mean.totalWeight == 0x1p53)
    mean.add(1, weight: 0x1p-60)
    #expect(mean.totalWeight == 0x1p53 + 2)
    #expect(mean.value == 1)
  }

  @Test func addsProductsExactly() {
    // What the double nearest to 0.1 · 0.1 lacks.
    let rounded = (0.1 as Double) * 0.1
    var sum = ExactSum()
    sum.add(0.1, weight: 0.1)
    sum.add(-rounded)
    #expect(sum.value == (-rounded).addingProduct(0.1, 0.1))
    #expect(sum.value != 0)
    var thrice = ExactSum()
    thrice.add(0.1, weight: 3)
    #expect(thrice == ExactSumTests.sum(of: [0.1, 0.1, 0.1]))
  }

  @Test(arguments: UInt64(0)..<100)
  func equalsTheSumByExpansions(seed: UInt64) {
    var random = Philox(seed: seed, stream: .test)
    let spread = [1, 30, 200, 900][Int(seed % 4)]
    let numbers = (0..<Int.random(in: 1...600, using: &random)).map { _ in
      Double.random(in: -1...1, using: &random)
        * Double(
          sign: .plus, exponent: Int.random(in: -spread...spread, using: &random), significand: 1)
    }
    let whole = sum(of: numbers)
    #expect(whole.value == expansionSum(numbers))
    // One by one, in another order, and as parts.
    var single = ExactSum()
    for x in numbers.shuffled(using: &random) { single.add(x) }
    #expect(single == whole)
    let cut = Int.random(in: 0...numbers.count, using: &random)
    var merged = sum(of: Array(numbers[cut...]))
    merged.merge(sum(of: Array(numbers[..<cut])))
    #expect(merged == whole)
    #expect(merged.value == whole.value)
    // Taking everything away again leaves exactly nothing.
    merged.add(numbers.map { -$0 })
    #expect(merged.isZero)
  }

  @Test func equalsFractionsOverTheWholeRange() throws {
    struct Document: Decodable {
      struct Case: Decodable {
        let numbers: [String]
        let sum: String
      }
      let cases: [Case]
    }
    func double(_ hexadecimal: String) throws -> Double {
      Double(bitPattern: try #require(UInt64(hexadecimal, radix: 16)))
    }
    let document = try Golden.read(Document.self, "sums.json")
    #expect(document.cases.count == 192)
    for (number, sample) in document.cases.enumerated() {
      let numbers = try sample.numbers.map(double)
      let wanted = try double(sample.sum)
      let block = sum(of: numbers)
      var single = ExactSum()
      for x in numbers { single.add(x) }
      #expect(block.value == wanted, "case \(number)")
      #expect(single.value == wanted, "case \(number), one by one")
      #expect(single == block, "case \(number)")
      #expect(try JSON.decode(ExactSum.self, from: JSON.encode(block)) == block, "case \(number)")
    }
  }

  @Test func isSavedAsLimbs() throws {
    #expect(try JSON.encode(sum(of: [1])) == #"{"exponent":-18,"limbs":[262144]}"#)
    #expect(
      try JSON.encode(sum(of: [-0x1p14, -1]))
        == #"{"exponent":-18,"limbs":[262144,1],"negative":true}"#)
    #expect(try JSON.encode(sum(of: [1, -1])) == "{}")
  }

  @Test func carriesBeforeABinOverflows() {
    // Doubling by merging reaches 2^31 additions of the greatest mantissa in 31 merges.
    let x = 0x1p1 - 0x1p-52
    var sum = ExactSum()
    for _ in 0..<41 {
      let copy = sum
      sum.merge(copy)
      sum.add(x)
    }
    var product = ExactSum()
    product.add(x, weight: 0x1p41 - 1)
    #expect(sum == product)
    #expect(sum.value == product.value)
  }

  @Test(arguments: [24, 100, 255, 256, 257, 1000])
  func aFullBlockOfTheGreatestMantissasIsExact(count: Int) {
    var random = Philox(seed: UInt64(count), stream: .test)
    for sign in [1.0, -1] {
      let numbers = (0..<count).map { _ in
        sign * (0x1p1 - Double(Int.random(in: 1...9, using: &random)) * 0x1p-52)
      }
      var single = ExactSum()
      for x in numbers { single.add(x) }
      #expect(sum(of: numbers) == single)
    }
  }

  private func sum(of numbers: [Double]) -> ExactSum { ExactSumTests.sum(of: numbers) }

  private static func sum(of numbers: [Double]) -> ExactSum {
    var sum = ExactSum()
    sum.add(numbers)
    return sum
  }
}

/// The exactly rounded sum, by another method: a list of doubles that do not overlap.
///
/// - Source: Shewchuk, "Adaptive precision floating-point arithmetic" (1997).
private func expansionSum(_ numbers: [Double]) -> Double {
  var parts: [Double] = []
  for number in numbers {
    var x = number
    var kept: [Double] = []
    for part in parts {
      let (large, small) = abs(x) < abs(part) ? (part, x) : (x, part)
      let high = large + small
      let low = small - (high - large)
      if low != 0 { kept.append(low) }
      x = high
    }
    parts = kept + [x]
  }
  guard var high = parts.popLast() else { return 0 }
  var low = 0.0
  while let part = parts.popLast() {
    let sum = high + part
    low = part - (sum - high)
    high = sum
    if low != 0 { break }
  }
  // Half way between two doubles, what is left decides.
  if let rest = parts.last, (low < 0) == (rest < 0), low != 0 {
    let doubled = low * 2
    let sum = high + doubled
    if doubled == sum - high { high = sum }
  }
  return high
}
