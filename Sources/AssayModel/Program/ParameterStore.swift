import AssayCore
import CKernels

/// The numbers of a model's parameters and their gradients: one flat buffer each, so that an update rule
/// is one loop.
///
/// Every parameter starts at a multiple of 64 bytes; the gaps hold zeros, which every rule keeps.
package final class ParameterStore {
  package let parameters: [Parameter]
  /// The first element of each parameter.
  package let offsets: [Int]
  /// The elements that training changes, which come first.
  package let trainableCount: Int
  package let values: UnsafeMutablePointer<Float>
  package let gradients: UnsafeMutablePointer<Float>
  /// The moment, which random ops read.
  package let clock: UnsafeMutablePointer<assay_clock>
  private let places: [ObjectIdentifier: Int]

  package init(_ parameters: [Parameter], seed: UInt64) throws(ModelError) {
    self.parameters = parameters
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
    values = allocate(end)
    gradients = allocate(trainable)
    clock = .allocate(capacity: 1)
    clock.initialize(to: assay_clock())
    for (index, parameter) in parameters.enumerated() {
      var random = Philox(seed: seed, stream: .initializer, node: index)
      let elements = UnsafeMutableBufferPointer(
        start: values + offsets[index], count: parameter.shape.elements)
      try parameter.initializer.fill(elements, shape: parameter.shape, random: &random)
    }
  }

  deinit {
    values.deallocate()
    gradients.deallocate()
    clock.deallocate()
  }

  package func value(of parameter: Parameter) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(values + place(of: parameter))
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

/// `count` zeros at a multiple of 64 bytes.
func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
  let bytes = max(count, 1) * MemoryLayout<Float>.stride
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Arena.alignment)
  memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  return memory.assumingMemoryBound(to: Float.self)
}
