import AssayCore
import AssayModel
import CKernels
import Testing

/// Layers that draw in training: their statistics, their gradients, and that a moment decides.
struct RandomLayerTests {
  /// What comes of one input at one moment.
  private func results(
    _ layers: [Layer], _ data: [Float], _ sizes: [Int], batchSize: Int = 1, step: UInt32 = 0,
    mode: Mode = .training, threads: Int = 1
  ) throws -> [[Float]] {
    let x = Symbol.input(Shape([Shape.free] + sizes))
    let network = try Network(inputs: [x], outputs: layers.map { $0(x) }, seed: 0)
    network.store.clock.pointee = assay_clock(seed: (1, 2), epoch: 3, step: step)
    let program = try Program(
      ProgramGraph(inputs: network.inputs, results: specialise(network.outputs, for: mode)),
      batchSize: batchSize, mode: mode, store: network.store, streams: network.streams,
      threads: threads)
    program.inputs[0].assumingMemoryBound(to: Float.self).update(from: data, count: data.count)
    try program.run()
    return program.results.map { $0.scalars(of: Float.self) }
  }

  private func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  private static let count = 20_000
  private let ones = Array(repeating: Float(1), count: count)

  /// Within four standard errors: 4 σ / √n of the mean, 4 σ / √2n of the deviation.
  @Test func gaussianNoiseHasItsDeviation() throws {
    let got = try results([GaussianNoise(0.5)], ones, [Self.count])[0]
    let (mean, deviation) = moments(got)
    #expect(abs(mean - 1) < 0.015)
    #expect(abs(deviation - 0.5) < 0.01)
    // Some 32 in a million lie beyond four deviations, 4.6 % beyond two.
    #expect(got.allSatisfy { abs($0 - 1) < 3 })
    #expect(abs(Double(got.count { abs($0 - 1) > 1 }) / Double(Self.count) - 0.0455) < 0.006)
  }

  @Test func gaussianDropoutHasTheVarianceOfItsRate() throws {
    let (mean, deviation) = moments(
      try results([GaussianDropout(0.2)], ones.map { $0 * 2 }, [Self.count])[0])
    #expect(abs(mean - 2) < 0.03)
    #expect(abs(deviation - 1) < 0.02)  // 2 √(0.2 / 0.8)
  }

  /// Of numbers with mean 0 and variance 1 it keeps both, within four standard errors or so.
  @Test func alphaDropoutKeepsMeanAndVariance() throws {
    var numbers = Numbers(seed: 5)
    let x = numbers.uniform(Self.count, in: -Float(3).squareRoot()...Float(3).squareRoot())
    let got = try results([AlphaDropout(0.25)], x, [Self.count])[0]
    let (mean, deviation) = moments(got)
    #expect(abs(mean) < 0.035)
    #expect(abs(deviation - 1) < 0.025)
    // What is dropped is one number, for a quarter of them.
    let a = 1 / (0.75 * (1 + 0.25 * 1.7580993 * 1.7580993)).squareRoot()
    let dropped = -a * 1.7580993 * 0.75
    #expect(
      abs(Double(got.count { abs(Double($0) - dropped) < 1e-5 }) / Double(Self.count) - 0.25)
        < 0.013)
  }

  @Test func spatialDropoutDropsWholeChannels() throws {
    let sequence = try results(
      [SpatialDropout1D(0.5)], Array(repeating: 1, count: 3 * 5 * 40), [5, 40], batchSize: 3)[0]
    for sample in 0..<3 {
      let first = Array(sequence[sample * 200..<sample * 200 + 40])
      #expect(Set(first) == [0, 2])
      for step in 1..<5 {
        #expect(Array(sequence[sample * 200 + step * 40..<sample * 200 + (step + 1) * 40]) == first)
      }
    }
    #expect(Array(sequence[0..<40]) != Array(sequence[200..<240]))
    let images = try results(
      [SpatialDropout2D(0.5)], Array(repeating: 1, count: 2 * 2 * 3 * 30), [2, 3, 30],
      batchSize: 2)[0]
    for pixel in 1..<6 {
      #expect(images[pixel * 30..<(pixel + 1) * 30].elementsEqual(images[0..<30]))
    }
    #expect(Set(images) == [0, 2])
  }

  @Test func aNoiseShapeIsRepeated() throws {
    let layers = [
      Dropout(0.5, noiseShape: [1, nil]), Dropout(0.5, noiseShape: [nil, 1]), Dropout(0.5),
    ]
    let got = try results(layers, Array(repeating: 1, count: 8 * 60), [60], batchSize: 8)
    for row in 1..<8 { #expect(got[0][row * 60..<(row + 1) * 60].elementsEqual(got[0][0..<60])) }
    for row in 0..<8 { #expect(Set(got[1][row * 60..<(row + 1) * 60]).count == 1) }
    #expect(Set(got[1]) == [0, 2])
    #expect(Set(stride(from: 0, to: 480, by: 60).map { Array(got[2][$0..<$0 + 60]) }).count == 8)
  }

  private static let all: [@Sendable () -> Layer] = [
    { Dropout(0.5) }, { Dropout(0.5, noiseShape: [nil, nil, 1, nil]) }, { SpatialDropout2D(0.5) },
    { GaussianNoise(0.5) }, { GaussianDropout(0.5) }, { AlphaDropout(0.5) },
    { RandomFlip() }, { RandomRotation(0.3) }, { RandomZoom(0.3) }, { RandomTranslation(0.3, 0.3) },
    { RandomCrop(height: 3, width: 3) }, { RandomBrightness(0.5, valueRange: -9...9) },
    { RandomContrast(0.5, valueRange: -9...9) },
  ]

  /// A step draws its own, the same step the same, and threads change nothing.
  @Test(arguments: all.indices) func theMomentDecides(index: Int) throws {
    var numbers = Numbers(seed: 2)
    let x = numbers.uniform(64 * 6 * 5 * 4, in: -2...2)
    func result(_ step: UInt32, threads: Int = 1) throws -> [Float] {
      try results([Self.all[index]()], x, [6, 5, 4], batchSize: 64, step: step, threads: threads)[0]
    }
    let first = try result(0)
    #expect(try result(0) == first)
    #expect(try result(1) != first)
    #expect(try result(0, threads: 2) == first)
  }

  @Test(arguments: all.indices) func isTheInputInInference(index: Int) throws {
    let layer = Self.all[index]()
    guard !(layer is RandomCrop) else { return }
    var numbers = Numbers(seed: 2)
    let x = numbers.uniform(2 * 6 * 5 * 4, in: -2...2)
    #expect(try results([layer], x, [6, 5, 4], batchSize: 2, mode: .inference)[0] == x)
  }

  /// Each places' draws differ, and those of one seed do not.
  @Test func layersOfOneSeedDrawTheSame() throws {
    let layers: [Layer] = [
      GaussianNoise(0.5), GaussianNoise(0.5), GaussianNoise(0.5, seed: 7),
      GaussianNoise(0.5, seed: 7), GaussianNoise(0.5, seed: 8), Dropout(0.5, seed: 7),
      Dropout(0.5, seed: 7), Dropout(0.5),
    ]
    let got = try results(layers, Array(repeating: 1, count: 100), [100])
    #expect(got[2] == got[3])
    #expect(got[5] == got[6])
    #expect(Set([got[0], got[1], got[2], got[4]]).count == 4)
    #expect(got[5] != got[7])
  }

  /// The gradient passes by the same draws: that of `Σ y` at `x` is `(Σ y(x + h) − Σ y(x)) / h`, for all of
  /// these are linear where nothing is limited.
  @Test(arguments: all.indices) func theGradientIsThatOfTheSameDraws(index: Int) throws {
    let sizes = [6, 5, 4]
    let x = Symbol.input(Shape([Shape.free] + sizes))
    let y = Self.all[index]()(x)
    let weights = Symbol.input(y.shape)
    let total = specialise([(y * weights).sum().node], for: .training)[0]
    let found = gradients(of: total, withRespectTo: [x.node]).compactMap { $0 }
    let store = try ParameterStore([], seed: 0)
    store.clock.pointee = OpCase.clock
    let program = try Evaluation(
      nodes: [total] + found, inputs: [x, weights], batchSize: 3, store: store)
    var numbers = Numbers(seed: 4)
    let data = numbers.uniform(3 * 120, in: -2...2)
    let up = numbers.uniform(y.shape.filled(3).elements)
    let base = try program([data, up])
    for element in [0, 17, 50, 119, 200, 359] {
      var moved = data
      moved[element] += 0.5
      let change = try program([moved, up])[0][0] - base[0][0]
      #expect(abs(change / 0.5 - base[1][element]) < 2e-4, "element \(element)")
    }
  }
}
