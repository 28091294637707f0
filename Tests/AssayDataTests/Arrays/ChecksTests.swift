import AssayCore
import AssayData
import Testing

@Suite struct ChecksTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func aFloatThatIsNoNumberIsFoundWhereverItIs(value: Float) throws {
    for index in [0, 1, 4095, 4096, 8190, 12_287] {
      var values = [Float](repeating: .greatestFiniteMagnitude, count: 12_288)
      values[index] = value
      let array = try Tensor(values, shape: [4096, 3])
      #expect {
        try Checks.finite(array, named: "x")
      } throws: { error in
        guard case DataError.notFinite("x", index / 3, let found) = error else { return false }
        return found.bitPattern == Double(value).bitPattern || found.isNaN && value.isNaN
      }
    }
  }

  @Test func theFirstOneIsNamed() throws {
    var values = [Double](repeating: 0, count: 600_000)
    for index in [599_999, 450_000, 299_999] { values[index] = .infinity }
    let array = try Tensor(values, shape: [300_000, 2])
    #expect(
      message { try Checks.finite(array, named: "x[1]") }
        == "x[1]: inf in row 149999; numbers must be finite: repair the row or leave it out")
  }

  @Test func finiteNumbersOfAnySizePass() throws {
    let largest = Double(Float.greatestFiniteMagnitude)
    let doubles = Tensor([0, -0.0, .leastNonzeroMagnitude, largest, -largest, 0x1.fffffep127])
    try Checks.finite(doubles, named: "x")
    try Checks.finite(Tensor([0, Float.leastNonzeroMagnitude]), named: "x")
    try Checks.finite(Tensor([Int64.max, .min]), named: "x")
    try Checks.finite(Tensor(zeros: [0, 3]), named: "x")
    try Checks.finite(Tensor(zeros: []), named: "x")
  }

  @Test func aDoubleThatFloatCannotHoldIsNamed() {
    #expect(
      message { try Checks.finite(Tensor([0, -1e39]), named: "x") }
        == "x: -1e+39 in row 1; models compute in float32, which ends at 3.4e38: scale the numbers")
    for (value, fits) in [(0x1.ffffffp127, false), (0x1.fffffeffffp127, true)] {
      #expect(Float(value).isFinite == fits)
      #expect((message { try Checks.finite(Tensor([value]), named: "x") } == nil) == fits)
    }
  }

  @Test func classIndicesOfAnyTypePass() throws {
    try Checks.classIndices(Tensor([0, 9] as [UInt8]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([0, 9] as [Int8]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([0, 9] as [Int16]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([0, 9] as [Int32]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([0, 9]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([0, 9] as [Float]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([-0.0, 9]), classes: 10, named: "y")
    try Checks.classIndices(Tensor([false, true]), classes: 2, named: "y")
  }

  @Test func aLabelOfNoClassIsNamed() throws {
    #expect(
      message { try Checks.classIndices(Tensor([0, 10, 11]), classes: 10, named: "y") }
        == "y: label 10 in row 1 is outside 0..<10; labels count from 0")
    #expect(
      message { try Checks.classIndices(Tensor([0, 1, -1] as [Float]), classes: 3, named: "y") }
        == "y: label -1 in row 2 is outside 0..<3; labels count from 0")
    #expect(
      message { try Checks.classIndices(Tensor([[0, 1], [2, 0]]), classes: 2, named: "y[1]") }
        == "y[1]: label 2 in row 1 is outside 0..<2; labels count from 0")
    #expect(throws: DataError.classOutOfRange(array: "y", row: 0, label: -128, classes: 2)) {
      try Checks.classIndices(Tensor([-128] as [Int8]), classes: 2, named: "y")
    }
    #expect(throws: DataError.classOutOfRange(array: "y", row: 0, label: 1, classes: 1)) {
      try Checks.classIndices(Tensor([true]), classes: 1, named: "y")
    }
    #expect(throws: DataError.classOutOfRange(array: "y", row: 0, label: 1e300, classes: 2)) {
      try Checks.classIndices(Tensor([1e300]), classes: 2, named: "y")
    }
  }

  @Test func aLabelThatIsNoWholeNumberIsNamed() {
    #expect(
      message { try Checks.classIndices(Tensor([0, 1.5, 9]), classes: 3, named: "y") }
        == "y: label 1.5 in row 1 is not a class index; labels are whole numbers in 0..<3")
    #expect(
      message { try Checks.classIndices(Tensor([Float.nan]), classes: 3, named: "y") }
        == "y: label nan in row 0 is not a class index; labels are whole numbers in 0..<3")
    #expect(
      message { try Checks.classIndices(Tensor([1, Double.infinity]), classes: 3, named: "y") }
        == "y: label inf in row 1 is not a class index; labels are whole numbers in 0..<3")
  }
}
