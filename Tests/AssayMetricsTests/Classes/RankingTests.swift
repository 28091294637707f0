import AssayCore
import AssayMetrics
import AssayTestSupport
import Testing

struct RankingTests {
  @Test func equalsTheHandWorkedGain() throws {
    let y = Tensor([[3, 0, 1]] as [[Float]])
    let p = Tensor([[0.2, 0.9, 0.4]] as [[Float]])
    let two = try #require(try value(NDCG(k: 2), labels: y, predictions: p))
    #expect(isClose(two, 0.17376534287144002, absolute: 1e-15, relative: 0))
    let wanted: Double = (0.6309297535714575 + 3.5) / 7.630929753571457
    let graded = try #require(try value(NDCG(gain: .exponential), labels: y, predictions: p))
    #expect(isClose(graded, wanted, absolute: 1e-14))
    // Two in a tie share the mean of their gains.
    let tie = try #require(
      try value(
        NDCG(k: 1), labels: Tensor([[1, 0]] as [[Float]]),
        predictions: Tensor([[0.5, 0.5]] as [[Float]])))
    #expect(tie == 0.5)
  }

  @Test func theFirstRelevantItemCounts() throws {
    let y = Tensor([[1, 0, 0], [0, 1, 1]] as [[Float]])
    let p = Tensor([[0.2, 0.9, 0.4], [0.1, 0.5, 0.9]] as [[Float]])
    #expect(try value(MeanReciprocalRank(), labels: y, predictions: p) == (1 / 3.0 + 1) / 2)
    #expect(try value(HitRate(k: 2), labels: y, predictions: p) == 0.5)
    #expect(try value(HitRate(k: 3), labels: y, predictions: p) == 1)
    let weights = Tensor([3, 1] as [Float])
    #expect(try value(HitRate(k: 2), labels: y, predictions: p, weights: weights) == 0.25)
  }

  @Test func equalScoresStandInAnyOrder() throws {
    let level = Tensor([[0.5, 0.5, 0.5, 0.5]] as [[Float]])
    for place in 0..<4 {
      var row: [Float] = [0, 0, 0, 0]
      row[place] = 1
      let y = Tensor([row])
      let rank = try #require(try value(MeanReciprocalRank(), labels: y, predictions: level))
      #expect(isClose(rank, 25 / 48.0, absolute: 1e-15))
      #expect(try value(HitRate(k: 2), labels: y, predictions: level) == 0.5)
    }
    // Two of four: the first of them is at 1, 2 or 3 in 3, 2 and 1 of six orders.
    let pair = try #require(
      try value(
        MeanReciprocalRank(), labels: Tensor([[1, 0, 1, 0]] as [[Float]]), predictions: level))
    #expect(isClose(pair, 13 / 18.0, absolute: 1e-15))
  }

  @Test func aQueryWithoutARelevantItemIsLeftOutAndNoted() throws {
    var metric = NDCG()
    #expect(metric.notes == [])
    try metric.update(
      labels: Tensor([[0, 0], [1, 0]] as [[Float]]),
      predictions: Tensor([[0, 1], [1, 0]] as [[Float]]))
    #expect(metric.value == 1)
    #expect(metric.notes == ["1 query has no relevant item and is left out"])
    metric.merge(metric)
    #expect(metric.notes == ["2 queries have no relevant item and are left out"])
  }

  @Test func whatIsNoRelevanceIsRefused() {
    let p = Tensor([[0, 1]] as [[Float]])
    expectRefusal(
      "NDCG: the relevance in row 0, element [1] is -1.0; wanted a number of 0 or more, below 2^53",
      of: NDCG(), labels: Tensor([[0, -1]] as [[Float]]), predictions: p)
    expectRefusal(
      "HitRate: label 2 in row 0, element [0] is neither 0 nor 1; recode the labels as 0 and 1",
      of: HitRate(), labels: Tensor([[2, 1]] as [[Float]]), predictions: p)
    expectRefusal(
      "HitRate: weight -1 in row 0 is not a finite number of 0 or more", of: HitRate(),
      labels: Tensor([[0, 1]] as [[Float]]), predictions: p, weights: Tensor([-1] as [Float]))
    expectRefusal(
      "MeanReciprocalRank: 2 rows of labels but 1 rows of predictions; each prediction needs its "
        + "label",
      of: MeanReciprocalRank(), labels: Tensor(zeros: [2, 2]), predictions: p)
  }

  @Test func sortedClassesAreLookedThrough() throws {
    let ids = Tensor([[4, 7, 900], [1, 2, 3]] as [[Int]])
    let metric = SparseTopKCategoricalAccuracy(k: 2, fromSortedIDs: true)
    #expect(try value(metric, labels: Tensor([7, 3] as [Int]), predictions: ids) == 0.5)
    #expect(
      try value(
        SparseTopKCategoricalAccuracy(k: 3, fromSortedIDs: true),
        labels: Tensor([900, 3] as [Int]), predictions: ids) == 1)
    expectRefusal(
      "SparseTopKCategoricalAccuracy: the label in row 0 is -1.0; wanted a class index of 0 or more",
      of: metric, labels: Tensor([-1, 3] as [Int]), predictions: ids)
  }
}
