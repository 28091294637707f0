extension ClassCounts: Codable {
  private enum CodingKeys: String, CodingKey {
    case numClasses, ignoreClass, labels, predictions, threshold, includesThreshold, axis, table
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(numClasses, forKey: .numClasses)
    try container.encodeIfPresent(ignoreClass, forKey: .ignoreClass)
    try container.encode(labels, forKey: .labels)
    try container.encode(predictions, forKey: .predictions)
    try container.encodeIfPresent(threshold, forKey: .threshold)
    try container.encode(includesThreshold, forKey: .includesThreshold)
    try container.encode(axis, forKey: .axis)
    try container.encode(table, forKey: .table)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let numClasses = try container.decodeIfPresent(Int.self, forKey: .numClasses)
    let threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
    let table = try container.decode(ClassTable.self, forKey: .table)
    guard numClasses.map({ (1...ClassTable.maximumClasses).contains($0) }) ?? true,
      threshold?.isFinite ?? true, table.classes == numClasses ?? table.classes
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .numClasses, in: container,
        debugDescription: "a table of \(table.classes) classes is not one of "
          + "\(numClasses ?? 0); the state is damaged")
    }
    self.init(
      numClasses: numClasses,
      ignoreClass: try container.decodeIfPresent(Int.self, forKey: .ignoreClass),
      labels: try container.decode(Form.self, forKey: .labels),
      predictions: try container.decode(Form.self, forKey: .predictions), threshold: threshold,
      includesThreshold: try container.decode(Bool.self, forKey: .includesThreshold),
      axis: try container.decode(Int.self, forKey: .axis), table: table)
  }
}
