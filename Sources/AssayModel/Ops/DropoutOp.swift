import AssayCore
import CKernels

/// Training: each element is 0 with probability `rate`, the others are scaled by `1 / (1 − rate)`.
/// Inference: the input itself.
///
/// - Gradient: the same mask, made again from the same counters; keeps nothing.
struct DropoutOp: Op {
  let rate: Float
  /// Which dropout this is; the forward and the backward one are the same.
  let place: DropoutPlace

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(self, dy)]
  }

  func isAlias(in mode: Mode) -> Bool { mode == .inference || rate == 0 }

  var overwritableInput: Int? { 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_dropout,
      [planner.buffer(node.inputs[0]), planner.buffer(node), planner.clock],
      sizes: [count, planner.index(of: place)], settings: [rate], work: count)
  }
}

/// The identity of one use of dropout in a model.
package final class DropoutPlace {}

extension Symbol {
  /// Drops elements in training; see ``Dropout``.
  public func dropout(rate: Float) -> Symbol {
    guard error == nil else { return self }
    guard rate >= 0, rate < 1 else {
      return Symbol(
        failure: .argument(where: "", found: "rate is \(rate)", wanted: "a rate in 0..<1"))
    }
    return .apply(DropoutOp(rate: rate, place: DropoutPlace()), self)
  }
}
