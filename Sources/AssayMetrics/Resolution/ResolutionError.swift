import AssayCore

/// Why `accuracy` or `crossentropy` could not be resolved.
public enum ResolutionError: Error, Equatable, CustomStringConvertible {
  /// A shape without axes.
  case noAxes(Resolution.Question, tensor: String)
  /// A last axis whose size is not known, or is 0.
  case noLastAxis(Resolution.Question, tensor: String, shape: Shape)
  /// Labels that are neither one for each output nor one for each row of outputs.
  case shapesDoNotFit(Resolution.Question, labels: Shape, output: Shape, wanted: [String])
  /// Labels whose values are not what their shape makes them.
  case labelsDoNotFit(Resolution.Question, found: String, wanted: String)
  /// Facts that leave, or speak for, more than one choice.
  case undecided(Resolution.Question, found: String, choices: [String])

  public var description: String {
    switch self {
    case .noAxes(let question, let tensor):
      "\(question): shape [] of the \(tensor) has no axes; wanted a batch axis first, such as [batch, 10]"
    case .noLastAxis(let question, let tensor, let shape):
      "\(question): the last axis of the \(tensor) \(shape) has no known size; wanted a fixed one, "
        + "such as [batch, 10]"
    case .shapesDoNotFit(let question, let labels, let output, let wanted):
      "\(question): labels \(labels) do not fit output \(output); it takes labels "
        + wanted.joined(separator: " or ")
    case .labelsDoNotFit(let question, let found, let wanted):
      "\(question): \(found); \(wanted)"
    case .undecided(let question, let found, let choices):
      "\(question): \(found); say which is meant: " + choices.joined(separator: ", or ")
    }
  }
}
