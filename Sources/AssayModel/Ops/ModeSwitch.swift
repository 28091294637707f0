import AssayCore

/// The first input where a program trains, the second where it does not: a program is made of the one that
/// it needs.
struct ModeSwitch: Op {
  /// A layer that is frozen does not train.
  let layer: Layer?
  /// The mode, where it does not depend on the program.
  let mode: Mode?

  func shape(of inputs: [Shape]) throws(ModelError) -> Shape {
    guard inputs[0] == inputs[1] else {
      throw .shape(
        where: "", got: "\(inputs[0]) in training and \(inputs[1]) otherwise", wanted: "one shape")
    }
    return inputs[0]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("ModeSwitch: gradients are taken of a graph for one mode")
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    preconditionFailure("ModeSwitch: a program is made of a graph for one mode")
  }

  /// Which input a program takes.
  func choice(in mode: Mode) -> Int {
    (self.mode ?? mode) == .training && layer?.isTrainable != false ? 0 : 1
  }
}
