import AssayCore

/// One operation of a graph: its shape rule, its gradient and its kernel, side by side.
///
/// The gradient is written with symbols, so the backward pass is more graph: what a gradient reads is
/// what it keeps alive, and one planner places all of it.
package protocol Op {
  /// The shape of the result.
  ///
  /// - Throws: ``ModelError`` whose place is empty; the layer that asked fills it in.
  func shape(of inputs: [Shape]) throws(ModelError) -> Shape

  /// The type that the elements of an input must have; `nil` takes any.
  func dtype(ofInput index: Int) -> DType?

  /// The gradient with respect to each input, given that of the result `y`; `nil` where there is none.
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?]

  /// Whether the result is the first input's memory under another shape.
  func isAlias(in mode: Mode) -> Bool

  /// The input whose memory the result may take where nobody reads that input afterwards: the kernel reads
  /// each of its elements before it writes the same one.
  var overwritableInput: Int? { get }

  /// Whether each row of the result, the first axis, comes of the same row of the inputs alone, and of what has
  /// no such axis; and is stored as one.
  var isByRow: Bool { get }

  /// The arithmetic of one run, by which a program chooses its threads.
  func operations(_ node: Node, batchSize: Int) -> Int

  /// Appends the calls that compute `node`.
  func plan(_ node: Node, _ planner: inout Planner) throws(ModelError)
}

extension Op {
  package func dtype(ofInput index: Int) -> DType? { .float32 }
  package func isAlias(in mode: Mode) -> Bool { false }
  package var overwritableInput: Int? { nil }
  package var isByRow: Bool { false }
  package func operations(_ node: Node, batchSize: Int) -> Int {
    node.shape.filled(batchSize).elements
  }
}

/// Whether a program trains or predicts; dropout and its like differ.
package enum Mode: Hashable, Sendable {
  case training, inference
}
