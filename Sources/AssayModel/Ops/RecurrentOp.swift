import AssayCore
import CKernels
import COneDNN

/// A recurrent layer over whole sequences: one large product for the inputs of all steps, and one pass
/// for the rest.
///
/// - Shape: `[batch, steps, inputs]`, or `[batch, steps, gates · units]` where it is projected already,
///   gives what the pass leaves for ``RecurrentState`` and the way back.
/// - Gradient: one pass back, then large products, each only where it is needed; keeps the states and the
///   gates.
struct RecurrentOp: Op {
  let form: RecurrentForm
  /// What the inputs are, in their order.
  let roles: [RecurrentForm.Role]

  func shape(of inputs: [Shape]) -> Shape { [inputs[0][0], form.trace.count] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    func input(_ role: RecurrentForm.Role) -> Symbol? {
      roles.firstIndex(of: role).map { inputs[$0] }
    }
    guard let recurrentKernel = input(.recurrentKernel) else { return inputs.map { _ in nil } }
    let packed = Symbol.apply(
      RecurrentPack(form: form, isTransposed: true), recurrentKernel)
    var sources: [(RecurrentForm.Role, Symbol)] = [(.trace, y), (.packed, packed)]
    for role in [RecurrentForm.Role.hidden, .cell, .mask, .dropout] {
      if let symbol = input(role) { sources.append((role, symbol)) }
    }
    for (state, role) in [
      (RecurrentState.Part.outputs, RecurrentForm.Role.outputGradient),
      (.hidden, .hiddenGradient), (.cell, .cellGradient),
    ] {
      let parts = RecurrentSpread.parts(of: dy, state)
      if let first = parts.first {
        sources.append((role, parts.dropFirst().reduce(first, +)))
      }
    }
    let back = Symbol.apply(
      RecurrentBack(form: form, roles: sources.map(\.0)), to: sources.map(\.1))
    let dz = Symbol.apply(
      LeadingPart(target: [inputs[0].shape[0], form.steps, form.gates * form.units]), back)
    return zip(roles, inputs).map { role, symbol in
      switch role {
      case .projected: dz
      case .input: input(.kernel).map { .apply(MatMul(form: .toInput), dz, $0) }
      case .kernel: .apply(MatMul(form: .toKernel), inputs[0], dz)
      case .bias:
        form.cell == .gru ? .apply(GRUBiasGradient(form: form), back) : dz.sum(over: 0..<2)
      case .recurrentKernel: kernelGradient(sources, back)
      case .hidden: .apply(FirstStateGradient(form: form, part: .hidden), back)
      case .cell: .apply(FirstStateGradient(form: form, part: .cell), back)
      default: nil
      }
    }
  }

  private func kernelGradient(
    _ sources: [(RecurrentForm.Role, Symbol)], _ back: Symbol
  ) -> Symbol {
    let read = sources.filter { [.trace, .hidden, .dropout].contains($0.0) }
    return .apply(
      RecurrentKernelGradient(form: form, roles: read.map(\.0)), to: read.map(\.1) + [back])
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    let gates = form.gates * form.units
    let projection =
      roles[0] == .input
      ? AssayModel.operations(
        2, batchSize, form.steps, node.inputs[0].shape.lastSize, gates) : 0
    return [projection, form.operations(batchSize: batchSize)].checkedSum ?? .max
  }

  func plan(_ node: Node, _ planner: inout Planner) throws(ModelError) {
    func buffer(_ role: RecurrentForm.Role) -> UnsafeMutableRawPointer? {
      roles.firstIndex(of: role).map { planner.buffer(node.inputs[$0]) }
    }
    func floats(_ role: RecurrentForm.Role) -> UnsafeMutablePointer<Float>? {
      buffer(role)?.assumingMemoryBound(to: Float.self)
    }
    let pass = RecurrentPass(form, batchSize: planner.batchSize(of: node), &planner)
    pass.setTrace(form, at: planner.buffer(node).assumingMemoryBound(to: Float.self))
    let bias = floats(.bias)
    let gates = form.gates * form.units
    pass.pointer.pointee.packed = UnsafePointer(floats(.packed))
    if form.cell == .gru { pass.pointer.pointee.bias = bias.map { UnsafePointer($0 + gates) } }
    pass.pointer.setStates(roles) { planner.buffer(node.inputs[$0]) }

    let rows = planner.batchSize(of: node) * form.steps
    let z = UnsafeMutableRawPointer(pass.pointer.pointee.z)
    if let kernel = buffer(.kernel) {
      var matmul = assay_matmul()
      let inputs = node.inputs[0].shape.lastSize
      (matmul.m, matmul.n, matmul.k) = (Int64(rows), Int64(gates), Int64(inputs))
      matmul.a = planner.buffer(node.inputs[0])
      matmul.b = kernel
      matmul.bias = UnsafeMutableRawPointer(bias)
      matmul.c = z
      try planner.product(
        matmul, operations: 2 * rows * inputs * gates,
        of: "[\(rows), \(inputs)] [\(inputs), \(gates)]")
    } else if let bias {
      planner.call(
        assay_add, [planner.buffer(node.inputs[0]), UnsafeMutableRawPointer(bias), z],
        sizes: [rows, gates, 1], work: rows * gates)
    } else {
      planner.call(
        assay_copy, [planner.buffer(node.inputs[0]), z],
        sizes: [rows * gates * MemoryLayout<Float>.stride])
    }
    planner.call(form.forward, pass, form)
  }
}

/// The way back through a recurrent layer, from the gradients of its outputs and of its last states.
struct RecurrentBack: Op {
  let form: RecurrentForm
  let roles: [RecurrentForm.Role]

  func shape(of inputs: [Shape]) -> Shape { [inputs[0][0], form.gradient.count] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("RecurrentBack: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int { form.operations(batchSize: batchSize) }

  func plan(_ node: Node, _ planner: inout Planner) {
    func floats(_ role: RecurrentForm.Role) -> UnsafeMutablePointer<Float>? {
      roles.firstIndex(of: role).map {
        planner.buffer(node.inputs[$0]).assumingMemoryBound(to: Float.self)
      }
    }
    let pass = RecurrentPass(form, batchSize: planner.batchSize(of: node), &planner)
    pass.setTrace(form, at: planner.buffer(node.inputs[0]).assumingMemoryBound(to: Float.self))
    pass.setGradient(form, at: planner.buffer(node).assumingMemoryBound(to: Float.self))
    pass.pointer.setStates(roles) { planner.buffer(node.inputs[$0]) }
    pass.pointer.pointee.packed = UnsafePointer(floats(.packed))
    pass.pointer.pointee.dh = UnsafePointer(floats(.outputGradient))
    pass.pointer.pointee.dh_last = UnsafePointer(floats(.hiddenGradient))
    pass.pointer.pointee.dc_last = UnsafePointer(floats(.cellGradient))
    planner.call(form.backward, pass, form)
  }
}

/// The gradient of the recurrent kernel: the states that went into each step, times what came back.
struct RecurrentKernelGradient: Op {
  let form: RecurrentForm
  let roles: [RecurrentForm.Role]

  func shape(of inputs: [Shape]) -> Shape { [form.units, form.gates * form.units] }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("RecurrentKernelGradient: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int { form.operations(batchSize: batchSize) }

  func plan(_ node: Node, _ planner: inout Planner) {
    let back = node.inputs[node.inputs.count - 1]
    let pass = RecurrentPass(form, batchSize: planner.batchSize(of: back), &planner)
    pass.setGradient(form, at: planner.buffer(back).assumingMemoryBound(to: Float.self))
    pass.setTrace(form, at: planner.buffer(node.inputs[0]).assumingMemoryBound(to: Float.self))
    pass.pointer.setStates(roles) { planner.buffer(node.inputs[$0]) }
    pass.pointer.pointee.du = planner.buffer(node).assumingMemoryBound(to: Float.self)
    planner.call(
      assay_recurrent_kernel_gradient, pass, form,
      sizes: [form.cell == .gruResetBefore ? 1 : 0])
  }
}

extension UnsafeMutablePointer<assay_recurrent> {
  /// Says where the first states, the mask and the dropout are, among inputs with these roles.
  fileprivate func setStates(
    _ roles: [RecurrentForm.Role], _ buffer: (Int) -> UnsafeMutableRawPointer
  ) {
    func floats(_ role: RecurrentForm.Role) -> UnsafePointer<Float>? {
      roles.firstIndex(of: role).map {
        UnsafePointer(buffer($0).assumingMemoryBound(to: Float.self))
      }
    }
    pointee.h0 = floats(.hidden)
    pointee.c0 = floats(.cell)
    pointee.mask = floats(.mask)
    pointee.dropout = floats(.dropout)
  }
}

extension Planner {
  /// The samples of a node whose first axis they are.
  fileprivate func batchSize(of node: Node) -> Int { shape(node)[0] }

  fileprivate mutating func call(
    _ kernel: @escaping Kernel, _ pass: RecurrentPass, _ form: RecurrentForm, sizes: [Int] = []
  ) {
    let threads = threads(
      forOperations: form.operations(batchSize: Int(pass.pointer.pointee.batch)))
    call(
      kernel, [UnsafeMutableRawPointer(pass.pointer)], sizes: sizes,
      work: threads > 1 ? Planner.elementsWorthThreads : 0)
  }
}
