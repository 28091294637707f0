import AssayData
import Testing

@Suite struct RowOrderTests {
  private func rows(_ order: RowOrder) -> [Int32] { order.withRows(0..<order.count) { Array($0) } }

  @Test func beginsInTheRowsOwnOrder() {
    let order = RowOrder(count: 4)
    #expect(rows(order) == [0, 1, 2, 3])
    #expect(!order.isShuffled)
  }

  // The order is part of what a resumed run relies on, so it may never change.
  @Test func isTheOrderItAlwaysWas() {
    let order = RowOrder(count: 10)
    order.shuffle(seed: 0, epoch: 0)
    #expect(rows(order) == [0, 9, 3, 2, 1, 4, 5, 7, 6, 8])
    order.shuffle(seed: 7, epoch: 3)
    #expect(rows(order) == [1, 3, 2, 5, 8, 4, 0, 6, 9, 7])
  }

  @Test func dependsOnSeedAndEpochAlone() {
    let one = RowOrder(count: 100)
    let other = RowOrder(count: 100)
    one.shuffle(seed: 1, epoch: 0)
    let first = rows(one)
    one.shuffle(seed: 1, epoch: 1)
    #expect(rows(one) != first)
    other.shuffle(seed: 1, epoch: 1)
    #expect(rows(one) == rows(other))
    other.shuffle(seed: 2, epoch: 1)
    #expect(rows(one) != rows(other))
    one.shuffle(seed: 1, epoch: 0)
    #expect(rows(one) == first)
    one.restore()
    #expect(rows(one) == Array(0..<100))
    #expect(!one.isShuffled)
  }

  @Test(arguments: [0, 1, 2, 3, 17, 1000, 70_000])
  func holdsEveryRowOnce(count: Int) {
    let order = RowOrder(count: count)
    order.shuffle(seed: 3, epoch: 5)
    #expect(order.isShuffled)
    #expect(rows(order).sorted() == Array(0..<Int32(count)))
  }

  @Test func aPartIsThatPartOfTheWhole() {
    let order = RowOrder(count: 20)
    order.shuffle(seed: 3, epoch: 5)
    #expect(order.withRows(5..<9) { Array($0) } == Array(rows(order)[5..<9]))
  }

  // 24,000 shuffles of four rows: each of 24 orders 1,000 times, give or take 31 (one deviation).
  @Test func everyOrderIsEquallyLikely() {
    let order = RowOrder(count: 4)
    var seen: [[Int32]: Int] = [:]
    for epoch in 0..<24_000 {
      order.shuffle(seed: 11, epoch: epoch)
      seen[rows(order), default: 0] += 1
    }
    #expect(seen.count == 24)
    let chiSquare = seen.values.reduce(0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(chiSquare < 49.7)  // exceeded by chance once in a thousand
  }
}
