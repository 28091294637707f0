/// The figures of every epoch of a run, as `fit` returns them.
///
///     let history = try model.fit(train, epochs: 5, validation: .split(0.1))
///     history["val_loss"]   // one figure an epoch
///     history.json          // {"epochs": [0, 1, 2, 3, 4], "history": {"accuracy": [0.7414, …
///
/// Figures that callbacks add are here too. A figure that some epochs lack, as `val_loss` where not
/// every epoch validates, has as many entries as there were epochs with it.
///
/// - Source: `keras.callbacks.History`.
public struct History: Sendable, Equatable {
  /// The indices of the epochs that were run, from 0, or from the initial epoch.
  public internal(set) var epochs: [Int] = []
  /// The names of the figures, in the order in which they first came up.
  public internal(set) var keys: [String] = []
  /// The time of the training steps of each epoch in seconds, without validation and callbacks.
  public internal(set) var seconds: [Double] = []
  /// Why the run ended before its last epoch, or in it; `nil` if nothing stopped it.
  public internal(set) var stopReason: String?

  private var columns: [[Double]] = []
  // One list of figures an epoch, for the keys that have several; their means stand among the columns.
  private var lists: [String: [[Double]]] = [:]
  // The epochs that each column has figures of; `nil` where a file without them was read.
  private var places: [[Int]?] = []

  /// No epochs.
  public init() {}

  /// The figures called `key`, oldest first; `nil` if no epoch had any.
  public subscript(key: String) -> [Double]? {
    keys.firstIndex(of: key).map { columns[$0] }
  }

  /// The figures called `key` of a metric that gives several, one list an epoch, which `self[key]` gives
  /// the means of; `nil` where each epoch has one figure or none.
  public func vectors(_ key: String) -> [[Double]]? { lists[key] }

  /// The indices of the epochs that have a figure called `key`, one for each entry of `self[key]`.
  ///
  ///     history["val_loss"]          // [0.5, 0.4], where every second epoch validates
  ///     history.epochs(of: "val_loss")  // [1, 3]
  ///
  /// - Returns: `nil` if no epoch had any, and where the history was read from a file that has fewer
  ///   figures than epochs and does not say whose they are.
  public func epochs(of key: String) -> [Int]? {
    keys.firstIndex(of: key).flatMap { places[$0] }
  }

  /// Adds an epoch.
  package mutating func append(epoch: Int, logs: Logs, seconds: Double) {
    epochs.append(epoch)
    self.seconds.append(seconds)
    for (key, value) in logs {
      append(value, to: key, epoch: epoch)
      if let figures = logs.vector(key) {
        let before = lists[key] ?? self[key]?.dropLast().map { [$0] } ?? []
        lists[key] = before + [figures]
      } else {
        lists[key]?.append([value])
      }
    }
  }

  private mutating func append(_ value: Double, to key: String, epoch: Int) {
    if let index = keys.firstIndex(of: key) {
      columns[index].append(value)
      places[index]?.append(epoch)
    } else {
      keys.append(key)
      columns.append([value])
      places.append([epoch])
    }
  }
}

extension History {
  /// This history as one JSON object with its keys in order.
  public var json: String { JSONText.object(jsonMembers) }

  /// The members of ``json``, so that more can be put after them.
  package var jsonMembers: [(key: String, value: String)] {
    let figures = zip(keys, columns).map { key, column in
      let texts =
        lists[key]?.map { JSONText.array($0.map(JSONText.number)) } ?? column.map(JSONText.number)
      return (key: key, value: JSONText.array(texts))
    }
    var members = [
      (key: "epochs", value: JSONText.array(epochs.map(String.init))),
      (key: "history", value: JSONText.object(figures)),
      (key: "seconds", value: JSONText.array(seconds.map(JSONText.number))),
    ]
    let partial = partialPlaces.map { (key: $0, value: JSONText.array($1.map(String.init))) }
    if !partial.isEmpty { members.append((key: "epochs_of", value: JSONText.object(partial))) }
    if let stopReason { members.append((key: "stop_reason", value: JSONText.string(stopReason))) }
    return members
  }

  /// The epochs of the figures that some epochs lack; those of the others are ``epochs``.
  private var partialPlaces: [(key: String, epochs: [Int])] {
    zip(keys, places).compactMap { key, places in
      places.flatMap { $0 == epochs ? nil : (key, $0) }
    }
  }
}

/// The form of ``History/json``, and `order`, which is there where the keys are not alphabetical,
/// because coders do not keep the order of keys. `epochs_of` is there for figures that some epochs
/// lack; a file may leave it out.
extension History: Codable {
  private enum Member: String, CodingKey {
    case epochs, history, seconds, order
    case stopReason = "stop_reason"
    case epochsOf = "epochs_of"
  }

  private struct Figure: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    let figures = try members.nestedContainer(keyedBy: Figure.self, forKey: .history)
    epochs = try members.decode([Int].self, forKey: .epochs)
    if let epoch = epochs.first(where: { !$0.isCount }) {
      throw DecodingError.dataCorruptedError(
        forKey: .epochs, in: members, debugDescription: "\(epoch) is no index of an epoch")
    }
    seconds = try members.decodeIfPresent([JSONNumber].self, forKey: .seconds)?.map(\.value) ?? []
    stopReason = try members.decodeIfPresent(String.self, forKey: .stopReason)
    let names = figures.allKeys.map(\.stringValue).sorted()
    guard seconds.isEmpty || seconds.count == epochs.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .seconds, in: members,
        debugDescription: "\(seconds.count) seconds for \(epochs.count) epochs")
    }
    keys = try members.decodeIfPresent([String].self, forKey: .order) ?? names
    guard keys.sorted() == names else {
      throw DecodingError.dataCorruptedError(
        forKey: .order, in: members,
        debugDescription: "order names \(keys.sorted()), but history has \(names)")
    }
    for key in keys {
      let entries = try figures.decode([JSONFigures].self, forKey: Figure(key))
      columns.append(entries.map(\.mean))
      if entries.contains(where: \.isList) { lists[key] = entries.map(\.values) }
    }
    if let index = columns.firstIndex(where: { $0.count > epochs.count }) {
      throw DecodingError.dataCorruptedError(
        forKey: .history, in: members,
        debugDescription:
          "'\(keys[index])' has \(columns[index].count) entries for \(epochs.count) epochs")
    }
    let partial = try members.decodeIfPresent([String: [Int]].self, forKey: .epochsOf) ?? [:]
    places = zip(keys, columns).map { key, column in
      partial[key] ?? (column.count == epochs.count ? epochs : nil)
    }
    for (key, column) in zip(keys, columns) {
      guard let places = partial[key] else { continue }
      guard places.count == column.count, Set(places).isSubset(of: epochs) else {
        throw DecodingError.dataCorruptedError(
          forKey: .epochsOf, in: members,
          debugDescription:
            "'\(key)' has \(column.count) entries, which epochs_of gives the epochs \(places)")
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(epochs, forKey: .epochs)
    var figures = members.nestedContainer(keyedBy: Figure.self, forKey: .history)
    for (key, values) in zip(keys, columns) {
      try figures.encode(
        lists[key]?.map { JSONFigures(values: $0, isList: true) }
          ?? values.map { JSONFigures(values: [$0], isList: false) }, forKey: Figure(key))
    }
    try members.encode(seconds.map { JSONNumber(value: $0) }, forKey: .seconds)
    let partial = partialPlaces
    if !partial.isEmpty {
      try members.encode(
        Dictionary(uniqueKeysWithValues: partial.map { ($0.key, $0.epochs) }), forKey: .epochsOf)
    }
    try members.encodeIfPresent(stopReason, forKey: .stopReason)
    if keys != keys.sorted() { try members.encode(keys, forKey: .order) }
  }
}
