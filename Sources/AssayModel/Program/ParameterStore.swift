import AssayCore
import CKernels

/// The numbers of a model's parameters and their gradients: one flat buffer each, so that an update rule
/// is one loop. Parameters that another model had first stay where they are.
///
/// Every parameter starts at a multiple of 64 bytes; the gaps hold zeros, which every rule keeps.
package final class ParameterStore {
  package let parameters: [Parameter]
  /// The first element of each parameter among all that a model may train, which come first, and the others.
  package let offsets: [Int]
  /// The elements of parameters that training may change.
  package let trainableCount: Int
  /// The memory of the parameters that no other model had first; by ``offsets`` where those are all.
  package let values: UnsafeMutablePointer<Float>
  package let gradients: UnsafeMutablePointer<Float>
  /// The moment, which random ops read.
  package let clock: UnsafeMutablePointer<assay_clock>
  private let places: [ObjectIdentifier: Int]
  // Also those of other models.
  private let memories: [ParameterMemory]
  // Where the numbers are, of a copy.
  private let copies: [ObjectIdentifier: UnsafeMutablePointer<Float>]?

  package init(_ parameters: [Parameter], seed: UInt64) throws(ModelError) {
    self.parameters = parameters
    try ModelError.checkMemory(parameters.byteCount, for: "a model of these parameters")
    var offsets = Array(repeating: 0, count: parameters.count)
    var end = 0
    var trainable = 0
    for wanted in [true, false] {
      for (index, parameter) in parameters.enumerated() where parameter.isTrainable == wanted {
        offsets[index] = end
        end += (parameter.shape.elements + 15) / 16 * 16
      }
      if wanted { trainable = end }
    }
    self.offsets = offsets
    trainableCount = trainable
    places = Dictionary(
      uniqueKeysWithValues: zip(parameters.map { ObjectIdentifier($0) }, offsets))
    let own = parameters.indices.filter { parameters[$0].home == nil }
    var starts = offsets
    if own.count < parameters.count {
      end = 0
      for index in own {
        starts[index] = end
        end += (parameters[index].shape.elements + 15) / 16 * 16
      }
    }
    copies = nil
    let memory = ParameterMemory(count: end)
    values = memory.start
    gradients = allocate(trainable)
    clock = .allocate(capacity: 1)
    clock.initialize(to: assay_clock())
    memories = parameters.compactMap(\.home?.memory) + [memory]
    for index in own {
      let parameter = parameters[index]
      var random = Philox(seed: seed, stream: .initializer, node: index)
      let elements = UnsafeMutableBufferPointer(
        start: values + starts[index], count: parameter.shape.elements)
      try parameter.initializer.fill(elements, shape: parameter.shape, random: &random)
    }
    for index in own { parameters[index].home = (memory, starts[index]) }
  }

  /// The numbers as they are now, for programs that only infer.
  package init(copyOf other: ParameterStore) throws(ModelError) {
    parameters = other.parameters
    try ModelError.checkMemory(parameters.byteCount, for: "a copy of the parameters")
    offsets = other.offsets
    trainableCount = 0
    places = [:]
    var starts: [Int] = []
    var end = 0
    for parameter in parameters {
      starts.append(end)
      end += (parameter.shape.elements + 15) / 16 * 16
    }
    let memory = ParameterMemory(count: end)
    memories = [memory]
    values = memory.start
    gradients = allocate(0)
    clock = .allocate(capacity: 1)
    clock.initialize(to: assay_clock())
    var copies: [ObjectIdentifier: UnsafeMutablePointer<Float>] = [:]
    for (parameter, start) in zip(parameters, starts) {
      (values + start).update(from: other.start(of: parameter), count: parameter.shape.elements)
      copies[ObjectIdentifier(parameter)] = values + start
    }
    self.copies = copies
  }

  /// Whether the numbers are a copy, which nothing changes.
  var isCopy: Bool { copies != nil }

  deinit {
    gradients.deallocate()
    clock.deallocate()
  }

  package func value(of parameter: Parameter) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(start(of: parameter))
  }

  /// The first of the parameter's numbers.
  func start(of parameter: Parameter) -> UnsafeMutablePointer<Float> {
    if let copy = copies?[ObjectIdentifier(parameter)] { return copy }
    guard let home = parameter.home else {
      preconditionFailure("ParameterStore: \(parameter.name) is in no model")
    }
    return home.memory.start + home.offset
  }

  package func gradient(of parameter: Parameter) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(gradients + place(of: parameter))
  }

  private func place(of parameter: Parameter) -> Int {
    guard let place = places[ObjectIdentifier(parameter)] else {
      preconditionFailure("ParameterStore: \(parameter.name) is no parameter of this model")
    }
    return place
  }
}

extension [Parameter] {
  /// The bytes of the parameters, their gradients and what lies between; `nil` for more than an `Int` holds.
  fileprivate var byteCount: Int? {
    var bytes: [Int] = []
    for parameter in self {
      guard let own = parameter.shape.byteCount(elementSize: parameter.isTrainable ? 8 : 4) else {
        return nil
      }
      bytes += [own, 128]
    }
    return bytes.checkedSum
  }
}

/// The memory of parameters' numbers, for as long as a model or a layer has one of them.
final class ParameterMemory {
  let start: UnsafeMutablePointer<Float>
  // A count for every 16 elements, of which each parameter has its first.
  private let versions: UnsafeMutablePointer<Int>

  init(count: Int) {
    start = allocate(count)
    versions = .allocate(capacity: count / 16 + 1)
    versions.initialize(repeating: 0, count: count / 16 + 1)
  }

  deinit {
    start.deallocate()
    versions.deallocate()
  }

  /// How often the parameter at an offset was changed.
  func version(at offset: Int) -> UnsafeMutablePointer<Int> { versions + offset / 16 }
}

/// `count` zeros at a multiple of 64 bytes.
func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
  let bytes = max(count, 1) * MemoryLayout<Float>.stride
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Arena.alignment)
  memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  return memory.assumingMemoryBound(to: Float.self)
}
