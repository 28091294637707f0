import AssayCore
import AssayModel

extension OptimizerWeights {
  /// Where a variable of a file belongs in an updater.
  enum Place {
    case iteration
    case learningRate
    /// A number that Keras keeps beside those in use, which is 0.
    case unused(isInteger: Bool)
    /// What counts steps in float32, as a whole number in a file.
    case counter(Updater.Variable)
    case variable(Updater.Variable)

    /// Those of a LossScaleOptimizer before the inner one's.
    static let scaling = ["iteration", "learning_rate", "step_counter", "dynamic_scale"]

    /// The numbers that an optimizer has before it has met a model.
    static func own(of updater: Updater) -> [Place] {
      updater.optimizer.learningRate.constant == nil ? [.iteration] : [.iteration, .learningRate]
    }

    /// In the order of a file.
    static func all(of updater: Updater) -> [Place] {
      let own = own(of: updater)
      var variables = updater.variables[...]
      guard updater.optimizer is LossScaleOptimizer else {
        return own
          + variables.map { $0.buffer == nil ? .unused(isInteger: true) : .variable($0) }
      }
      let counter = variables.removeFirst()
      let scale = variables.removeFirst()
      // The two numbers of the inner optimizer, which are `own`.
      variables.removeFirst(2)
      // Keras forgets the inner optimizer's numbers.
      let kept = variables.filter { $0.name != "variable" || !$0.shape.isEmpty }
      return [
        .unused(isInteger: true), .unused(isInteger: false), .counter(counter), .variable(scale),
      ]
        + own + kept.map { .variable($0) }
    }

    func tensor(_ updater: Updater) -> Tensor {
      switch self {
      case .iteration: Place.integer(updater.iterations)
      case .learningRate: Place.float(Float(updater.learningRate))
      case .unused(let isInteger): isInteger ? Place.integer(0) : Place.float(0)
      case .counter(let variable): Place.integer(Int(exactly: variable.buffer?.first ?? 0) ?? 0)
      case .variable(let variable):
        (try? Tensor(Array(variable.buffer ?? .init(start: nil, count: 0)), shape: variable.shape))
          ?? Tensor(zeros: variable.shape)
      }
    }

    /// `int32`, as Keras has it, while that holds the number.
    private static func integer(_ value: Int) -> Tensor {
      guard let small = Int32(exactly: value) else {
        return (try? Tensor([value], shape: [])) ?? Tensor(zeros: [], dtype: .int64)
      }
      return (try? Tensor([small], shape: [])) ?? Tensor(zeros: [], dtype: .int32)
    }

    private static func float(_ value: Float) -> Tensor {
      (try? Tensor([value], shape: [])) ?? Tensor(zeros: [])
    }

    /// What is to be done with what a file has, once all of it is known to be good.
    func change(_ tensor: Tensor, _ updater: Updater) throws -> () throws -> Void {
      switch self {
      case .iteration:
        let count = try count(tensor)
        return { updater.iterations = count }
      case .learningRate:
        try check(tensor, [])
        let rate = tensor.double(at: 0)
        guard rate >= 0, rate.isFinite else {
          throw KerasFileError(
            place: "learning_rate", found: "\(rate)", wanted: "a finite number of 0 or more")
        }
        return { try updater.setLearningRate(KerasSchedules.shortest(rate)) }
      case .unused:
        try check(tensor, [])
        return {}
      case .counter(let variable):
        let count = try count(tensor)
        guard count <= 1 << 24 else { throw wrongCount(count) }
        return { variable.buffer?.update(repeating: Float(count)) }
      case .variable(let variable):
        try check(tensor, variable.shape)
        if variable.name == "dynamic_scale" {
          let scale = Float(tensor.double(at: 0))
          guard scale > 0, scale.isFinite else {
            throw KerasFileError(
              place: "dynamic_scale", found: "\(scale)", wanted: "a finite number greater than 0")
          }
        }
        return {
          guard let buffer = variable.buffer else { return }
          if tensor.dtype == .float32 {
            tensor.withUnsafeScalars(of: Float.self) { _ = buffer.update(fromContentsOf: $0) }
          } else {
            for index in 0..<tensor.count { buffer[index] = Float(tensor.double(at: index)) }
          }
        }
      }
    }

    private var name: String {
      switch self {
      case .iteration: "iteration"
      case .learningRate: "learning_rate"
      case .unused: "an unused number"
      case .counter(let variable), .variable(let variable): variable.name
      }
    }

    private func check(_ tensor: Tensor, _ shape: Shape) throws {
      guard tensor.shape == shape else {
        throw KerasFileError(
          place: name, found: "the shape \(tensor.shape)", wanted: "\(shape)")
      }
    }

    /// A number of steps.
    func count(_ tensor: Tensor) throws -> Int {
      try check(tensor, [])
      guard let count = Int(exactly: tensor.double(at: 0)), (0...1 << 53).contains(count) else {
        throw wrongCount(tensor.double(at: 0))
      }
      return count
    }

    private func wrongCount<Number>(_ found: Number) -> KerasFileError {
      KerasFileError(place: name, found: "\(found)", wanted: "a number of steps")
    }
  }
}
