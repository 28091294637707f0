import AssayCore

extension HostileConfigTests {
  static func functional(_ layers: [JSON], from: JSON = ["x", 0, 0], to: JSON) throws
    -> HostileFile
  {
    var file = try HostileFile()
    file.config = [
      "class_name": "Functional",
      "config": [
        "name": "net", "layers": .array(layers), "input_layers": [from], "output_layers": [to],
      ],
    ]
    return file
  }

  static let x: JSON = [
    "class_name": "InputLayer", "name": "x", "config": ["name": "x", "batch_shape": [nil, 4]],
    "inbound_nodes": [],
  ]

  static func relu(_ name: String, _ inputs: JSON...) -> JSON {
    [
      "class_name": "ReLU", "name": .string(name), "config": ["name": .string(name)],
      "inbound_nodes": [.array(inputs)],
    ]
  }

  /// Graphs that are none, or without an end.
  static let graphs: [Attack] = [
    Attack(
      "a circle",
      "FILE:config.json: found layers that wait for each other in a circle: a, b; "
        + "wanted a graph from inputs to outputs"
    ) {
      try functional(
        [x, relu("a", ["b", 0, 0, [:]]), relu("b", ["a", 0, 0, [:]])], to: ["b", 0, 0])
    },
    Attack(
      "a layer on itself",
      "FILE:config.json: found layers that wait for each other in a circle: a; wanted "
        + "a graph from inputs to outputs"
    ) {
      try functional([x, relu("a", ["a", 0, 0, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "a layer that is not there",
      "FILE:config.json, layer 'a': found result 0 of call 0 of 'gone' as an input; "
        + "wanted a result of a layer of the model"
    ) {
      try functional([x, relu("a", ["gone", 0, 0, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "an output of a layer that is not there",
      "FILE:config.json, output_layers: found result 0 of call 0 of 'gone'; wanted a "
        + "result of a layer of the model"
    ) {
      try functional([x, relu("a", ["x", 0, 0, [:]])], to: ["gone", 0, 0])
    },
    Attack(
      "two layers of one name",
      "FILE:config.json: found two layers named 'a'; wanted names that differ"
    ) {
      try functional(
        [x, relu("a", ["x", 0, 0, [:]]), relu("a", ["x", 0, 0, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "a call that is not there",
      "FILE:config.json, layer 'a': found result 0 of call 9223372036854775807 of 'x' "
        + "as an input; wanted a result of a layer of the model"
    ) {
      try functional([x, relu("a", ["x", 9_223_372_036_854_775_807, 0, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "a result that is not there",
      "FILE:config.json, layer 'a': found result 7 of call 0 of 'x' as an input; "
        + "wanted a result that the layer has"
    ) {
      try functional([x, relu("a", ["x", 0, 7, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "a call below zero",
      "FILE:config.json, layer 'a', inbound_nodes: found [\"x\", -1, 0, {}]; wanted "
        + "[layer, call, result, {…}]"
    ) {
      try functional([x, relu("a", ["x", -1, 0, [:]])], to: ["a", 0, 0])
    },
    Attack(
      "an output that is the input",
      "FILE:model.weights.h5, layers/dense/vars/0: found weights that the model has "
        + "not; wanted the model's alone"
    ) {
      try functional([x, relu("a", ["x", 0, 0, [:]])], from: ["a", 0, 0], to: ["a", 0, 0])
    },
    Attack(
      "no layers",
      "FILE:config.json, input_layers: found result 0 of call 0 of 'x'; wanted a "
        + "result of a layer of the model"
    ) { try functional([], to: ["a", 0, 0]) },
    Attack(
      "a stack of no layers",
      "FILE:config.json, Sequential: found layers = []; wanted a list of layers"
    ) { try HostileFile().changing("config/layers", to: []) },
    Attack(
      "layers that are none",
      "FILE:config.json, layer 0: found a number; wanted an object with a class_name "
        + "and a config"
    ) {
      try HostileFile().changing("config/layers", to: [1, nil, "x"])
    },
    Attack(
      "models inside of models, a thousand deep",
      "FILE:config.json, model 'm38', model 'm37', model 'm36', model 'm35', model "
        + "'m34', model 'm33', model 'm32', model 'm31', model 'm30', model 'm29', model "
        + "'m28', model 'm27', model 'm26', model 'm25', model 'm24', model 'm23', model "
        + "'m22', model 'm21', model 'm20', model 'm19', model 'm18', model 'm17', model "
        + "'m16', model 'm15', model 'm14', model 'm13', model 'm12', model 'm11', model "
        + "'m10', model 'm9', model 'm8', model 'm7': found models inside of models, "
        + "deeper than 32; wanted at most that"
    ) {
      var file = try HostileFile()
      var inner: JSON = [
        "class_name": "Dense", "config": ["name": "d", "units": 1],
      ]
      // Deeper than lists may nest is refused before it is a model.
      for depth in 0..<40 {
        inner = [
          "class_name": "Sequential",
          "config": [
            "name": .string("m\(depth)"),
            "layers": [
              ["class_name": "InputLayer", "config": ["name": "x", "batch_shape": [nil, 4]]], inner,
            ],
          ],
        ]
      }
      file.config = inner
      return file
    },
    Attack(
      "ten models that call the one below ten times",
      "FILE:config.json, model 'inner', model 'inner', model 'inner', model 'inner': "
        + "found a graph of more than 200000 calls of layers; wanted a smaller one"
    ) {
      func model(_ depth: Int) -> JSON {
        var layers: [JSON] = [x]
        let inner: JSON =
          depth == 0
          ? ["class_name": "ReLU", "config": ["name": "inner"]] : model(depth - 1)
        guard case .object(let members) = inner else { return .null }
        var from: JSON = ["x", 0, 0, [:]]
        var calls: [JSON] = []
        for call in 0..<10 {
          calls.append([from])
          from = ["inner", .integer(call), 0, [:]]
        }
        layers.append(
          .object(
            members + [.init("name", "inner"), .init("inbound_nodes", .array(calls))]))
        return [
          "class_name": "Functional",
          "config": [
            "name": "inner", "layers": .array(layers), "input_layers": [["x", 0, 0]],
            "output_layers": [["inner", 9, 0]],
          ],
        ]
      }
      var file = try HostileFile()
      file.config = model(9)
      return file
    },
    Attack(
      "more layers than anybody calls",
      "FILE:config.json: found a graph of more than 200000 calls of layers; wanted a "
        + "smaller one"
    ) {
      let layer: JSON = ["class_name": "Flatten", "config": [:]]
      return try HostileFile(layers: Array(repeating: layer, count: 200_001), input: [nil, 4])
    },
  ]
}
