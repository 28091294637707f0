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
  /// What a model needs is more than the machine has.
  case memory(what: String, bytes: Int?, available: Int)
  /// oneDNN is not on this machine, or is no version that Assay knows.
  case oneDNNMissing(String)
  /// A call into oneDNN failed.
  case oneDNN(call: String, status: Int)

  public var description: String {
    switch self {
    case .shape(let place, let got, let wanted): "\(place): got \(got); wanted \(wanted)"
    case .argument(let place, let found, let wanted): "\(place): \(found); wanted \(wanted)"
    case .graph(let message), .weights(let message): message
    case .memory(let what, let bytes, let available):
      "\(what) needs \(bytes.map(String.init) ?? "more than \(Int.max)") bytes of memory; "
        + "this machine has \(available)"
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

  /// - Parameters:
  ///   - bytes: `nil` for more than an `Int` holds.
  /// - Throws: ``memory(what:bytes:available:)`` for more than the machine has, before it is allocated:
  ///   the sizes may be those of a file.
  package static func checkMemory(
    _ bytes: Int?, for what: @autoclosure () -> String
  ) throws(ModelError) {
    let available = PhysicalMemory.byteCount
    guard let bytes, bytes <= available else {
      throw .memory(what: what(), bytes: bytes, available: available)
    }
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
  /// The bytes of a batch of this many samples; `nil` where an `Int` does not hold them.
  package func byteCount(samples: Int = 1, elementSize: Int = 4) -> Int? {
    (map { $0 == Shape.free ? samples : $0 } + [elementSize]).checkedProduct
  }

  static let wantedSize = "fewer elements than memory can address"

  /// Whether one sample of this shape can be addressed: sizes from files may be anything.
  package var fitsMemory: Bool {
    (try? Shape(checking: map { $0 == Shape.free ? 1 : $0 })) != nil
  }
}

extension [Int] {
  /// The product; `nil` where an `Int` does not hold it.
  package var checkedProduct: Int? {
    var product = 1
    for factor in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return contains(0) ? 0 : nil }
      product = next
    }
    return product
  }

  /// The sum; `nil` where an `Int` does not hold it.
  package var checkedSum: Int? {
    var sum = 0
    for term in self {
      let (next, overflow) = sum.addingReportingOverflow(term)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }
}

/// A count of operations, which nothing but the choice of threads depends on: the largest `Int` where it is
/// larger.
func operations(_ factors: Int...) -> Int { factors.checkedProduct ?? .max }
