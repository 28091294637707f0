import AssayCore
import Testing

struct TensorTests {
  @Test func holdsItsNumbersRowByRow() throws {
    let tensor = Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]])
    #expect(tensor.shape == [2, 3])
    #expect(tensor.dtype == .float32)
    #expect(tensor.scalars(of: Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(tensor.double(at: 4) == 5)
    #expect(Tensor([[[1], [2]], [[3], [4]]] as [[[Int]]]).shape == [2, 2, 1])
  }

  @Test func everyTypeIsReadAsDoubles() {
    #expect(Tensor([true, false]).doubles == [1, 0])
    #expect(Tensor([255] as [UInt8]).doubles == [255])
    #expect(Tensor([-128] as [Int8]).doubles == [-128])
    #expect(Tensor([-300] as [Int16]).doubles == [-300])
    #expect(Tensor([70_000] as [Int32]).doubles == [70_000])
    #expect(Tensor([1 << 40] as [Int]).doubles == [0x1p40])
    #expect(Tensor([0.5] as [Float]).doubles == [0.5])
    #expect(Tensor([0.1] as [Double]).doubles == [0.1])
  }

  @Test func rowsAreAViewOfTheSameMemory() {
    let tensor = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    let rows = tensor[rows: 1..<3]
    #expect(rows.shape == [2, 2])
    #expect(rows.doubles == [3, 4, 5, 6])
    let same = tensor.withUnsafeBytes { $0.baseAddress! + 8 }
    #expect(rows.withUnsafeBytes { $0.baseAddress! } == same)
    #expect(tensor[rows: 2..<2].count == 0)
  }

  @Test func aCopyIsIndependent() {
    let original = Tensor([1, 2, 3] as [Float])
    var copy = original
    copy.withUnsafeMutableBytes { $0.storeBytes(of: 9, as: Float.self) }
    #expect(original.doubles == [1, 2, 3])
    #expect(copy.doubles == [9, 2, 3])
    var rows = original[rows: 1..<3]
    rows.withUnsafeMutableBytes { $0.storeBytes(of: 7, as: Float.self) }
    #expect(original.doubles == [1, 2, 3])
    #expect(rows.doubles == [7, 3])
  }

  @Test func aWrongNumberOfElementsIsAnError() {
    let error = #expect(throws: ShapeError.self) {
      try Tensor([1, 2, 3] as [Float], shape: [2, 2])
    }
    #expect(error?.description == "shape [2, 2] has 4 elements, but 3 were given")
    #expect(throws: ShapeError.self) { try Tensor([1, 2] as [Float]).reshaped([3]) }
    #expect(throws: Never.self) { try Tensor([1, 2] as [Float]).reshaped([1, 2, 1]) }
  }

  @Test func equalityIsOfTypeShapeAndBits() throws {
    #expect(Tensor([1, 2] as [Float]) == Tensor([1, 2] as [Float]))
    #expect(Tensor([1, 2] as [Float]) != Tensor([1, 2] as [Double]))
    #expect(try Tensor([1, 2] as [Float]) != Tensor([1, 2] as [Float]).reshaped([1, 2]))
    #expect(Tensor([Float.nan]) == Tensor([Float.nan]))
  }

  @Test func memoryIsAlignedForEveryKernel() {
    for count in [0, 1, 17, 1000] {
      let address = Tensor(zeros: [count]).withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      #expect(address % 64 == 0)
    }
  }

  @Test func aLentTensorStaysTheValueItWas() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
    defer { memory.deallocate() }
    final class Owner {}
    memory.storeBytes(of: 1, as: Float.self)
    var view = Tensor(viewing: memory, owner: Owner(), shape: [1], dtype: .float32)
    let kept = view
    view.endLending()
    memory.storeBytes(of: 2, as: Float.self)
    #expect(kept.doubles == [1])
    #expect(view.doubles == [2])
  }
}
