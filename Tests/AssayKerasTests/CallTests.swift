import AssayCore
import AssayKeras
import AssayModel
import Testing

/// What a file says of the calls of layers; what the good ones compute is in the golden models
/// `masks_meet` and `models_as_outputs`.
@Suite("Calls in Keras's files")
struct CallTests {
  private static func input(_ name: String, _ shape: JSON) -> JSON {
    [
      "module": "keras.layers", "class_name": "InputLayer", "name": .string(name),
      "config": ["name": .string(name), "batch_shape": shape], "inbound_nodes": [],
    ]
  }

  private static func tensor(_ layer: String) -> JSON {
    [
      "class_name": "__keras_tensor__",
      "config": ["shape": [], "dtype": "float32", "keras_history": [.string(layer), 0, 0]],
    ]
  }

  private static func model(_ layers: [JSON], to end: JSON, name: String = "net") -> JSON {
    [
      "module": "keras", "class_name": "Functional",
      "config": [
        "name": .string(name), "layers": .array(layers), "input_layers": ["x", 0, 0],
        "output_layers": end,
      ],
    ]
  }

  private static func lstm(mask: JSON, name: String = "lstm") -> JSON {
    model(
      [
        input("x", [nil, 4, 6]), input("m", [nil, 4]), input("wide", [nil, 5]),
        [
          "module": "keras.layers", "class_name": "LSTM", "name": "lstm",
          "config": ["name": .string(name), "units": 2],
          "inbound_nodes": [["args": [tensor("x")], "kwargs": ["mask": mask]]],
        ],
      ], to: ["lstm", 0, 0])
  }

  @Test("a mask by hand is one of the inputs' shapes", arguments: [nil, tensor("m")] as [JSON])
  func maskByHand(mask: JSON) throws {
    #expect(try KerasGraph(reading: CallTests.lstm(mask: mask)).outputs[0].shape == [-1, 2])
  }

  @Test(
    "another mask is refused",
    arguments: [tensor("wide"), tensor("x"), tensor("nobody"), 1, "m", [1], [["x"]]] as [JSON])
  func wrongMask(mask: JSON) {
    #expect(throws: KerasFileError.self) { try KerasGraph(reading: CallTests.lstm(mask: mask)) }
  }

  /// A model inside, called twice; at the ends Keras counts its calls from 1, and 0 is the last.
  @Test(arguments: [(1, 0), (2, 1), (0, 1)])
  func callsOfAModelInsideAreCountedFromOneAtTheEnds(written: Int, call: Int) throws {
    let graph = try KerasGraph(reading: CallTests.twice(to: ["inner", .integer(written), 0]))
    let made = try #require(graph.outputs[0].node.origin)
    #expect((made.inputs[0] === graph.inputs[0].node) == (call == 0))
  }

  @Test func aCallThatAModelInsideDoesNotHaveIsRefused() {
    #expect(throws: KerasFileError.self) {
      try KerasGraph(reading: CallTests.twice(to: ["inner", 3, 0]))
    }
  }

  private static func twice(to end: JSON) -> JSON {
    let dense: JSON = [
      "module": "keras.layers", "class_name": "Dense", "name": "dense",
      "config": ["name": "dense", "units": 6],
      "inbound_nodes": [["args": [tensor("x")], "kwargs": [:]]],
    ]
    guard
      case .object(let inner) = model(
        [input("x", [nil, 6]), dense], to: ["dense", 0, 0], name: "inner")
    else { return .null }
    let calls: JSON = [
      ["args": [tensor("x")], "kwargs": [:]], ["args": [tensor("inner")], "kwargs": [:]],
    ]
    return model(
      [
        input("x", [nil, 6]),
        .object(inner + [.init("name", "inner"), .init("inbound_nodes", calls)]),
      ], to: end)
  }

  @Test(
    "a name that garbles what it is printed in is none",
    arguments: ["a\nError: fine", "\u{1b}[31m", "a\0", String(repeating: "a", count: 1001)])
  func names(name: String) {
    #expect(throws: KerasFileError.self) {
      try KerasGraph(reading: CallTests.lstm(mask: nil, name: name))
    }
  }
}
