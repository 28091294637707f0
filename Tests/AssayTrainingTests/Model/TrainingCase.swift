import AssayCore
import AssayTestSupport

/// One golden file of `training/make_training.py`: the model, the arguments and the data that real Keras
/// was given, and what it made of them.
struct TrainingCase: Decodable {
  /// What it was drawn from, where it was.
  let seed: Int?
  let model: Graph
  /// Whose rule resolves words, where it is not Assay's.
  let rule: String?
  let compile: Asked
  let fit: Asked
  let classWeight: [String: Double]?
  let callbacks: [Asked]?
  let data: Rows
  let validationData: Rows?
  let initialWeights: [KerasArray]
  let keys: [String]?
  let history: [String: [Asked]]?
  let callbackResults: Asked?
  let finalWeights: [KerasArray]?
  let evaluate: [String: Asked]?
  let evaluateUnweighted: [String: Asked]?
  let predict: [KerasArray]?
  let trainOnBatch: [[String: Asked]]?
  let testOnBatch: [String: Asked]?
  let error: String?

  struct Graph: Decodable {
    let inputs: [Entrance]
    let layers: [Asked]
    let outputs: [String]
  }

  struct Entrance: Decodable {
    let name: String
    let shape: [Int]
    let dtype: DType
  }

  struct Rows: Decodable {
    let x: PerOutput
    let y: PerOutput
    let sampleWeight: PerOutput?

    private enum CodingKeys: String, CodingKey {
      case x, y
      case sampleWeight = "sample_weight"
    }
  }

  /// One array, or one for each input or output, in a list or by name.
  enum PerOutput: Decodable {
    case one(KerasArray)
    case list([KerasArray])
    case named([String: KerasArray])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let array = try? value.decode(KerasArray.self) {
        self = .one(array)
      } else if let list = try? value.decode([KerasArray].self) {
        self = .list(list)
      } else {
        self = .named(try value.decode([String: KerasArray].self))
      }
    }

    /// The arrays in the order of the inputs or outputs.
    func tensors(_ names: [String]) throws -> [Tensor] {
      switch self {
      case .one(let array): return [array.tensor]
      case .list(let arrays): return arrays.map(\.tensor)
      case .named(let arrays):
        return try names.map { name in
          guard let array = arrays[name] else { throw Unknown(word: name) }
          return array.tensor
        }
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case seed, model, rule, compile, fit, callbacks, data, keys, history, evaluate, predict, error
    case classWeight = "class_weight"
    case validationData = "validation_data"
    case initialWeights = "initial_weights"
    case callbackResults = "callback_results"
    case finalWeights = "final_weights"
    case evaluateUnweighted = "evaluate_unweighted"
    case trainOnBatch = "train_on_batch"
    case testOnBatch = "test_on_batch"
  }

  init(_ name: String) throws {
    self = try Golden.json("training/\(name).json", as: TrainingCase.self)
  }
}
