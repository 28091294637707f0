import AssayCore
import AssayData
import Testing

@Suite struct DatasetTests {
  let x = Tensor([[1, 2], [3, 4], [5, 6], [7, 8]] as [[Float]])
  let y = Tensor([0, 1, 2, 3] as [Int32])

  @Test func holdsInputsAndLabels() throws {
    let data = try Dataset(x, y)
    #expect(data.count == 4)
    #expect(data.inputs == [x])
    #expect(data.labels == [y])
  }

  @Test func labelsAreNotNeededToPredict() throws {
    #expect(try Dataset(x).labels.isEmpty)
  }

  @Test func rowsAreViews() throws {
    let middle = try Dataset(x, y)[rows: 1..<3]
    #expect(middle.inputs[0] == Tensor([[3, 4], [5, 6]] as [[Float]]))
    #expect(middle.labels[0] == Tensor([1, 2] as [Int32]))
    let whole = x.withUnsafeBytes { $0.baseAddress! }
    #expect(middle.inputs[0].withUnsafeBytes { $0.baseAddress! } == whole + 8)
  }

  @Test func rowsAreSelectedInTheOrderGiven() throws {
    let some = try Dataset(x, y).selecting(rows: [3, 0, 3])
    #expect(some.inputs[0] == Tensor([[7, 8], [1, 2], [7, 8]] as [[Float]]))
    #expect(some.labels[0] == Tensor([3, 0, 3] as [Int32]))
    #expect(try Dataset(x, y).selecting(rows: []).count == 0)
  }

  @Test func everyKindOfElementIsSelected() throws {
    let bytes = Tensor([1, 2, 3, 4] as [UInt8])
    let shorts = Tensor([1, 2, 3, 4] as [Int16])
    let doubles = Tensor([1, 2, 3, 4] as [Double])
    let some = try Dataset(inputs: [bytes, shorts, doubles]).selecting(rows: [2, 1])
    #expect(some.inputs.map(\.doubles) == [[3, 2], [3, 2], [3, 2]])
    #expect(some.inputs.map(\.dtype) == [.uint8, .int16, .float64])
  }

  // n, fraction, rows to train on: as Keras 3.15 cuts them.
  @Test(arguments: [
    (10, 0.3, 7), (10, 0.25, 7), (7, 0.5, 3), (5, 0.1, 4), (1000, 0.1, 900), (3, 0.999, 0),
  ])
  func splitsWhereKerasDoes(rows: Int, fraction: Double, training: Int) throws {
    let data = try Dataset(Tensor((0..<rows).map(Float.init)))
    if training == 0 {
      #expect(throws: DataError.emptySplit(rows: rows, fraction: fraction, training: 0)) {
        try data.split(validation: fraction)
      }
      return
    }
    let split = try data.split(validation: fraction)
    #expect(split.training.inputs[0].doubles == (0..<training).map(Double.init))
    #expect(split.validation.inputs[0].doubles == (training..<rows).map(Double.init))
  }

  @Test func aSplitThatLeavesNothingSaysSo() throws {
    let data = try Dataset(Tensor([1] as [Float]))
    #expect(
      message { _ = try data.split(validation: 0.5) }
        == "a validation split of 0.5 leaves none of 1 row for training; give a smaller fraction, "
        + "more rows, or validation data of its own")
    #expect(
      message { _ = try Dataset(x).split(validation: 1e-20) }
        == "a validation split of 1e-20 leaves none of 4 rows for validation; give a larger "
        + "fraction, more rows, or validation data of its own")
  }

  @Test(arguments: [0, 1, -0.1, 1.5, Double.nan, .infinity])
  func aFractionIsBetweenNoneAndAll(fraction: Double) throws {
    let data = try Dataset(x, y)
    #expect(
      message { _ = try data.split(validation: fraction) }
        == "validation split \(fraction) is not a fraction between 0 and 1, both excluded; "
        + "0.2 keeps the last fifth of the rows for validation")
  }

  @Test func rowCountsMustAgree() {
    #expect(
      message { _ = try Dataset(x, Tensor([0, 1, 2] as [Int32])) }
        == "x has 4 rows, but y has 3; every array needs one row a sample")
    #expect(
      message { _ = try Dataset(inputs: [x, x[rows: 0..<2]], labels: [y]) }
        == "x[0] has 4 rows, but x[1] has 2; every array needs one row a sample")
    #expect(
      message { _ = try Dataset(inputs: [x], labels: [y, y[rows: 0..<1]]) }
        == "x has 4 rows, but y[1] has 1; every array needs one row a sample")
  }

  @Test func emptyDataIsRefused() {
    #expect(
      message { _ = try Dataset(x[rows: 0..<0], y[rows: 0..<0]) }
        == "x has no rows; give at least one sample")
    #expect(message { _ = try Dataset(inputs: []) } == "a dataset needs at least one input array")
    #expect(
      message { _ = try Dataset(Tensor(zeros: [])) }
        == "x is a single number, shape []; its first axis must count the samples")
  }
}
