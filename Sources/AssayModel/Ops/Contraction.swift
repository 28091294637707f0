import AssayCore
import CKernels
import COneDNN

/// The sum of products over the axes that two values share and the result lacks, by oneDNN's matrix
/// product.
///
///     // Attention scores: [batch, t, heads, size] and [batch, s, heads, size] give [batch, heads, t, s].
///     Contraction(first: "bthd", second: "bshd", result: "bhts")
///
/// A letter names an axis; an axis is in two or all of the three. Nothing is moved: the product reads
/// and writes by strides.
///
/// - Gradient: two more contractions; keeps both operands.
struct Contraction: Op {
  let first: [Character]
  let second: [Character]
  let result: [Character]

  init(
    first: some Sequence<Character>, second: some Sequence<Character>,
    result: some Sequence<Character>
  ) {
    self.first = Array(first)
    self.second = Array(second)
    self.result = Array(result)
  }

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    var sizes: [Character: Int] = [:]
    for (letters, shape) in zip([first, second], inputs) {
      precondition(letters.count == shape.count, "Contraction: \(shape) as \(letters)")
      for (letter, size) in zip(letters, shape) {
        guard sizes[letter, default: size] == size else {
          throw .shape(
            where: "", got: "\(inputs[0]) and \(inputs[1])",
            wanted: "axes of one size where the products are added up")
        }
        sizes[letter] = size
      }
    }
    return Shape(result.map { sizes[$0] ?? 1 })
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [
      .apply(Contraction(first: result, second: second, result: first), dy, inputs[1]),
      .apply(Contraction(first: first, second: result, result: second), inputs[0], dy),
    ]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    let summed = zip(first, node.inputs[0].shape.filled(batchSize))
      .filter { !result.contains($0.0) }
    return AssayModel.operations(
      2, node.shape.filled(batchSize).elements, summed.reduce(1) { $0 * $1.1 })
  }

  var isByRow: Bool {
    result[0] == first[0] && (second[0] == result[0] || !second.contains(result[0]))
  }

  func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    var a = Operand(first, planner.shape(node.inputs[0]), planner.buffer(node.inputs[0]))
    var b = Operand(second, planner.shape(node.inputs[1]), planner.buffer(node.inputs[1]))
    let c = Operand(result, planner.shape(node), planner.buffer(node))
    var rows = c.letters.filter { a.letters.contains($0) && !b.letters.contains($0) }
    var columns = c.letters.filter { b.letters.contains($0) && !a.letters.contains($0) }
    // The result of a product has its columns side by side.
    if c.stride(of: columns) != 1, c.stride(of: rows) == 1 {
      swap(&a, &b)
      swap(&rows, &columns)
    }
    let inner = a.letters.filter { b.letters.contains($0) && !c.letters.contains($0) }
    let batch = runs(of: c.letters.filter { a.letters.contains($0) && b.letters.contains($0) }) {
      a.isRun($0) && b.isRun($0) && c.isRun($0)
    }
    precondition(
      batch.count <= ASSAY_MOST_BATCH_AXES && a.isRun(rows) && c.isRun(rows) && b.isRun(columns)
        && c.isRun(columns) && a.isRun(inner) && b.isRun(inner),
      "Contraction: \(first), \(second) to \(result) is no product of matrices")

    var matmul = assay_batched_matmul()
    matmul.m = Int64(c.size(of: rows))
    matmul.n = Int64(c.size(of: columns))
    matmul.k = Int64(a.size(of: inner))
    matmul.batch_rank = Int32(batch.count)
    set(&matmul.batch, batch.map { c.size(of: $0) })
    set(&matmul.a_strides, a.strides(batch, rows, inner))
    set(&matmul.b_strides, b.strides(batch, inner, columns))
    set(&matmul.c_strides, c.strides(batch, rows, columns))
    (matmul.a, matmul.b, matmul.c) = (a.buffer, b.buffer, c.buffer)

    let threads = planner.threads(
      forOperations: operations(node, batchSize: planner.batchSize))
    assay_set_thread_count(Int32(threads))
    var primitive: OpaquePointer?
    let status = assay_batched_matmul_create(&matmul, &primitive)
    guard status >= 0 else { throw .oneDNNMissing(String(cString: assay_onednn_load_error())) }
    guard status == 0, let primitive else {
      throw .oneDNN(
        call: "matmul \(planner.shape(node.inputs[0])) \(planner.shape(node.inputs[1]))",
        status: Int(status))
    }
    planner.call(primitive, threads: threads)
  }

  /// The letters in as few runs as `isRun` allows.
  private func runs(
    of letters: [Character], isRun: ([Character]) -> Bool
  ) -> [[Character]] {
    letters.reduce(into: []) { runs, letter in
      if let last = runs.last, isRun(last + [letter]) {
        runs[runs.count - 1].append(letter)
      } else {
        runs.append([letter])
      }
    }
  }

  private func set<T>(_ target: inout T, _ numbers: [Int]) {
    withUnsafeMutableBytes(of: &target) { bytes in
      let slots = bytes.bindMemory(to: Int64.self)
      for (index, number) in numbers.enumerated() { slots[index] = Int64(number) }
    }
  }
}

/// One of the three values of a contraction, as it lies in memory.
private struct Operand {
  let letters: [Character]
  let buffer: UnsafeMutableRawPointer
  private let sizes: [Int]
  private let strides: [Int]

  init(_ letters: [Character], _ shape: Shape, _ buffer: UnsafeMutableRawPointer) {
    self.letters = letters
    self.buffer = buffer
    sizes = Array(shape)
    strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  }

  private func index(_ letter: Character) -> Int { letters.firstIndex(of: letter) ?? 0 }

  /// Whether the letters stand side by side here, in this order.
  func isRun(_ run: [Character]) -> Bool {
    zip(run, run.dropFirst()).allSatisfy { index($0.1) == index($0.0) + 1 }
  }

  func size(of run: [Character]) -> Int { run.reduce(1) { $0 * sizes[index($1)] } }

  func stride(of run: [Character]) -> Int { run.last.map { strides[index($0)] } ?? 1 }

  /// The strides of the batch axes and of a matrix. Where it has one row or one column, that axis gets
  /// a stride that makes the other one's the distance between rows, as oneDNN wants it.
  func strides(
    _ batch: [[Character]], _ rows: [Character], _ columns: [Character]
  ) -> [Int] {
    var (row, column) = (stride(of: rows), stride(of: columns))
    if size(of: columns) == 1 {
      column = 1
    } else if size(of: rows) == 1 {
      row = column == 1 ? size(of: columns) : 1
    }
    return batch.map { stride(of: $0) } + [row, column]
  }
}

extension Symbol {
  /// See ``Contraction``.
  package static func contraction(
    _ first: String, _ a: Symbol, _ second: String, _ b: Symbol, to result: String
  ) -> Symbol {
    .apply(Contraction(first: first, second: second, result: result), a, b)
  }
}
