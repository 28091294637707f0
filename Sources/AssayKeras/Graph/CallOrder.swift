import AssayCore

/// The order in which Keras makes the calls of a graph: those farthest from the outputs first, and among
/// equals as a walk back from the last of the outputs' parts meets them.
///
/// What a call is called on comes before it in any case; the order among others shows where attention takes
/// masks away from what it was called on.
///
/// - Source: `keras.src.ops.function.map_graph`.
struct CallOrder {
  struct Call: Hashable {
    let entry: Int
    let index: Int
  }

  private(set) var calls: [Call] = []

  /// - Parameters:
  ///   - numbers: of the entries by their names.
  ///   - outputs: the ends of the graph.
  /// - Throws: ``KerasFileError`` for results that the graph does not have, and for calls that wait for each
  ///   other.
  init(
    _ entries: [GraphReader.Entry], _ numbers: [String: Int], to outputs: [TensorReference]
  ) throws {
    var sources: [Call: [Call]] = [:]
    var readers: [Call: [Call]] = [:]
    for (number, entry) in entries.enumerated() where entry.results[0] == nil {
      for (index, description) in entry.calls.enumerated() {
        let call = Call(entry: number, index: index)
        var found: [Call] = []
        for reference in description.sources {
          guard let source = numbers[reference.layer],
            entries[source].calls.indices.contains(reference.call)
          else {
            throw KerasFileError(
              place: "layer '\(entry.name)'", found: "\(reference.description) as an input",
              wanted: "a result of a layer of the model")
          }
          let needed = Call(entry: source, index: reference.call)
          if entries[source].results[reference.call] == nil, !found.contains(needed) {
            found.append(needed)
          }
        }
        for source in found { readers[source, default: []].append(call) }
        sources[call] = found
        if found.isEmpty { calls.append(call) }
      }
    }
    try add(readers, waiting: sources.mapValues(\.count).filter { $0.value > 0 }, entries)

    let ends = outputs.compactMap { output -> Call? in
      numbers[output.layer].map { Call(entry: $0, index: output.call) }
    }
    sort(sources, to: ends.filter { sources[$0] != nil })
  }

  /// Brings the calls into Keras's order; what no output needs comes last.
  private mutating func sort(_ sources: [Call: [Call]], to ends: [Call]) {
    var finished: [Call] = []
    var seen: Set<Call> = []
    var stack = ends.reversed().map { (call: $0, isDone: false) }
    while let (call, isDone) = stack.popLast() {
      if isDone {
        finished.append(call)
      } else if seen.insert(call).inserted {
        stack.append((call, true))
        for source in (sources[call] ?? []).reversed() { stack.append((source, false)) }
      }
    }
    var depths: [Call: (depth: Int, place: Int)] = [:]
    func deepen(_ call: Call, to depth: Int) {
      let known = depths[call] ?? (0, depths.count)
      depths[call] = (max(known.depth, depth), known.place)
    }
    for call in finished.reversed() {
      deepen(call, to: 0)
      let depth = depths[call]?.depth ?? 0
      for source in sources[call] ?? [] { deepen(source, to: depth + 1) }
    }
    let needed = depths.sorted { a, b in
      a.value.depth == b.value.depth
        ? a.value.place < b.value.place : a.value.depth > b.value.depth
    }.map(\.key)
    calls = needed + calls.filter { depths[$0] == nil }
  }

  /// Adds each call once all that it waits for is there.
  private mutating func add(
    _ readers: [Call: [Call]], waiting: [Call: Int], _ entries: [GraphReader.Entry]
  ) throws {
    var waiting = waiting
    var next = 0
    while next < calls.count {
      for reader in readers[calls[next]] ?? [] {
        waiting[reader, default: 0] -= 1
        if waiting[reader] == 0 {
          waiting[reader] = nil
          calls.append(reader)
        }
      }
      next += 1
    }
    guard waiting.isEmpty else {
      let names = Set(waiting.keys.map { entries[$0.entry].name }).sorted()
      throw KerasFileError(
        found: "layers that wait for each other in a circle: "
          + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : ""),
        wanted: "a graph from inputs to outputs")
    }
  }
}
