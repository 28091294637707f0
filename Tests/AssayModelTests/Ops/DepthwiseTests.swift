import AssayCore
import AssayModel
import Testing

/// Convolutions of every channel with a kernel of its own, in all directions, beside a plain loop in double
/// precision: those that loops of our own do, and those around them that oneDNN does.
struct DepthwiseTests {
  /// One convolution, its numbers, and what a plain loop makes of them.
  private struct Drawn {
    let batch: Int
    let image: (height: Int, width: Int, channels: Int)
    let rows: Window
    let columns: Window
    var result: (height: Int, width: Int, channels: Int) {
      (rows.places(on: image.height), columns.places(on: image.width), image.channels)
    }
    var geometry: ConvolutionGeometry {
      ConvolutionGeometry(
        image: image, result: result, rows: rows, columns: columns, groups: image.channels,
        kernel: [rows.size, columns.size, image.channels, 1])
    }

    /// Nothing where no window fits.
    init?(_ numbers: inout Numbers, size: Int?, stride: Int, channels: Int) {
      func window(_ count: Int) -> Window {
        let size = size ?? numbers.pick(1...5)
        return Window(
          size: size, stride: stride, dilation: numbers.pick(0...3) == 0 ? 2 : 1,
          before: numbers.pick(0...3), after: numbers.pick(0...3))
      }
      batch = [1, 3][numbers.pick(0...1)]
      image = (numbers.pick(1...11), numbers.pick(1...14), channels)
      rows = window(image.height)
      columns = window(image.width)
      if result.height == 0 || result.width == 0 { return nil }
    }

    init(
      batch: Int, image: (height: Int, width: Int, channels: Int), rows: Window, columns: Window
    ) {
      (self.batch, self.image, self.rows, self.columns) = (batch, image, rows, columns)
    }

    func made(_ x: [Float], _ kernel: [Float], _ dy: [Float])
      -> (y: [Double], dx: [Double], dw: [Double])
    {
      var y = [Double](repeating: 0, count: dy.count)
      var dx = [Double](repeating: 0, count: x.count)
      var dw = [Double](repeating: 0, count: kernel.count)
      let (channels, result) = (image.channels, result)
      for place in 0..<batch * result.height * result.width {
        let (n, row) = (
          place / result.width / result.height, place / result.width % result.height
        )
        for tap in 0..<rows.size * columns.size {
          let i = row * rows.stride + tap / columns.size * rows.dilation - rows.before
          let j =
            place % result.width * columns.stride + tap % columns.size * columns.dilation
            - columns.before
          guard i >= 0, i < image.height, j >= 0, j < image.width else { continue }
          let from = ((n * image.height + i) * image.width + j) * channels
          for c in 0..<channels {
            let (a, b) = (Double(x[from + c]), Double(kernel[tap * channels + c]))
            let d = Double(dy[place * channels + c])
            y[place * channels + c] += a * b
            dx[from + c] += d * b
            dw[tap * channels + c] += a * d
          }
        }
      }
      return (y, dx, dw)
    }
  }

  /// All directions at once.
  private func check(_ drawn: Drawn, _ numbers: inout Numbers, threads: Int) throws {
    let geometry = drawn.geometry
    let bias = numbers.pick(0...1) == 1
    let bounds: ClosedRange<Float>? = numbers.pick(0...1) == 1 ? -0.75...1.25 : nil
    let symbols = [
      Symbol.input(geometry.imageShape), .input(geometry.kernel), .input(geometry.resultShape),
      .input([drawn.image.channels]),
    ]
    func op(_ direction: Convolution.Direction) -> Convolution {
      Convolution(
        geometry: geometry, direction: direction, bounds: direction == .forward ? bounds : nil)
    }
    let outputs: [Symbol] = [
      .apply(op(.forward), to: Array(symbols[0..<2]) + (bias ? [symbols[3]] : [])),
      .apply(op(.toInput), symbols[2], symbols[1]), .apply(op(.toKernel), symbols[0], symbols[2]),
    ]
    let data = symbols.map { numbers.uniform($0.shape.filled(drawn.batch).elements) }
    let got = try Evaluation(outputs, inputs: symbols, batchSize: drawn.batch, threads: threads)(
      data)
    let plain = drawn.made(data[0], data[1], data[2])
    let y = plain.y.enumerated().map { at, sum in
      let value = sum + (bias ? Double(data[3][at % drawn.image.channels]) : 0)
      guard let bounds else { return value }
      return min(max(value, Double(bounds.lowerBound)), Double(bounds.upperBound))
    }
    for (name, got, wanted) in [
      ("forward", got[0], y), ("to the input", got[1], plain.dx),
      ("to the kernel", got[2], plain.dw),
    ] {
      #expect(
        disagreement(got, wanted, relative: 1e-5, absolute: 2e-5) <= 1,
        "\(name), \(drawn.batch) of \(drawn.image) by \(drawn.rows), \(drawn.columns)")
    }
  }

  @Test(arguments: [1, 3, 8, 15, 32, 100], [1, 2, 3])
  func isThatOfAPlainLoop(channels: Int, stride: Int) throws {
    var numbers = Numbers(seed: UInt64(channels * 10 + stride))
    // Most of them 3 by 3, the others of any size.
    for index in 0..<12 {
      guard
        let drawn = Drawn(
          &numbers, size: index % 3 == 2 ? nil : 3, stride: stride, channels: channels)
      else { continue }
      try check(drawn, &numbers, threads: 1)
    }
  }

  /// Large enough to be shared out, with rows and channels that do not divide evenly.
  @Test(arguments: [1, 2], [1, 2])
  func isThatOfAPlainLoopByThreads(threads: Int, stride: Int) throws {
    var numbers = Numbers(seed: 3)
    let window = Window(size: 3, stride: stride, before: 1, after: 1)
    for (height, width, channels) in [(21, 13, 48), (33, 35, 16), (7, 5, 321)] {
      try check(
        Drawn(batch: 3, image: (height, width, channels), rows: window, columns: window),
        &numbers, threads: threads)
    }
  }

  /// What would hide that a training has gone astray.
  @Test(arguments: [1, 2]) func nanStaysWhenTheResultIsCut(stride: Int) throws {
    let window = Window(size: 3, stride: stride, before: 1, after: 1)
    let drawn = Drawn(batch: 1, image: (6, 7, 16), rows: window, columns: window)
    let geometry = drawn.geometry
    let (x, kernel) = (Symbol.input(geometry.imageShape), Symbol.input(geometry.kernel))
    let y = Symbol.apply(
      Convolution(geometry: geometry, direction: .forward, bounds: 0...6), x, kernel)
    var image = [Float](repeating: 1, count: 6 * 7 * 16)
    image[(2 * 7 + 4) * 16 + 3] = .nan
    let got = try Evaluation([y], inputs: [x, kernel])([
      image, .init(repeating: 1, count: 9 * 16),
    ])[0]
    let (rows, columns) = (1...(stride == 1 ? 3 : 1), stride == 1 ? 3...5 : 2...2)
    for (at, value) in got.enumerated() {
      let (row, column) = (at / 16 / drawn.result.width, at / 16 % drawn.result.width)
      let spoilt = at % 16 == 3 && rows.contains(row) && columns.contains(column)
      #expect(value.isNaN == spoilt, "\(row), \(column), \(at % 16)")
      if !spoilt { #expect((4...6).contains(value)) }
    }
  }

  /// The sums of a part of the work do not depend on when it was done.
  @Test func theSameNumberOfThreadsGivesTheSameBits() throws {
    let window = Window(size: 3, before: 1, after: 1)
    let geometry = Drawn(batch: 4, image: (20, 20, 48), rows: window, columns: window).geometry
    let (x, dy) = (Symbol.input(geometry.imageShape), Symbol.input(geometry.resultShape))
    let dw = Symbol.apply(Convolution(geometry: geometry, direction: .toKernel), x, dy)
    var numbers = Numbers(seed: 2)
    let data = [numbers.uniform(4 * 400 * 48), numbers.uniform(4 * 400 * 48)]
    let run = try Evaluation([dw], inputs: [x, dy], batchSize: 4, threads: 2)
    let first = try run(data)
    for _ in 0..<5 { #expect(try run(data) == first) }
  }
}
