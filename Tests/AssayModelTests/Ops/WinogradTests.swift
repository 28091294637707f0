import AssayCore
import AssayModel
import Testing

/// Convolutions by Winograd's way, against plain loops in double precision.
struct WinogradTests {
  typealias Windows = OpCase.Windows

  /// A shape drawn around what the loops are cut into: tiles of 4, eight channels at once, panels of 16.
  private func draw(_ numbers: inout Numbers) -> Windows {
    func channels() -> Int { [1, 3, 8, 15, 16, 17, 31, 32, 33, 48][numbers.pick(0...9)] }
    func window() -> Window {
      Window(size: 3, before: numbers.pick(0...2), after: numbers.pick(0...2))
    }
    return Windows(
      image: (numbers.pick(3...14), numbers.pick(3...14), channels()), filters: channels(),
      rows: window(), columns: window())
  }

  private func run(
    _ windows: Windows, _ direction: Convolution.Direction, _ data: [[Float]],
    bounds: ClosedRange<Float>? = nil, batchSize: Int, threads: Int = 1
  ) throws -> [Float] {
    let geometry = windows.geometry
    let shapes: [Shape] =
      switch direction {
      case .forward: [geometry.imageShape, geometry.kernel, [windows.filters]]
      case .toInput: [geometry.resultShape, geometry.kernel]
      case .toKernel: [geometry.imageShape, geometry.resultShape]
      }
    let inputs = shapes.prefix(data.count).map { Symbol.input($0) }
    let convolution = Convolution(
      geometry: geometry, direction: direction, bounds: bounds, prefersWinograd: true)
    let evaluation = try Evaluation(
      [.apply(convolution, to: inputs)], inputs: inputs, batchSize: batchSize, threads: threads)
    #expect(evaluation.program.implementations.isEmpty, "\(direction) of \(geometry.kernel)")
    return try evaluation(data)[0]
  }

  private func data(
    _ windows: Windows, _ numbers: inout Numbers, batchSize: Int
  ) -> (image: [Float], kernel: [Float], result: [Float], bias: [Float]) {
    let geometry = windows.geometry
    return (
      numbers.uniform(geometry.imageShape.filled(batchSize).elements),
      numbers.uniform(geometry.kernel.elements),
      numbers.uniform(geometry.resultShape.filled(batchSize).elements),
      numbers.uniform(windows.filters)
    )
  }

  /// Within 2e-5 of the root of the mean square, and for few channels of 1.
  private func expect(_ got: [Float], _ wanted: [Double], _ what: String) {
    let square = wanted.reduce(0) { $0 + $1 * $1 } / Double(wanted.count)
    let far = disagreement(got, wanted, relative: 0, absolute: 2e-5 * max(square.squareRoot(), 1))
    #expect(far <= 1, "\(what)")
  }

  @Test(arguments: [1, 2], UInt64(0)..<20)
  func isThePlainConvolution(threads: Int, seed: UInt64) throws {
    var numbers = Numbers(seed: seed)
    let windows = draw(&numbers)
    for batchSize in [1, 3] {
      let (x, k, y, bias) = data(windows, &numbers, batchSize: batchSize)
      func check(
        _ direction: Convolution.Direction, _ data: [[Float]], _ wanted: ([[Double]]) -> [Double],
        cut bounds: ClosedRange<Float>? = nil
      ) throws {
        let got = try run(
          windows, direction, data, bounds: bounds, batchSize: batchSize, threads: threads)
        expect(
          got, wanted(data.map { $0.map(Double.init) }),
          "\(direction) of \(batchSize) \(windows.image) by \(windows.geometry.kernel)")
      }
      try check(.forward, [x, k]) { windows.convolved($0, batch: batchSize) }
      try check(.forward, [x, k, bias]) { windows.convolved($0, batch: batchSize) }
      try check(
        .forward, [x, k, bias],
        { windows.convolved($0, batch: batchSize).map { min(max($0, -0.5), 2) } }, cut: -0.5...2)
      try check(.toInput, [y, k]) { windows.convolvedToInput($0, batch: batchSize) }
      try check(.toKernel, [x, y]) { windows.convolvedToKernel($0, batch: batchSize) }
    }
  }

  /// The image is all 1 and so is the kernel: every result counts what its window covers.
  @Test func countsWhatWindowsCover() throws {
    let same = Window(size: 3, before: 1, after: 1)
    let windows = Windows(image: (3, 5, 1), filters: 1, rows: same, columns: same)
    let ones = [Float](repeating: 1, count: 15)
    let got = try run(
      windows, .forward, [ones, .init(repeating: 1, count: 9)], batchSize: 1)
    expect(got, [4, 6, 6, 6, 4, 6, 9, 9, 9, 6, 4, 6, 6, 6, 4], "counts")
  }

  /// A gradient is added up in another order only where it is one of the kernel. There are 60 tiles: threads
  /// share out these or, where it has more channels, the kernel.
  @Test(arguments: [(24, 40), (80, 96)])
  func theSameThreadsGiveTheSameBits(channels: Int, filters: Int) throws {
    var numbers = Numbers(seed: 2)
    let windows = Windows(
      image: (17, 13, channels), filters: filters, rows: Window(size: 3),
      columns: Window(size: 3, before: 1))
    let (x, k, y, _) = data(windows, &numbers, batchSize: 5)
    func all(_ threads: Int) throws -> [[Float]] {
      [
        try run(windows, .forward, [x, k], batchSize: 5, threads: threads),
        try run(windows, .toInput, [y, k], batchSize: 5, threads: threads),
        try run(windows, .toKernel, [x, y], batchSize: 5, threads: threads),
      ]
    }
    let (one, two) = (try all(1), try all(2))
    #expect(try all(2) == two)
    #expect(one[0] == two[0])
    #expect(one[1] == two[1])
    expect(two[2], one[2].map(Double.init), "to the kernel")
  }

  /// What of a kernel is kept between runs, and kept anew once it changes.
  @Test(arguments: [2, 20], [false, true])
  func aKernelThatStaysGivesWhatATrainedOneDoes(batchSize: Int, isFused: Bool) throws {
    let x = Input(7, 6, 16)
    let y = Conv2D(24, kernelSize: 3, padding: .same, activation: .relu)(x)
    var numbers = Numbers(seed: 4)
    let data = numbers.uniform(batchSize * 7 * 6 * 16)
    let upstream = numbers.uniform(batchSize * 7 * 6 * 24)
    let runs = try [Mode.training, .inference].map {
      try GraphRun(
        inputs: [x], output: y, mode: $0, fusing: isFused, batchSize: batchSize, seed: 5)
    }
    for _ in 0..<2 {
      for run in runs { try run([data], upstream: upstream) }
      #expect(runs[0].output == runs[1].output)
      #expect(runs[0].inputGradients == runs[1].inputGradients)
      #expect(runs[0].output.contains { $0 > 0 })
    }
  }

  @Test(arguments: [Float.nan, .infinity], [nil, Float(0)...6])
  func whatIsNoNumberReachesTheResult(number: Float, bounds: ClosedRange<Float>?) throws {
    var numbers = Numbers(seed: 3)
    let windows = Windows(
      image: (9, 9, 16), filters: 16, rows: Window(size: 3), columns: Window(size: 3))
    var (x, k, y, _) = data(windows, &numbers, batchSize: 1)
    x[(4 * 9 + 4) * 16 + 5] = number
    let image = try run(windows, .forward, [x, k], bounds: bounds, batchSize: 1)
    // The pixel's own place, of every filter.
    #expect(
      image[((3 * 7 + 3) * 16)..<((3 * 7 + 4) * 16)].allSatisfy { bounds != nil || !$0.isFinite })
    #expect(image.contains { $0.isNaN })
    let kernel = try run(windows, .toKernel, [x, y], batchSize: 1)
    #expect(kernel.contains { !$0.isFinite })
    y[(3 * 7 + 3) * 16] = number
    let gradient = try run(windows, .toInput, [y, k], batchSize: 1)
    #expect(gradient.contains { !$0.isFinite })
  }

  /// Windows of 3 × 3 that pass pixel by pixel, enough channels on both sides, and tiles well filled, and some of
  /// them.
  @Test func isTakenWhereItIsFaster() {
    let three = Window(size: 3, before: 1, after: 1)
    func isTaken(
      _ size: Int = 28, _ channels: Int = 32, _ filters: Int = 64, rows: Window? = nil,
      groups: Int = 1, batchSize: Int = 1
    ) -> Bool {
      let windows = Windows(
        image: (size, size, channels), filters: filters, rows: rows ?? three, columns: three,
        groups: groups)
      return Convolution(geometry: windows.geometry, direction: .forward)
        .isWinograd(batchSize: batchSize)
    }
    #expect(isTaken())
    #expect(isTaken(28, 16, 16))
    #expect(!isTaken(28, 3))
    #expect(!isTaken(28, 32, 8))
    #expect(!isTaken(rows: Window(size: 1)))
    #expect(!isTaken(rows: Window(size: 5)))
    #expect(!isTaken(rows: Window(size: 3, stride: 2)))
    #expect(!isTaken(rows: Window(size: 3, dilation: 2)))
    #expect(!isTaken(groups: 2))
    #expect(!isTaken(5, batchSize: 100), "25 pixels in 4 tiles")
    #expect(isTaken(6, batchSize: 100), "36 pixels in 4 tiles")
    #expect(isTaken(7, batchSize: 4))
    #expect(!isTaken(7, batchSize: 3))
  }
}
