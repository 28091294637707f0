import Assay
import Foundation

/// A call of Keras's that was recorded, one a line of a file.
struct ReplayRecord: Decodable {
  enum Kind: String, Decodable { case metric, loss }

  struct Update: Decodable {
    var labels: RecordedArray?
    var predictions: RecordedArray?
    var values: RecordedArray?
    var weights: RecordedArray?

    private enum CodingKeys: String, CodingKey {
      case labels = "y_true"
      case predictions = "y_pred"
      case values
      case weights = "sample_weight"
    }
  }

  let kind: Kind
  let className: String
  let configuration: [String: MetricArgument]
  let updates: [Update]
  let result: RecordedArray

  private enum CodingKeys: String, CodingKey {
    case kind
    case className = "class_name"
    case configuration = "config"
    case updates, result
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let word = try container.decode(String.self, forKey: .kind)
    guard let kind = Kind(rawValue: word) else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "'kind' is '\(word.quotable())', and neither metric nor loss")
    }
    self.kind = kind
    className = try container.decode(String.self, forKey: .className)
    configuration =
      try container.decodeIfPresent([String: MetricArgument].self, forKey: .configuration) ?? [:]
    updates = try container.decode([Update].self, forKey: .updates)
    result = try container.decode(RecordedArray.self, forKey: .result)
  }
}

/// `{"dtype": "float32", "shape": [2, 3], "data": [row by row]}`.
struct RecordedArray: Decodable {
  let tensor: Tensor

  private enum CodingKeys: String, CodingKey { case dtype, shape, data }

  /// A number, a truth, or the word for a number that JSON lacks.
  private struct Element: Decodable {
    let number: Double
    let integer: Int64?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        (number, integer) = (truth ? 1 : 0, truth ? 1 : 0)
      } else if let whole = try? container.decode(Int64.self) {
        (number, integer) = (Double(whole), whole)
      } else if let real = try? container.decode(Double.self) {
        (number, integer) = (real, nil)
      } else {
        let word = try container.decode(String.self)
        switch word.lowercased() {
        case "nan": number = .nan
        case "inf", "infinity": number = .infinity
        case "-inf", "-infinity": number = -.infinity
        default:
          throw DecodingError.dataCorruptedError(
            in: container, debugDescription: "'\(word)' is no number")
        }
        integer = nil
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.decode(String.self, forKey: .dtype)
    let sizes = try container.decode([Int].self, forKey: .shape)
    let elements = try container.decode([Element].self, forKey: .data)
    do {
      let shape = try Shape(checking: sizes)
      guard elements.count == shape.elements else {
        throw ShapeError.elementCount(shape: shape, elements: elements.count)
      }
      switch type {
      case "float64": tensor = try Tensor(elements.map(\.number), shape: shape)
      case "float32", "float16", "bfloat16":
        tensor = try Tensor(elements.map { Float($0.number) }, shape: shape)
      case "bool": tensor = try Tensor(elements.map { $0.number != 0 }, shape: shape)
      case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64":
        tensor = try Tensor(
          elements.map { element -> Int64 in
            guard let integer = element.integer ?? Int64(exactly: element.number) else {
              throw ReplayRecordError("\(element.number) is no \(type)")
            }
            return integer
          }, shape: shape)
      default: throw ReplayRecordError("'\(type)' is no dtype")
      }
    } catch let error as DecodingError {
      throw error
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .data, in: container, debugDescription: "\(error)")
    }
  }
}

private struct ReplayRecordError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
