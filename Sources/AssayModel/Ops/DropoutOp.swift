import AssayCore
import CKernels

/// Training: each element is 0 with probability `rate`, the others are scaled by `1 / (1 − rate)`.
/// Inference: the input itself.
///
/// - Gradient: the same mask, made again from the same counters; keeps nothing.
struct DropoutOp: RandomOp {
  let rate: Float
  /// Which dropout this is; the forward and the backward one are the same.
  let place: RandomPlace
  /// Whether inference drops too.
  var isAlways = false
  /// Draws of one seed are the same.
  var seed: Int? = nil

  func shape(of inputs: [Shape]) -> Shape { inputs[0] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(self, dy)]
  }

  func isAlias(in mode: Mode) -> Bool { (mode == .inference && !isAlways) || rate == 0 }

  var overwritableInput: Int? { 0 }

  func plan(_ node: Node, _ planner: inout Planner) {
    let count = planner.shape(node).elements
    planner.call(
      assay_dropout,
      [planner.buffer(node.inputs[0]), planner.buffer(node), planner.clock],
      sizes: [count, planner.number(of: place, seed: seed)], settings: [rate], work: count)
  }
}

/// An op that draws numbers: the same at the same moment of a run, whatever ran before.
package protocol RandomOp: Op {
  /// Which of the model's draws this is; ops of one place draw the same.
  var place: RandomPlace { get }
}

/// The identity of one draw in a model.
package final class RandomPlace {}

extension Symbol {
  /// Drops elements in training; see ``Dropout``.
  ///
  /// - Parameters:
  ///   - always: in inference too.
  ///   - seed: what is drawn with one seed is the same; by default each draws its own.
  public func dropout(rate: Float, always: Bool = false, seed: Int? = nil) -> Symbol {
    guard error == nil else { return self }
    guard rate >= 0, rate < 1 else {
      return Symbol(
        failure: .argument(where: "", found: "rate is \(rate)", wanted: "a rate in 0..<1"))
    }
    return .apply(
      DropoutOp(rate: rate, place: RandomPlace(), isAlways: always, seed: seed), self)
  }
}
