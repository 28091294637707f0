import AssayCore
import AssayData
import Testing

@Suite struct GatherTests {
  /// The rows of `array` as one tensor of `dtype`.
  private func gathered(_ rows: [Int32], of array: Tensor, as dtype: DType) -> Tensor {
    var batch = Tensor(zeros: array.shape.withFirst(rows.count), dtype: dtype)
    batch.withUnsafeMutableBytes { target in
      rows.withUnsafeBufferPointer {
        gather(rows: $0, of: array, into: target.baseAddress!, as: dtype)
      }
    }
    return batch
  }

  private func gathered(_ range: Range<Int>, of array: Tensor, as dtype: DType) -> Tensor {
    var batch = Tensor(zeros: array.shape.withFirst(range.count), dtype: dtype)
    batch.withUnsafeMutableBytes {
      gather(range: range, of: array, into: $0.baseAddress!, as: dtype)
    }
    return batch
  }

  /// The numbers 0 to 14, all representable in every type but bool, in five rows of three.
  private func table(_ dtype: DType) throws -> Tensor {
    func make<S: Scalar>(_ value: (Int) -> S) throws -> Tensor {
      try Tensor((0..<15).map(value), shape: [5, 3])
    }
    return switch dtype {
    case .bool: try make { $0 % 2 == 1 }
    case .uint8: try make { UInt8($0) }
    case .int8: try make { Int8($0) }
    case .int16: try make { Int16($0) }
    case .int32: try make { Int32($0) }
    case .int64: try make { Int64($0) }
    case .float32: try make { Float($0) }
    case .float64: try make { Double($0) }
    }
  }

  @Test(arguments: DType.allCases)
  func rowsOfEveryTypeAreCopiedAndConverted(dtype: DType) throws {
    let table = try table(dtype)
    let all = table.doubles
    let wanted = [4, 0, 4, 2].flatMap { Array(all[$0 * 3..<$0 * 3 + 3]) }
    for target in [dtype, .float32, .int32] {
      let batch = gathered([4, 0, 4, 2], of: table, as: target)
      #expect(batch.doubles == wanted)
      #expect(gathered(1..<4, of: table, as: target).doubles == Array(all[3..<12]))
    }
  }

  @Test(arguments: DType.allCases)
  func oneLabelARowIsCopiedAndConverted(dtype: DType) throws {
    let column = try table(dtype).reshaped([15])
    let rows: [Int32] = [14, 0, 7, 7, 1]
    let wanted = rows.map { column.double(at: Int($0)) }
    for target in [dtype, .float32, .int32] {
      #expect(gathered(rows, of: column, as: target).doubles == wanted)
    }
  }

  @Test func viewsAreReadWhereTheyStart() throws {
    let view = try table(.float64)[rows: 2..<5]
    #expect(gathered([1], of: view, as: .float32).doubles == [9, 10, 11])
  }

  @Test func numbersThatInt32CannotHoldBecomeTheNearest() {
    let large = Tensor([3e9, -3e9, .nan, 2.75, -2.75, 2_147_483_646.5])
    #expect(
      gathered(0..<6, of: large, as: .int32).scalars(of: Int32.self)
        == [.max, .min, 0, 2, -2, 2_147_483_646])
    let wide = Tensor([Int64.max, .min, 5])
    #expect(gathered([0, 1, 2], of: wide, as: .int32).scalars(of: Int32.self) == [.max, .min, 5])
  }

  @Test func noRowsAreNothing() throws {
    #expect(gathered([], of: try table(.float32), as: .float32).count == 0)
    #expect(gathered(2..<2, of: try table(.int64), as: .float32).count == 0)
    #expect(gathered([0], of: Tensor(zeros: [3, 0]), as: .float32).count == 0)
  }

  @Test(arguments: UInt64(0)..<40)
  func anyRowsOfAnyWidthAreTheRowsAskedFor(seed: UInt64) throws {
    var random = Philox(seed: seed, stream: .test)
    let shape: Shape = [
      Int.random(in: 1...60, using: &random), Int.random(in: 1...200, using: &random),
    ]
    let table = try Tensor(
      (0..<shape.elements).map { _ in Double(random.nextUniform()) }, shape: shape)
    let rows = (0..<Int.random(in: 1...70, using: &random)).map { _ in
      Int32.random(in: 0..<Int32(shape[0]), using: &random)
    }
    let batch = gathered(rows, of: table, as: .float32).scalars(of: Float.self)
    for (place, row) in rows.enumerated() {
      let wanted = table[rows: Int(row)..<Int(row) + 1].doubles.map(Float.init)
      #expect(Array(batch[place * shape[1]..<(place + 1) * shape[1]]) == wanted)
    }
  }
}
