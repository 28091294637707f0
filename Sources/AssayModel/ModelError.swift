import AssayCore

/// What is wrong with a model or its arguments.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// A layer or an operation was given a shape it cannot take.
  case shape(where: String, got: String, wanted: String)
  /// An argument outside its range.
  case argument(where: String, found: String, wanted: String)
  /// A graph that is not one model.
  case graph(String)
  /// Weights that do not fit the model.
  case weights(String)
  /// oneDNN is not on this machine, or is no version that Assay knows.
  case oneDNNMissing(String)
  /// A call into oneDNN failed.
  case oneDNN(call: String, status: Int)

  public var description: String {
    switch self {
    case .shape(let place, let got, let wanted): "\(place): got \(got); wanted \(wanted)"
    case .argument(let place, let found, let wanted): "\(place): \(found); wanted \(wanted)"
    case .graph(let message), .weights(let message): message
    case .oneDNNMissing(let reason):
      "oneDNN could not be loaded: \(reason); install it: apt-get install libdnnl-dev"
    case .oneDNN(let call, let status):
      "oneDNN: \(call) failed with status \(status)\(status == 1 ? " (out of memory)" : "")"
    }
  }

  /// A shape with more elements than there can be.
  static func tooLarge(_ what: String) -> ModelError {
    .shape(where: "", got: what, wanted: Shape.wantedSize)
  }

  /// The same error, saying where it happened.
  func located(at place: String) -> ModelError {
    switch self {
    case .shape("", let got, let wanted): .shape(where: place, got: got, wanted: wanted)
    case .argument("", let found, let wanted): .argument(where: place, found: found, wanted: wanted)
    default: self
    }
  }
}

extension Shape {
  static let wantedSize = "fewer elements than memory can address"

  /// Whether one sample of this shape can be addressed: sizes from files may be anything.
  package var fitsMemory: Bool {
    (try? Shape(checking: map { $0 == Shape.free ? 1 : $0 })) != nil
  }
}
