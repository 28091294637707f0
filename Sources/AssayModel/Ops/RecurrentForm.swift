import AssayCore
import CKernels

/// What one pass over sequences is: the cell, and the way it goes.
struct RecurrentForm {
  enum Cell { case simple, lstm, gru, gruResetBefore }

  /// What an input of a recurrent op is to it.
  enum Role {
    case input, projected, kernel, bias, recurrentKernel, packed, trace
    case hidden, cell, mask, dropout
    case outputGradient, hiddenGradient, cellGradient
  }

  let cell: Cell
  let units: Int
  /// The steps of the input.
  let steps: Int
  /// Whether the last step comes first.
  let isReversed: Bool
  /// Whether the output of the last step stands first.
  let isTurned: Bool
  let activation: Activation
  let recurrentActivation: Activation

  /// The gates, each as wide as the state.
  var gates: Int {
    switch cell {
    case .simple: 1
    case .lstm: 4
    case .gru, .gruResetBefore: 3
    }
  }

  /// The numbers of the recurrent kernel in columns of 16.
  var packedCount: Int { (units + 15) / 16 * 16 * gates * units }

  /// Where the parts of a buffer are: one behind another, each with so many numbers for a sample.
  struct Parts {
    private var counts: [(name: Part, count: Int)] = []
    enum Part { case h, z, beside, scratch, hidden, cell }

    mutating func add(_ part: Part, _ count: Int) { counts.append((part, count)) }
    var count: Int { counts.reduce(0) { $0 + $1.count } }

    /// The first number of a part, for a batch; `nil` where there is none.
    func offset(of part: Part, batchSize: Int) -> Int? {
      var offset = 0
      for (name, count) in counts {
        if name == part { return offset }
        offset += count * batchSize
      }
      return nil
    }
  }

  /// A forward pass leaves its outputs, what its gates were, and the cells of an LSTM or what a GRU
  /// resets.
  var trace: Parts {
    var parts = Parts()
    parts.add(.h, steps * units)
    parts.add(.z, steps * gates * units)
    if cell != .simple { parts.add(.beside, steps * units) }
    parts.add(.scratch, (gates + 3) * units)
    return parts
  }

  /// The way back leaves the gradients of the projected input, of what a GRU resets, and of the first
  /// states.
  var gradient: Parts {
    var parts = Parts()
    parts.add(.z, steps * gates * units)
    if cell == .gru { parts.add(.beside, steps * units) }
    parts.add(.hidden, units)
    if cell == .lstm { parts.add(.cell, units) }
    parts.add(.scratch, (gates + 3) * units)
    return parts
  }

  /// The arithmetic of one pass.
  func operations(batchSize: Int) -> Int {
    AssayModel.operations(batchSize, steps, units, gates, 2 * units + 20)
  }

  var forward: Kernel {
    switch cell {
    case .simple: assay_simple_rnn
    case .lstm: assay_lstm
    case .gru: assay_gru
    case .gruResetBefore: assay_gru_before
    }
  }

  var backward: Kernel {
    switch cell {
    case .simple: assay_simple_rnn_gradient
    case .lstm: assay_lstm_gradient
    case .gru: assay_gru_gradient
    case .gruResetBefore: assay_gru_before_gradient
    }
  }
}

/// The description that the kernels of one pass read, in memory of the program's.
struct RecurrentPass {
  let pointer: UnsafeMutablePointer<assay_recurrent>

  init(_ form: RecurrentForm, batchSize: Int, _ planner: inout Planner) {
    var pass = assay_recurrent()
    pass.batch = Int64(batchSize)
    pass.steps = Int64(form.steps)
    pass.units = Int64(form.units)
    pass.gates = Int64(form.gates)
    pass.reversed = form.isReversed ? 1 : 0
    pass.turned = form.isTurned ? 1 : 0
    pass.activation = assay_activation(form.activation)
    pass.recurrent_activation = assay_activation(form.recurrentActivation)
    pointer = planner.scratch(bytes: MemoryLayout<assay_recurrent>.stride)
      .bindMemory(to: assay_recurrent.self, capacity: 1)
    pointer.initialize(to: pass)
  }

  /// Says where what a forward pass leaves is.
  func setTrace(_ form: RecurrentForm, at start: UnsafeMutablePointer<Float>) {
    let batchSize = Int(pointer.pointee.batch)
    func place(_ part: RecurrentForm.Parts.Part) -> UnsafeMutablePointer<Float>? {
      form.trace.offset(of: part, batchSize: batchSize).map { start + $0 }
    }
    pointer.pointee.h = place(.h)
    pointer.pointee.z = place(.z)
    pointer.pointee.c = form.cell == .lstm ? place(.beside) : nil
    pointer.pointee.q = form.cell == .lstm ? nil : place(.beside)
    pointer.pointee.scratch = place(.scratch)
  }

  /// Says where what the way back leaves is.
  func setGradient(_ form: RecurrentForm, at start: UnsafeMutablePointer<Float>) {
    let batchSize = Int(pointer.pointee.batch)
    func place(_ part: RecurrentForm.Parts.Part) -> UnsafeMutablePointer<Float>? {
      form.gradient.offset(of: part, batchSize: batchSize).map { start + $0 }
    }
    pointer.pointee.dz = place(.z)
    pointer.pointee.dq = place(.beside)
    pointer.pointee.dh0 = place(.hidden)
    pointer.pointee.dc0 = place(.cell)
    pointer.pointee.scratch = place(.scratch)
  }
}

extension assay_activation {
  fileprivate init(_ activation: Activation) {
    self.init()
    switch activation.kind {
    case .linear: kind = Int32(ASSAY_LINEAR)
    case .unary(.tanh, _): kind = Int32(ASSAY_TANH)
    case .unary(.sigmoid, _): kind = Int32(ASSAY_SIGMOID)
    case .unary(let function, let settings):
      kind = Int32(ASSAY_BY_KERNELS)
      forward = function.forward
      gradient = function.gradient
      keeps_input = function.keeps == .input ? 1 : 0
      withUnsafeMutableBytes(of: &s) { bytes in
        let slots = bytes.bindMemory(to: Float.self)
        for (i, setting) in settings.enumerated() { slots[i] = setting }
      }
    case .softmax, .logSoftmax:
      kind = Int32(ASSAY_BY_KERNELS)
      rows = 1
      if activation.kind == .softmax {
        (forward, gradient) = (assay_softmax, assay_softmax_gradient)
      } else {
        (forward, gradient) = (assay_log_softmax, assay_log_softmax_gradient)
      }
    }
  }
}
