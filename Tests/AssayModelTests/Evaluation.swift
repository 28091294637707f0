import AssayCore
import AssayModel

/// Computes symbols from numbers, without a model or a loss.
///
///     let x = Symbol.input([2, 3])
///     try Evaluation([x.tanh()]).values(of: [x: […]])
struct Evaluation {
  let inputs: [Symbol]
  let program: Program

  /// - Parameters:
  ///   - outputs: what is computed, in the order of the results.
  ///   - inputs: where the numbers enter.
  init(
    _ outputs: [Symbol], inputs: [Symbol], batchSize: Int = 1, mode: Mode = .training,
    threads: Int = 1, store: ParameterStore? = nil, streams: [ObjectIdentifier: Int] = [:]
  ) throws {
    for case let error? in (outputs + inputs).map(\.error) { throw error }
    try self.init(
      nodes: outputs.map(\.node), inputs: inputs, batchSize: batchSize, mode: mode,
      threads: threads, store: store, streams: streams)
  }

  /// The same for nodes, such as gradients.
  init(
    nodes: [Node], inputs: [Symbol], batchSize: Int = 1, mode: Mode = .training,
    threads: Int = 1, store: ParameterStore? = nil, streams: [ObjectIdentifier: Int] = [:]
  ) throws {
    self.inputs = inputs
    program = try Program(
      ProgramGraph(inputs: inputs.map(\.node), results: nodes),
      batchSize: batchSize, mode: mode, store: store ?? ParameterStore([], seed: 0),
      streams: streams, threads: threads)
  }

  /// The elements of every output, given those of every input: floats, or whole numbers for `int32`.
  func callAsFunction(_ data: [[Float]]) throws -> [[Float]] {
    try run(data).map { $0.scalars(of: Float.self) }
  }

  /// The same, as tensors of their own.
  func run(_ data: [[Float]]) throws -> [Tensor] {
    precondition(data.count == inputs.count, "Evaluation: \(data.count) arrays")
    for (index, numbers) in data.enumerated() {
      let count = program.inputTensors[index].count
      precondition(numbers.count == count, "Evaluation: \(numbers.count) numbers for \(count)")
      if inputs[index].node.dtype == .int32 {
        let memory = program.inputs[index].assumingMemoryBound(to: Int32.self)
        for (at, number) in numbers.enumerated() { memory[at] = Int32(number) }
      } else {
        let memory = program.inputs[index].assumingMemoryBound(to: Float.self)
        for (at, number) in numbers.enumerated() { memory[at] = number }
      }
    }
    try program.run()
    return program.results.map { $0.copy() }
  }
}

/// Numbers of a seed: uniform in a range, and whole numbers.
struct Numbers {
  private var random: Philox

  init(seed: UInt64) { random = Philox(seed: seed, stream: .test) }

  mutating func uniform(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in
      range.lowerBound + (range.upperBound - range.lowerBound) * random.nextUniform()
    }
  }

  mutating func whole(_ count: Int, in range: Range<Int>) -> [Float] {
    (0..<count).map { _ in Float(Int.random(in: range, using: &random)) }
  }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
}

/// The largest `|a − b| / (relative · |b| + absolute)`: at most 1 where all elements agree. Equal
/// infinities agree, and NaN agrees with NaN.
func disagreement(
  _ a: [Float], _ b: [Double], relative: Double, absolute: Double
) -> Double {
  guard a.count == b.count else { return .infinity }
  var worst = 0.0
  for (x, y) in zip(a.map(Double.init), b) where x != y && !(x.isNaN && y.isNaN) {
    let ratio = (x - y).magnitude / (relative * y.magnitude + absolute)
    worst = ratio.isNaN ? .infinity : max(worst, ratio)
  }
  return worst
}
