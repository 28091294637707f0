import AssayCore
import Foundation
import Testing

struct ShapeTests {
  @Test func countsItsElementsAndRows() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.count == 3)
    #expect(shape.elements == 24)
    #expect(shape.rows == 6)
    #expect(shape.lastSize == 4)
    #expect(shape.sample == [3, 4])
  }

  @Test func aScalarHasNoAxesAndOneElement() {
    let scalar: Shape = []
    #expect(scalar.isEmpty)
    #expect(scalar.elements == 1)
    #expect(scalar.lastSize == 1)
    #expect("\(scalar)" == "[]")
  }

  @Test func aFreeAxisPrintsAsBatch() {
    #expect("\(Shape([Shape.free, 10]))" == "[batch, 10]")
    #expect(!Shape([Shape.free, 10]).isStatic)
    #expect(Shape([Shape.free, 10]).withFirst(32) == [32, 10])
    #expect(Shape([Shape.free, 10]).withLast(3) == [Shape.free, 3])
  }

  @Test(arguments: [
    (
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      "shape [1, 2, 3, 4, 5, 6, 7, 8, 9] has 9 axes; at most 8 are supported"
    ),
    ([2, -1], "shape [2, -1] has a negative size"),
    ([Int.max, 2], "shape [\(Int.max), 2] has more elements than memory can address"),
    (
      [1 << 40, 1 << 40], "shape [\(1 << 40), \(1 << 40)] has more elements than memory can address"
    ),
  ])
  func aShapeFromOutsideIsChecked(sizes: [Int], message: String) {
    let error = #expect(throws: ShapeError.self) { try Shape(checking: sizes) }
    #expect(error?.description == message)
  }

  @Test func anEmptyAxisHidesNoOverflow() {
    #expect(throws: ShapeError.self) { try Shape(checking: [0, Int.max, Int.max]) }
    #expect(throws: Never.self) { try Shape(checking: [0, 10]) }
  }

  @Test func comesBackFromJSON() throws {
    for shape in [[], [3], [Shape.free, 8, 8]] as [Shape] {
      let json = try JSONEncoder().encode(shape)
      #expect(try JSONDecoder().decode(Shape.self, from: json) == shape)
    }
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Shape.self, from: Data("[-5]".utf8))
    }
  }
}
