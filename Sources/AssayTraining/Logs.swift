/// The figures of one moment of training by name, in the order in which they were added.
///
///     var logs: Logs = ["loss": 0.5, "accuracy": 0.75]
///     logs["score"] = 1
///     logs.keys             // ["loss", "accuracy", "score"]
///     logs.sorted().keys    // ["accuracy", "loss", "score"]
///
/// There are few keys, so a look-up walks a flat array of pairs.
public struct Logs: Sendable, ExpressibleByDictionaryLiteral, RandomAccessCollection {
  public typealias Element = (key: String, value: Double)

  private var pairs: [Element] = []
  // Few figures are vectors; their means stand among the pairs.
  private var vectors: [String: [Double]] = [:]

  /// No figures.
  public init() {}

  /// The figures of a literal; of two with one key the later stays.
  public init(dictionaryLiteral pairs: (String, Double)...) {
    for (key, value) in pairs { self[key] = value }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { pairs.count }
  public subscript(position: Int) -> Element { pairs[position] }

  /// The names, in order.
  public var keys: [String] { pairs.map(\.key) }

  /// The figure called `key`; a new key goes to the end, and `nil` takes the key out.
  public subscript(key: String) -> Double? {
    get { pairs.first { $0.key == key }?.value }
    set {
      if !vectors.isEmpty { vectors[key] = nil }
      switch (pairs.firstIndex { $0.key == key }, newValue) {
      case (let index?, let value?): pairs[index].value = value
      case (let index?, nil): pairs.remove(at: index)
      case (nil, let value?): pairs.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// The figures called `key` of a metric that gives several, which `logs[key]` gives the mean of, as
  /// Keras's progress line does; `nil` where there is one figure or none.
  public func vector(_ key: String) -> [Double]? { vectors[key] }

  /// Puts several figures under one key.
  public mutating func setVector(_ key: String, _ figures: [Double]) {
    self[key] = figures.reduce(0, +) / Double(figures.count)
    vectors[key] = figures
  }

  /// The same figures in the order of their names' Unicode scalars, as Keras 3 hands them out.
  public func sorted() -> Logs {
    var copy = self
    copy.pairs.sort { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
    return copy
  }

  /// The figures with `prefix` before every name: `loss` becomes `val_loss`.
  public func prefixed(_ prefix: String) -> Logs {
    var copy = self
    for index in copy.pairs.indices { copy.pairs[index].key = prefix + copy.pairs[index].key }
    copy.vectors = Dictionary(uniqueKeysWithValues: vectors.map { (prefix + $0, $1) })
    return copy
  }

  /// Adds the figures of `other`; where a key is in both, its figure counts.
  public mutating func merge(_ other: Logs) {
    for (key, value) in other {
      self[key] = value
      if let vector = other.vectors[key] { vectors[key] = vector }
    }
  }

  /// Takes out every figure and keeps the memory.
  public mutating func removeAll() {
    pairs.removeAll(keepingCapacity: true)
    vectors.removeAll(keepingCapacity: true)
  }
}

extension Logs: Equatable {
  /// Whether both have the same keys in the same order with equal figures.
  public static func == (a: Logs, b: Logs) -> Bool {
    a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value } && a.vectors == b.vectors
  }
}

extension Logs: CustomStringConvertible {
  public var description: String {
    "[" + map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "]"
  }
}
