import AssayCore
import CKernels

/// Data that a batch brings.
package struct InputOp: Op {
  package let name: String?
  package let dtype: DType
  /// The samples of every batch, where that is settled.
  package var batchSize: Int? = nil
  /// What a file says of the input and the model does not keep to.
  package var declared: DeclaredInput? = nil

  // The shape is given where the node is made.
  package func shape(of inputs: [Shape]) -> Shape { [] }
  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  package func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    guard let batchSize, batchSize != planner.batchSize else { return }
    throw .argument(
      where: name.map { "Input \"\($0)\"" } ?? "Input", found: "a batch of \(planner.batchSize)",
      wanted: "batches of \(batchSize), to which it is fixed: "
        + "let it divide the number of samples")
  }
}

/// An input as a file declares it, to be written back.
package struct DeclaredInput: Equatable, Sendable {
  /// With `nil` where a size is free.
  package let batchShape: [Int?]
  package let dtype: String

  package init(batchShape: [Int?], dtype: String) {
    self.batchShape = batchShape
    self.dtype = dtype
  }
}

/// The current value of a parameter.
package struct ParameterOp: Op {
  package let parameter: Parameter

  package func shape(of inputs: [Shape]) -> Shape { parameter.shape }
  package func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }
  package func plan(_ node: Node, _ planner: inout Planner) {}
}

/// One number in every element.
struct Fill: Op {
  let value: Float
  let shape: Shape

  func shape(of inputs: [Shape]) -> Shape { shape }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(assay_fill, [planner.buffer(node)], sizes: [count], settings: [value])
  }
}

extension Symbol {
  /// A place where data of exactly this shape enters.
  package static func input(
    _ shape: Shape, dtype: DType = .float32, name: String? = nil, batchSize: Int? = nil,
    declared: DeclaredInput? = nil
  ) -> Symbol {
    Symbol(
      Node(
        op: InputOp(name: name, dtype: dtype, batchSize: batchSize, declared: declared),
        inputs: [], shape: shape))
  }

  /// One number, in every element of `shape`.
  public static func constant(_ value: Float, shape: Shape = []) -> Symbol {
    .apply(Fill(value: value, shape: shape))
  }

  /// The number of samples, as a scalar.
  var samples: Symbol {
    shape.first == Shape.free
      ? Symbol.constant(1, shape: [Shape.free]).sum() : .constant(Float(shape.first ?? 1))
  }
}

extension Node {
  /// The samples of every batch, where an input behind this says so.
  var fixedBatchSize: Int? {
    topologicalOrder([self]).lazy.compactMap { ($0.op as? InputOp)?.batchSize }.first
  }
}

/// The same elements with a first axis that is free, or a fixed batch size.
struct BatchAxis: Op {
  let size: Int

  func shape(of inputs: [Shape]) -> Shape { Shape([size] + inputs[0].dropFirst()) }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [dy.asBatch(inputs[0].shape[0])]
  }

  func isAlias(in mode: Mode) -> Bool { true }
  func plan(_ node: Node, _ planner: inout Planner) {}
}

extension Symbol {
  /// This value with a first axis of `size`, or a free one, where all batches are of one size.
  func asBatch(_ size: Int) -> Symbol {
    error != nil || shape.first == size ? self : .apply(BatchAxis(size: size), self)
  }
}
