import Assay
import Foundation

/// Keras's serialised form of a metric or loss: `{"class_name": "AUC", "config": {…}}`.
struct KerasSerialised: Decodable {
  let className: String
  let configuration: [String: MetricArgument]

  private enum Key: String, CodingKey {
    case className = "class_name"
    case configuration = "config"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    className = try container.decode(String.self, forKey: .className)
    configuration =
      try container.decodeIfPresent([String: MetricArgument].self, forKey: .configuration) ?? [:]
  }

  /// - Throws: ``ToolError/usage(_:)``.
  init(_ text: String) throws {
    do {
      self = try JSONDecoder().decode(KerasSerialised.self, from: Data(text.utf8))
    } catch {
      throw ToolError.usage(
        "--keras-metric '\(text)': wanted Keras's form, "
          + #"{"class_name": "AUC", "config": {"num_thresholds": 200}}"#)
    }
  }
}
