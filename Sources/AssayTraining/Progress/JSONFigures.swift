/// The figures of one epoch under one key: a number, or a list of them.
struct JSONFigures: Codable {
  let values: [Double]
  let isList: Bool

  init(values: [Double], isList: Bool) {
    self.values = values
    self.isList = isList
  }

  /// As ``Logs/setVector(_:_:)`` has it.
  var mean: Double { values.reduce(0, +) / Double(values.count) }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let list = try? value.decode([JSONNumber].self) {
      self.init(values: list.map(\.value), isList: true)
    } else {
      self.init(values: [try value.decode(JSONNumber.self).value], isList: false)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if isList {
      try value.encode(values.map { JSONNumber(value: $0) })
    } else {
      try value.encode(JSONNumber(value: values.first ?? .nan))
    }
  }
}
