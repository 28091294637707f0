/// The nodes of a program that stay as they are from run to run: those that depend on nothing but parameters
/// that it does not train. They are computed once, and again when such a parameter was changed.
struct Constants {
  private(set) var nodes: Set<ObjectIdentifier> = []
  /// The parameters that they depend on.
  private(set) var parameters: [Parameter] = []

  init(_ order: [Node], _ graph: ProgramGraph) {
    let changing = Set(
      (graph.gradients.map(\.parameter) + graph.updates.map(\.parameter))
        .map { ObjectIdentifier($0) })
    for node in order {
      if let op = node.op as? ParameterOp {
        guard !changing.contains(ObjectIdentifier(op.parameter)) else { continue }
        parameters.append(op.parameter)
        nodes.insert(node.id)
      } else if !(node.op is InputOp), !(node.op is any RandomOp),
        node.inputs.allSatisfy({ nodes.contains($0.id) })
      {
        nodes.insert(node.id)
      }
    }
  }
}

/// How often each of some parameters had been changed when one last looked.
package final class ParameterVersions {
  private let counts: UnsafeMutableBufferPointer<UnsafeMutablePointer<Int>>
  private let seen: UnsafeMutableBufferPointer<Int>
  private var hasLooked = false
  // Holds what the pointers point to.
  private let memories: [ParameterMemory]

  init(_ parameters: [Parameter]) {
    let homes = parameters.compactMap(\.home)
    counts = .allocate(capacity: homes.count)
    _ = counts.initialize(from: homes.map { $0.memory.version(at: $0.offset) })
    seen = .allocate(capacity: homes.count)
    seen.initialize(repeating: 0)
    memories = homes.map(\.memory)
  }

  deinit {
    counts.deallocate()
    seen.deallocate()
  }

  /// Whether one was changed since ``remember()``, or that was never called.
  package var haveChanged: Bool {
    var index = 0
    while index < seen.count {
      if counts[index].pointee != seen[index] { return true }
      index += 1
    }
    return !hasLooked
  }

  package func remember() {
    hasLooked = true
    var index = 0
    while index < seen.count {
      seen[index] = counts[index].pointee
      index += 1
    }
  }

  /// Notes that all were changed.
  func advance() {
    var index = 0
    while index < counts.count {
      counts[index].pointee &+= 1
      index += 1
    }
  }
}
