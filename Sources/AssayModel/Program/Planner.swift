import AssayCore
import CKernels
import COneDNN

/// A C function that does one step of a program.
typealias Kernel = @convention(c) @Sendable (UnsafePointer<assay_call>?) -> Int32

/// What an op sees while a program is planned: its buffers, and the list its calls go to.
package struct Planner {
  let batchSize: Int
  let clock: UnsafeMutableRawPointer
  let threads: Int
  private let places: [ObjectIdentifier: UnsafeMutableRawPointer]
  private let dropouts: [ObjectIdentifier: Int]
  private(set) var calls: [assay_call] = []
  private(set) var primitives: [OpaquePointer] = []

  /// Below this many elements a second thread costs more than it saves; Benchmarks shows it.
  static let elementsWorthThreads = 32_768
  /// The same for the operations of one primitive.
  static let operationsWorthThreads = 500_000

  init(
    batchSize: Int, threads: Int, clock: UnsafeMutableRawPointer,
    places: [ObjectIdentifier: UnsafeMutableRawPointer], dropouts: [ObjectIdentifier: Int]
  ) {
    self.batchSize = batchSize
    self.threads = threads
    self.clock = clock
    self.places = places
    self.dropouts = dropouts
  }

  /// The shape of a node for this batch size.
  func shape(_ node: Node) -> Shape { node.shape.filled(batchSize) }

  /// Where a node's elements are.
  func buffer(_ node: Node) -> UnsafeMutableRawPointer {
    guard let place = places[node.id] else {
      preconditionFailure("Planner: \(type(of: node.op)) \(node.shape) has no buffer")
    }
    return place
  }

  /// Which of the model's dropouts this is.
  func index(of place: DropoutPlace) -> Int { dropouts[ObjectIdentifier(place)] ?? 0 }

  /// Appends one call of a kernel.
  ///
  /// - Parameters:
  ///   - work: the number of elements, where the kernel can share them out among threads.
  mutating func call(
    _ kernel: @escaping Kernel, _ buffers: [UnsafeMutableRawPointer?], sizes: [Int],
    settings: [Float] = [], work: Int = 0
  ) {
    calls.append(
      assay_call(
        kernel, buffers, sizes: sizes, settings: settings,
        threads: work >= Planner.elementsWorthThreads ? threads : 1))
  }

  /// The threads that a primitive of so much arithmetic is made for and run on.
  func threads(forOperations operations: Int) -> Int {
    operations >= Planner.operationsWorthThreads ? threads : 1
  }

  /// Appends one run of a oneDNN primitive, which the program then owns.
  mutating func call(_ primitive: OpaquePointer, threads: Int) {
    primitives.append(primitive)
    calls.append(
      assay_call(
        assay_primitive_run, [UnsafeMutableRawPointer(primitive)], sizes: [], settings: [],
        threads: threads))
  }
}

extension assay_call {
  init(
    _ kernel: @escaping Kernel, _ buffers: [UnsafeMutableRawPointer?], sizes: [Int],
    settings: [Float], threads: Int
  ) {
    self.init()
    self.kernel = kernel
    self.threads = Int32(threads)
    withUnsafeMutableBytes(of: &p) { bytes in
      let slots = bytes.bindMemory(to: UnsafeMutableRawPointer?.self)
      for (i, buffer) in buffers.enumerated() { slots[i] = buffer }
    }
    withUnsafeMutableBytes(of: &n) { bytes in
      let slots = bytes.bindMemory(to: Int64.self)
      for (i, size) in sizes.enumerated() { slots[i] = Int64(size) }
    }
    withUnsafeMutableBytes(of: &s) { bytes in
      let slots = bytes.bindMemory(to: Float.self)
      for (i, setting) in settings.enumerated() { slots[i] = setting }
    }
  }
}

extension Shape {
  /// This shape with its free axes of size `batchSize`.
  package func filled(_ batchSize: Int) -> Shape {
    isStatic ? self : Shape(map { $0 == Shape.free ? batchSize : $0 })
  }
}
