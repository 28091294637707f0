import AssayCore
import AssayModel
import Testing

/// Layers for images and sequences against Keras: results, gradients of the input and every weight, and what
/// becomes of moving statistics; with the passes that join ops, and without.
struct ConvolutionGoldenTests {
  @Test(arguments: ConvolutionGolden.all("plain"))
  func convolvesAsKerasDoes(_ golden: ConvolutionGolden) throws { try check(golden) }

  @Test(arguments: ConvolutionGolden.all("transposed"))
  func spreadsAsKerasDoes(_ golden: ConvolutionGolden) throws { try check(golden) }

  @Test(arguments: ConvolutionGolden.all("depthwise"))
  func convolvesChannelByChannelAsKerasDoes(_ golden: ConvolutionGolden) throws {
    try check(golden)
  }

  @Test(arguments: ConvolutionGolden.all("images"))
  func poolsPadsAndCropsAsKerasDoes(_ golden: ConvolutionGolden) throws { try check(golden) }

  @Test(arguments: ConvolutionGolden.all("batch_norm"))
  func normalizesBatchesAsKerasDoes(_ golden: ConvolutionGolden) throws { try check(golden) }

  private func check(_ golden: ConvolutionGolden) throws {
    for fusing in [false, true] {
      let x = Symbol.input(golden.input.withFirst(Shape.free))
      let mask = golden.mask.map { Symbol.input([Shape.free, $0[0].count]) }
      let source = mask.map { Masked()(x, $0) } ?? x
      let layer = try golden.makeLayer()
      var output = layer(source, training: golden.call)
      if golden.twice == true { output = output + layer(x * 2 + 1, training: golden.call) }
      if let error = output.error { throw error }
      #expect(output.shape == golden.output.shape.withFirst(Shape.free))

      let run = try GraphRun(
        inputs: [x] + (mask.map { [$0] } ?? []), output: output,
        mode: golden.training ? .training : .inference, fusing: fusing, batchSize: golden.input[0])
      let names = run.network.parameterNames.map {
        $0.split(separator: "/").dropFirst().joined(separator: "/")
      }
      #expect(names == golden.weights.map(\.path))
      #expect(run.isTrained == golden.weights.map(\.trainable))
      let before = try golden.startingWeights()
      try run.network.setWeights(before)
      try run(
        [golden.inputValues] + (golden.mask.map { [$0.flatMap { $0 }] } ?? []),
        upstream: golden.upstream)

      expect(run.output, golden.output.values, "result", fusing)
      expect(run.inputGradients[0], golden.inputGradient, "gradient of the input", fusing)
      #expect(run.weightGradients.count == golden.weightGradients.count)
      for (index, (got, wanted)) in zip(run.weightGradients, golden.weightGradients).enumerated() {
        expect(got, wanted, "gradient \(index)", fusing)
      }
      // Keras's moving statistics follow a call that asks for training even in `predict`; here nothing that
      // does not train changes a model.
      let stays = golden.call == true && !golden.training
      for (index, weight) in golden.weights.filter({ !$0.trainable }).enumerated() {
        let at = golden.weights.firstIndex { $0.path == weight.path } ?? 0
        let wanted = stays ? before[at].doubles : golden.after[index]
        let got = run.network.weights[at].scalars(of: Float.self)
        expect(got, wanted, "\(weight.path) after the run", fusing)
      }
    }
  }

  /// Within 1e-5 of the largest numbers: some hundred roundings of float32 in another order.
  private func expect(_ got: [Float], _ wanted: [Double], _ what: String, _ fusing: Bool) {
    let most = wanted.map(\.magnitude).max() ?? 0
    #expect(
      disagreement(got, wanted, relative: 1e-5, absolute: 1e-6 + 1e-5 * most) <= 1,
      "\(what)\(fusing ? " of the fused graph" : ""): \(got) for \(wanted)")
  }
}

/// Passes its first input on with the second as its mask.
private final class Masked: Layer {
  override func call(_ inputs: [Symbol], _ scope: Scope) -> Symbol { inputs[0] * 1 }
  override var supportsMasking: Bool { true }
  override func mask(of inputs: [Symbol], output: Symbol) -> Symbol? { inputs[1] }
}
