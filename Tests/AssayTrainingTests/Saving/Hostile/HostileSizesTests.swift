import AssayCore
import AssayHDF5
import AssayModel
import AssayTraining
import Foundation
import Testing

/// Graphs of a few bytes whose numbers fill any memory.
@Suite("Sizes that no machine has")
struct HostileSizesTests {
  struct Bomb: CustomStringConvertible, Sendable {
    let description: String
    let input: JSON
    let layers: [JSON]
    let mistake: String

    init(_ description: String, _ input: JSON, _ layers: [JSON], _ mistake: String) {
      self.description = description
      self.input = input
      self.layers = layers
      self.mistake = mistake
    }
  }

  static func layer(_ className: String, _ config: JSON) -> JSON {
    guard case .object(let members) = config else { return .null }
    return [
      "class_name": .string(className), "config": .object(members + [.init("name", "bomb")]),
    ]
  }

  static let largest = 2_147_483_647

  @Test("are refused when the file is loaded, before anything is allocated", arguments: parameters)
  func whenLoaded(bomb: Bomb) throws {
    let mistake = try HostileFile(layers: bomb.layers, input: bomb.input).mistake()
    #expect(mistake == bomb.mistake, "\(bomb)")
  }

  static let parameters = [
    Bomb(
      "Dense", [nil, .integer(largest)], [layer("Dense", ["units": .integer(largest)])],
      "FILE:config.json: found a model that cannot be: Dense \"bomb\": got kernel "
        + "[2147483647, 2147483647]; wanted fewer elements than memory can address; wanted a "
        + "graph whose layers fit"),
    Bomb(
      "Dense of a million by a million", [nil, 1_000_000], [layer("Dense", ["units": 1_000_000])],
      "FILE:model.weights.h5, layers/dense/vars: found no such group; '' holds nothing; "
        + "wanted for 'bomb' kernel [1000000, 1000000], bias [1000000]"),
    Bomb(
      "Embedding", [nil, 3],
      [layer("Embedding", ["input_dim": .integer(largest), "output_dim": 100_000])],
      "FILE:model.weights.h5, layers/embedding/vars: found no such group; '' holds "
        + "nothing; wanted for 'bomb' embeddings [2147483647, 100000]"),
    Bomb(
      "Conv2D", [nil, 8, 8, 3],
      [
        layer(
          "Conv2D",
          ["filters": .integer(largest), "kernel_size": [1_048_576, 1_048_576], "padding": "same"])
      ],
      "FILE:config.json: found a model that cannot be: Conv2D \"bomb\": got kernel "
        + "[1048576, 1048576, 3, 2147483647]; wanted fewer elements than memory can address; "
        + "wanted a graph whose layers fit"),
    Bomb(
      "LSTM", [nil, 3, 2], [layer("LSTM", ["units": .integer(largest)])],
      "FILE:config.json: found a model that cannot be: LSTM \"bomb\": got "
        + "lstm_cell/recurrent_kernel [2147483647, 8589934588]; wanted fewer elements than "
        + "memory can address; wanted a graph whose layers fit"),
    Bomb(
      "MultiHeadAttention's like", [nil, 3, 2], [layer("GRU", ["units": 1_000_000])],
      "FILE:model.weights.h5, layers/gru/cell/vars: found no such group; '' holds nothing; "
        + "wanted for 'bomb' gru_cell/kernel [2, 3000000], gru_cell/recurrent_kernel [1000000, "
        + "3000000], gru_cell/bias [2, 3000000]"),
    Bomb(
      "UpSampling2D beyond all", [nil, 1_000_000, 1_000_000, 3],
      [layer("UpSampling2D", ["size": [1_048_576, 1_048_576]])],
      "FILE:config.json: found a model that cannot be: UpSampling2D \"bomb\": got [batch, "
        + "1000000, 1000000, 1048576, 3]; wanted fewer elements than memory can address; "
        + "wanted a graph whose layers fit"),
    Bomb(
      "an input", [nil, .integer(largest), .integer(largest), .integer(largest)],
      [layer("Flatten", [:])],
      "FILE:config.json, InputLayer 'x': found the shape [null, 2147483647, 2147483647, "
        + "2147483647]; wanted one that fits into memory"),
    Bomb(
      "Resizing", [nil, 8, 8, 3],
      [layer("Resizing", ["height": .integer(largest), "width": .integer(largest)])],
      "FILE:config.json, layer 'bomb' (Resizing): found height = 2147483647; "
        + "wanted a whole number in 1...16777215"),
    Bomb(
      "PReLU", [nil, 1_000_000, 1_000_000], [layer("PReLU", [:])],
      "FILE:model.weights.h5, layers/p_re_lu/vars: found no such group; '' holds nothing; "
        + "wanted for 'bomb' alpha [1000000, 1000000]"),
    Bomb(
      "BatchNormalization", [nil, .integer(largest), 1_000],
      [layer("BatchNormalization", ["axis": [1, 2]])],
      "FILE:config.json, layer 'bomb' (BatchNormalization): found axis "
        + "= [1, 2]; wanted one axis"),
  ]

  @Test("are refused when they are to be computed", arguments: activations)
  func whenComputed(bomb: Bomb) throws {
    let model = try HostileFile(layers: bomb.layers, input: bomb.input).load()
    guard case .array(let sizes) = bomb.input else { return }
    let shape = Shape(sizes.map { if case .integer(let size) = $0 { size } else { 2 } })
    #expect(
      throws: ModelError.memory(
        what: bomb.mistake, bytes: nil, available: 0
      ), "\(bomb)"
    ) {
      do {
        _ = try model.predict(Tensor(zeros: shape))
      } catch ModelError.memory(let what, _, _) {
        throw ModelError.memory(what: what, bytes: nil, available: 0)
      }
    }
  }

  static let activations = [
    Bomb(
      "RepeatVector", [nil, 3_000_000], [layer("RepeatVector", ["n": .integer(largest)])],
      "an array of [2, 2147483647, 3000000]"),
    Bomb(
      "UpSampling2D", [nil, 8, 8, 3], [layer("UpSampling2D", ["size": [1_000_000, 1_000_000]])],
      "an array of [2, 8, 1000000, 8000000, 3]"),
    Bomb(
      "ZeroPadding2D", [nil, 8, 8, 3],
      [layer("ZeroPadding2D", ["padding": [[1_048_576, 1_048_576], [1_048_576, 1_048_576]]])],
      "an array of [2, 2097160, 2097160, 3]"),
    Bomb(
      "ZeroPadding1D and back", [nil, 8, 3],
      [
        layer("ZeroPadding1D", ["padding": [1_048_576, 1_048_576]]),
        ["class_name": "UpSampling1D", "config": ["size": 1_048_576]],
        ["class_name": "GlobalMaxPooling1D", "config": [:]],
      ], "an array of [2, 2097160, 1048576, 3]"),
    Bomb(
      "Resizing", [nil, 8, 8, 3],
      [layer("Resizing", ["height": 10_000_000, "width": 10_000_000])],
      "an array of [2, 10000000, 10000000, 3]"),
  ]

  @Test("a window of 2^40 pixels over a small image is no bomb")
  func window() throws {
    let pool: JSON = [
      "pool_size": [1_048_576, 1_048_576], "strides": [1_048_576, 1_048_576], "padding": "same",
    ]
    for className in ["MaxPooling2D", "AveragePooling2D"] {
      let model = try HostileFile(layers: [Self.layer(className, pool)], input: [nil, 8, 8, 3])
        .load()
      let image = try Tensor(Array(repeating: Float(2), count: 192), shape: [1, 8, 8, 3])
      #expect(try model.predict(image).doubles == [2, 2, 2])
    }
  }

  @Test("a stack of ten thousand layers is loaded and computed in time")
  func longStack() throws {
    let layers: [JSON] = (0..<10_000).map {
      ["class_name": "Flatten", "config": ["name": .string("f\($0)")]]
    }
    let start = ContinuousClock.now
    let model = try HostileFile(layers: layers, input: [nil, 4]).load()
    #expect(try model.predict(Tensor([[1, 2, 3, 4]] as [[Float]])).doubles == [1, 2, 3, 4])
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("are refused of layers written in Swift")
  func swift() throws {
    let x = Input(4)
    let model = Model(inputs: x, outputs: Dense(1 << 40)(x))
    let available = PhysicalMemory.byteCount
    #expect(
      throws: ModelError.memory(
        what: "a model of these parameters", bytes: 5 << 43 + 256, available: available)
    ) { try model.predict(Tensor(zeros: [1, 4])) }
    let error = ModelError.memory(what: "a model", bytes: 5, available: 4)
    #expect("\(error)" == "a model needs 5 bytes of memory; this machine has 4")
    let more = ModelError.memory(what: "a model", bytes: nil, available: 4)
    #expect(
      "\(more)"
        == "a model needs more than 9223372036854775807 bytes of memory; this machine has 4")
  }
}
