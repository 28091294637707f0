import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTestSupport
import AssayTraining

/// One golden file of `make_training.py`: what real Keras was given, and what it made of it.
struct KerasRun: Decodable {
  let config: Config
  let data: Data
  let initialWeights: [KerasArray]
  let history: [String: [Double]]?
  let earlyStopping: EarlyStopped?
  let finalWeights: [KerasArray]?
  let evaluate: [String: Double]?
  let predict: KerasArray?
  let error: String?

  struct Config: Decodable {
    let epochs: Int
    let batchSize: Int
    let inputShape: [Int]
    let inputs: [String]?
    let layers: [LayerConfig]
    let optimizer: Named
    let loss: Named
    let metrics: [Named]
    let callbacks: [Named]?

    private enum CodingKeys: String, CodingKey {
      case epochs, inputs, layers, optimizer, loss, metrics, callbacks
      case batchSize = "batch_size"
      case inputShape = "input_shape"
    }
  }

  struct LayerConfig: Decodable {
    let `class`: String
    let name: String
    let units: Int?
    let activation: String?
    let from: [String]?
  }

  struct Data: Decodable {
    let x: KerasArray
    let y: KerasArray
    let validation: Validation?

    struct Validation: Decodable {
      let x: KerasArray
      let y: KerasArray
    }
  }

  struct EarlyStopped: Decodable {
    let epochsRun: Int
    let stoppedEpoch: Int
    let bestEpoch: Int
    let best: Double?
    let finalWeightsAreThoseAfterEpoch: [Int]
    let keysInOrder: [String]

    private enum CodingKeys: String, CodingKey {
      case epochsRun = "epochs_run"
      case stoppedEpoch = "stopped_epoch"
      case bestEpoch = "best_epoch"
      case best
      case finalWeightsAreThoseAfterEpoch = "final_weights_are_those_after_epoch"
      case keysInOrder = "keys_in_order"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case config, data, history, evaluate, predict, error
    case initialWeights = "initial_weights"
    case earlyStopping = "early_stopping"
    case finalWeights = "final_weights"
  }

  init(_ name: String) throws {
    self = try Golden.json("\(name).json", as: KerasRun.self)
  }
}

/// An array as `arrays.py` writes it.
struct KerasArray: Decodable {
  let name: String?
  let tensor: Tensor

  private enum Key: CodingKey { case name, shape, dtype, values }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    name = try members.decodeIfPresent(String.self, forKey: .name)
    let shape = try members.decode(Shape.self, forKey: .shape)
    tensor =
      try members.decode(DType.self, forKey: .dtype) == .int32
      ? Tensor(members.decode([Int32].self, forKey: .values), shape: shape)
      : Tensor(members.decode([Float].self, forKey: .values), shape: shape)
  }
}

/// A class with its arguments, or a word.
struct Named: Decodable {
  let asked: String?
  let `class`: String?
  private let config: [String: Value]?
  let key: String?
  let values: [Double]?
  let train: String?
  let validation: String?

  enum Value: Decodable {
    case number(Double)
    case text(String)
    case bool(Bool)
    case none

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .none
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  func number(_ key: String) -> Double? {
    if case .number(let value) = config?[key] { value } else { nil }
  }
  func text(_ key: String) -> String? {
    if case .text(let value) = config?[key] { value } else { nil }
  }
  func bool(_ key: String) -> Bool {
    if case .bool(let value) = config?[key] { value } else { false }
  }
}

/// A word of Keras's that a golden file has and these tests do not know.
struct Unknown: Error {
  let word: String
}
