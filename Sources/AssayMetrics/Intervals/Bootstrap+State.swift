extension Bootstrap {
  private enum Key: String, CodingKey {
    case seed, nextRow, metric, replicates
  }

  public func encodeState(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: Key.self)
    try state.encode(seed, forKey: .seed)
    try state.encode(nextRow, forKey: .nextRow)
    try metric.encodeState(to: state.superEncoder(forKey: .metric))
    var list = state.nestedUnkeyedContainer(forKey: .replicates)
    for replicate in replicates { try replicate.encodeState(to: list.superEncoder()) }
  }

  public mutating func restoreState(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: Key.self)
    var list = try state.nestedUnkeyedContainer(forKey: .replicates)
    let row = try state.decode(Int.self, forKey: .nextRow)
    guard try state.decode(UInt64.self, forKey: .seed) == seed, row >= 0,
      list.count == replicates.count
    else { throw MetricError.configuration(metric: "Bootstrap of \(Base.self)") }
    var restored = empty
    try restored.metric.restoreState(from: state.superDecoder(forKey: .metric))
    for i in replicates.indices {
      try restored.replicates[i].restoreState(from: list.superDecoder())
    }
    restored.nextRow = row
    self = restored
  }
}

extension Bootstrap: Encodable where Base: Codable & Equatable {
  public func encode(to encoder: any Encoder) throws { try encodeState(to: encoder) }
}

extension Bootstrap: Decodable where Base: Codable & Equatable {
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: Key.self)
    let list = try state.decode([Base].self, forKey: .replicates)
    guard !list.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .replicates, in: state, debugDescription: "no replicates; wanted 1 or more")
    }
    self.init(
      try state.decode(Base.self, forKey: .metric), replicates: list.count,
      seed: try state.decode(UInt64.self, forKey: .seed))
    try restoreState(from: decoder)
  }
}
