import AssayCore
import AssayKeras
import AssayModel
import Testing

/// Operations between layers; what the good ones compute is in the golden model `operations`.
@Suite("Operations between layers")
struct OperationTests {
  /// A model of one operation on an input `[batch, 4, 6]`.
  static func model(_ className: String, _ config: JSON, _ arguments: [JSON]) -> JSON {
    [
      "class_name": "Functional",
      "config": [
        "name": "net",
        "layers": [
          [
            "class_name": "InputLayer", "name": "x", "inbound_nodes": [],
            "config": ["name": "x", "batch_shape": [nil, 4, 6]],
          ],
          [
            "module": "keras.src.ops.numpy", "class_name": .string(className), "config": config,
            "registered_name": .string(className), "name": "op",
            "inbound_nodes": [["args": .array(arguments), "kwargs": [:]]],
          ],
        ],
        "input_layers": ["x", 0, 0], "output_layers": ["op", 0, 0],
      ],
    ]
  }

  static let x: JSON = [
    "class_name": "__keras_tensor__",
    "config": ["shape": [nil, 4, 6], "dtype": "float32", "keras_history": ["x", 0, 0]],
  ]

  static func slice(_ start: JSON, _ stop: JSON, _ step: JSON = nil) -> JSON {
    ["class_name": "__slice__", "config": ["start": start, "stop": stop, "step": step]]
  }

  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let json: JSON
    let shape: Shape

    init(_ description: String, _ json: JSON, _ shape: Shape = []) {
      self.description = description
      self.json = json
      self.shape = shape
    }
  }

  static let good: [Case] = [
    Case("x + 1", model("Add", [:], [x, 1]), [-1, 4, 6]),
    Case("1 / x", model("TrueDivide", [:], [1, x]), [-1, 4, 6]),
    Case("x[:, -1]", model("GetItem", [:], [x, [slice(nil, nil), -1]]), [-1, 6]),
    Case("x[:, 1:9]", model("GetItem", [:], [x, [slice(nil, nil), slice(1, 9)]]), [-1, 3, 6]),
    Case("x[:, -3:-1]", model("GetItem", [:], [x, [slice(0, nil), slice(-3, -1)]]), [-1, 2, 6]),
    Case(
      "x[..., None, 2]", model("GetItem", [:], [x, [["class_name": "__ellipsis__"], nil, 2]]),
      [-1, 4, 1]),
    Case("reshape", model("Reshape", ["newshape": [-1, 24]], [x]), [-1, 24]),
    Case("squeeze", model("Squeeze", ["axis": nil], [x]), [-1, 4, 6]),
    Case("mean of both", model("Mean", ["axis": [1, -1], "keepdims": false], [x]), [-1]),
    Case(
      "max, kept", model("Max", ["axis": 2, "keepdims": true, "initial": nil], [x]), [-1, 4, 1]),
    Case("stack", model("Stack", ["axis": -1], [[x, x, x]]), [-1, 4, 6, 3]),
  ]

  @Test("have the shapes that NumPy gives", arguments: good)
  func shapes(one: Case) throws {
    #expect(try KerasGraph(reading: one.json).outputs[0].shape == one.shape)
  }

  static let bad: [Case] = [
    Case("one that Assay has not", model("Sin", [:], [x])),
    Case("two numbers", model("Add", [:], [1, 2])),
    Case("a number that is none", model("Add", [:], [x, "1"])),
    Case("an infinite number", model("Add", [:], [x, .number(.infinity)])),
    Case("three arguments", model("Add", [:], [x, x, x])),
    Case("no argument", model("Relu", [:], [])),
    Case("an argument that it has not", model("Relu", ["slope": 1], [x])),
    Case("a part of the batch", model("GetItem", [:], [x, [0]])),
    Case("a range of the batch", model("GetItem", [:], [x, [slice(0, 3)]])),
    Case("an axis before the batch", model("GetItem", [:], [x, [nil, slice(nil, nil)]])),
    Case("an index over the end", model("GetItem", [:], [x, [slice(nil, nil), 4]])),
    Case(
      "an index of 2^63", model("GetItem", [:], [x, [slice(nil, nil), .number(9.3e18)]])),
    Case("steps", model("GetItem", [:], [x, [slice(nil, nil), slice(nil, nil, 2)]])),
    Case("nothing", model("GetItem", [:], [x, [slice(nil, nil), slice(3, 2)]])),
    Case("too many axes", model("GetItem", [:], [x, .array(Array(repeating: 0, count: 9))])),
    Case(
      "a thousand new axes", model("GetItem", [:], [x, .array(Array(repeating: nil, count: 999))])),
    Case("a mean over the batch", model("Mean", ["axis": 0], [x])),
    Case("a mean over all", model("Mean", ["axis": nil], [x])),
    Case("a batch of another size", model("Reshape", ["newshape": [4, -1]], [x])),
    Case("more elements", model("Reshape", ["newshape": [-1, 25]], [x])),
    Case("a shape without end", model("Reshape", ["newshape": [-1, 2_147_483_647, 99]], [x])),
    Case("a batch that moves", model("Transpose", ["axes": [1, 0, 2]], [x])),
    Case("an axis twice", model("Transpose", ["axes": [0, 1, 1]], [x])),
    Case("a new axis before the batch", model("ExpandDims", ["axis": 0], [x])),
    Case("an axis of size 4 away", model("Squeeze", ["axis": 1], [x])),
    Case("parts that do not fit", model("Split", ["indices_or_sections": 3, "axis": 1], [x])),
    Case(
      "parts out of order", model("Split", ["indices_or_sections": [3, 1], "axis": 1], [x])),
    Case("a product of vectors", model("Matmul", [:], [x, 2])),
    Case("bounds the wrong way", model("Clip", ["x_min": 1, "x_max": 0], [x])),
    Case("another dtype", model("Cast", ["dtype": "float16"], [x])),
    Case("an empty list", model("Concatenate", ["axis": 1], [[]])),
  ]

  @Test("are refused where they go over the batch or do not fit", arguments: bad)
  func refused(one: Case) {
    #expect(throws: KerasFileError.self) { try KerasGraph(reading: one.json) }
  }

  @Test func aRefusalNamesTheLayer() {
    let json = OperationTests.model(
      "GetItem", [:], [OperationTests.x, [OperationTests.slice(0, 3)]])
    #expect(
      throws: KerasFileError(
        place: "layer 'op' (GetItem)", found: "a slice of the batch",
        wanted: "`:`, as the batch stays")
    ) { try KerasGraph(reading: json) }
  }
}
