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
  private let streams: [ObjectIdentifier: Int]
  private(set) var calls: [assay_call] = []
  /// The calls that need not run again until a parameter is changed from outside.
  private(set) var firstCalls: [assay_call] = []
  /// The calls that compute the features; see ``Features``.
  private(set) var featureCalls: [assay_call] = []
  private(set) var primitives: [OpaquePointer] = []
  /// Memory beside the arena, for what ops keep to themselves.
  private(set) var scratches: [UnsafeMutableRawPointer] = []
  /// Where the address of the memory belongs that all have in turn, and how much of it each wants.
  private var shares: [(bytes: Int, place: UnsafeMutablePointer<UnsafeMutableRawPointer?>)] = []
  private var betweenCalls: (start: UnsafeMutableRawPointer, count: Int)?
  private let constants: Set<ObjectIdentifier>
  private let features: Set<ObjectIdentifier>
  /// Whether the node being planned is one of those.
  private var isConstant = false
  private var isFeature = false

  /// Below this many elements a second thread costs more than it saves; Benchmarks shows it.
  static let elementsWorthThreads = 32_768
  /// The same for the operations of one primitive.
  static let operationsWorthThreads = 500_000

  init(
    batchSize: Int, threads: Int, clock: UnsafeMutableRawPointer,
    places: [ObjectIdentifier: UnsafeMutableRawPointer], streams: [ObjectIdentifier: Int],
    constants: Set<ObjectIdentifier>, features: Set<ObjectIdentifier>
  ) {
    self.constants = constants
    self.features = features
    self.batchSize = batchSize
    self.threads = threads
    self.clock = clock
    self.places = places
    self.streams = streams
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

  /// The number of a random draw in the model.
  func index(of place: RandomPlace) -> Int { streams[ObjectIdentifier(place)] ?? 0 }

  /// Appends the calls of a node.
  mutating func plan(_ node: Node) throws(ModelError) {
    isConstant = constants.contains(node.id)
    isFeature = features.contains(node.id)
    defer { (isConstant, isFeature) = (false, false) }
    try node.op.plan(node, &self)
  }

  /// Whether the node stays as it is until a parameter is changed from outside.
  func isConstant(_ node: Node) -> Bool { constants.contains(node.id) }

  /// Memory of `bytes` bytes, all zeros, for what an op keeps to itself.
  mutating func scratch(bytes: Int) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer(allocate((bytes + 3) / 4))
    scratches.append(memory)
    return memory
  }

  /// Memory that an op uses from one of its calls to the next, and others before and after it.
  mutating func between(bytes: Int) -> UnsafeMutableRawPointer {
    if let known = betweenCalls, known.count >= bytes { return known.start }
    let made = scratch(bytes: bytes)
    betweenCalls = (made, bytes)
    return made
  }

  /// Numbers that a kernel reads.
  mutating func scratch(_ numbers: [Int]) -> UnsafeMutableRawPointer {
    let memory = scratch(bytes: numbers.count * MemoryLayout<Int64>.stride)
    let places = memory.bindMemory(to: Int64.self, capacity: numbers.count)
    for (index, number) in numbers.enumerated() { places[index] = Int64(number) }
    return memory
  }

  /// Memory that others have before and after the node's calls, whose address is written at `place` once
  /// all are planned.
  mutating func shareScratch(
    bytes: Int, at place: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) {
    shares.append((bytes, place))
  }

  /// Gives every primitive, and all that share, the same memory for what they need while they run.
  mutating func placeScratch() throws(ModelError) {
    let wanted = primitives.map { Int(assay_primitive_scratch_bytes($0)) } + shares.map(\.bytes)
    guard let bytes = wanted.max(), bytes > 0 else { return }
    try ModelError.checkMemory(bytes, for: "oneDNN")
    let shared = scratch(bytes: bytes)
    for share in shares { share.place.pointee = shared }
    for primitive in primitives {
      let status = assay_primitive_set_scratch(primitive, shared)
      guard status == 0 else {
        throw .oneDNN(call: "the memory of a primitive", status: Int(status))
      }
    }
  }

  /// Gives up all that was made, after a mistake.
  func abandon() {
    primitives.forEach(assay_primitive_destroy)
    for scratch in scratches { scratch.deallocate() }
  }

  private mutating func append(_ call: assay_call, isConstant: Bool) {
    if isConstant {
      firstCalls.append(call)
    } else if isFeature {
      featureCalls.append(call)
    } else {
      calls.append(call)
    }
  }

  /// Appends one call of a kernel.
  ///
  /// - Parameters:
  ///   - work: the number of elements, where the kernel can share them out among threads.
  ///   - reads: the node it depends on, where that is not all that the node being planned does.
  mutating func call(
    _ kernel: @escaping Kernel, _ buffers: [UnsafeMutableRawPointer?], sizes: [Int],
    settings: [Float] = [], work: Int = 0, onlyReading reads: Node? = nil
  ) {
    append(
      assay_call(
        kernel, buffers, sizes: sizes, settings: settings,
        threads: work >= Planner.elementsWorthThreads ? threads : 1),
      isConstant: isConstant || reads.map(self.isConstant) ?? false)
  }

  /// The threads that a primitive of so much arithmetic is made for and run on.
  func threads(forOperations operations: Int) -> Int {
    operations >= Planner.operationsWorthThreads ? threads : 1
  }

  /// Appends one run of a oneDNN primitive, which the program then owns.
  ///
  /// - Parameters:
  ///   - reads: the node it depends on, where that is not all that the node being planned does.
  mutating func call(_ primitive: OpaquePointer, threads: Int, onlyReading reads: Node? = nil) {
    primitives.append(primitive)
    append(
      assay_call(
        assay_primitive_run, [UnsafeMutableRawPointer(primitive)], sizes: [], settings: [],
        threads: threads), isConstant: isConstant || reads.map(self.isConstant) ?? false)
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
