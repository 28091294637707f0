import AssayCore

/// A Poisson bootstrap of counted cells: what a figure would be for data drawn again.
///
/// To count each row as often as a draw from Poisson(1) says is to count a cell of n rows as often as
/// a draw from Poisson(n), so that resampling can wait until the figure is read. Each draw depends on
/// the seed, the cell and the replicate alone: equal counts have equal intervals, whatever was merged.
struct CellBootstrap {
  /// The weight of each cell.
  let cells: [Double]
  /// How many rows of equal weight say as much as one of weight 1.
  let scale: Double
  var replicates = 400
  var seed: UInt64 = 0

  init(cells: [Double], scale: Double) {
    self.cells = cells
    self.scale = scale
  }

  /// The spread of the replicates' figures about their median, laid about the figure.
  ///
  /// - Parameters:
  ///   - figure: of the cells drawn; `nil` where it is undefined.
  /// - Empty: `nil` without a figure, and until two replicates have one.
  func interval(
    level: Double, around value: Double?, _ figure: ([Int64]) -> Double?
  ) -> ConfidenceInterval? {
    guard let value else { return nil }
    let figures = (0..<replicates).compactMap { replicate in
      figure(cells.indices.map { drawn(cell: $0, replicate: replicate) })
    }.sorted()
    guard let ends = figures.quantiles([(1 - level) / 2, 0.5, (1 + level) / 2]) else { return nil }
    return ConfidenceInterval(
      low: value + ends[0] - ends[1], high: value + ends[2] - ends[1], level: level)
  }

  private func drawn(cell: Int, replicate: Int) -> Int64 {
    let mean = cells[cell] * scale
    guard mean > 0, mean < 0x1p48 else { return 0 }
    let bits = Philox.block(
      counter: [
        UInt32(truncatingIfNeeded: cell), UInt32(truncatingIfNeeded: replicate), 1,
        Philox.Stream.bootstrap.rawValue,
      ],
      key: [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)])
    let share = (Double(bits[0]) * 0x1p20 + Double(bits[1] >> 12) + 0.5) * 0x1p-52
    guard mean < 30 else {
      // Cornish and Fisher's step from the normal distribution to Poisson's.
      let z = Normal.quantile(share)
      return Int64(max(0, (mean + mean.squareRoot() * z + (z * z - 1) / 6).rounded()))
    }
    var draw: Int64 = 0
    var chance = Double.exp(-mean)
    var reached = chance
    while reached < share, draw < 200 {
      draw += 1
      chance *= mean / Double(draw)
      reached += chance
    }
    return draw
  }
}

extension [Double] {
  /// The numbers below which the shares of these rising numbers lie, between two of them by straight
  /// line; `nil` for fewer than two.
  func quantiles(_ shares: [Double]) -> [Double]? {
    guard count > 1 else { return nil }
    return shares.map { share in
      let place = share * Double(count - 1)
      let below = Swift.min(Int(place), count - 2)
      let part = place - Double(below)
      return self[below] * (1 - part) + self[below + 1] * part
    }
  }
}
