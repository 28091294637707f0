import AssayCore
import AssayData
import AssayHDF5
import AssayTraining
import Foundation
import Testing

/// Configurations that once ran code, read files or filled the memory in Keras or elsewhere, and what is
/// said of them here.
@Suite("Configurations that are attacks")
struct HostileConfigTests {
  struct Attack: CustomStringConvertible, Sendable {
    let description: String
    let file: @Sendable () throws -> HostileFile
    let mistake: String

    init(
      _ description: String, _ mistake: String, _ file: @escaping @Sendable () throws -> HostileFile
    ) {
      self.description = description
      self.file = file
      self.mistake = mistake
    }
  }

  @Test("are refused by name", arguments: code + paths + graphs + values)
  func refused(attack: Attack) throws {
    let mistake = try attack.file().mistake()
    #expect(mistake.isSame(as: attack.mistake), "\(attack): \(mistake)")
  }

  @Test("are refused in Keras's older files too, CVE-2025-9905", arguments: code + paths)
  func refusedLegacy(attack: Attack) throws {
    let config = try attack.file().config
    let place = attack.mistake.hasPrefix("FILE:config.json, compile_config")
    guard let compiled = config["compile_config"], let optimizer = compiled["optimizer"] else {
      return
    }
    var root = try HDF5.read(
      FileBytes.read(SavedGolden("sequential_dense").path(".h5")), named: "golden")
    root.setAttribute("model_config", .text(config.changing("compile_config", to: nil).line()))
    root.setAttribute(
      "training_config",
      .text(
        compiled.changing("optimizer", to: nil).changing("optimizer_config", to: optimizer).line())
    )
    let mistake = try HostileFile.mistake(bytes: HDF5.write(root), ending: ".h5")
    let wanted = attack.mistake.replacingOccurrences(
      of: place ? "FILE:config.json, compile_config" : "FILE:config.json",
      with: place ? "FILE:training_config, training_config" : "FILE:model_config"
    )
    .replacingOccurrences(of: "compile_config", with: "training_config")
    #expect(mistake.isSame(as: wanted), "\(attack): \(mistake)")
  }

  /// Layers, functions and classes that are code.
  static let code: [Attack] = [
    Attack(
      "a Lambda with marshalled code, CVE-2024-3660",
      "FILE:config.json, layer 'lambda' (Lambda): found a layer of class Lambda; "
        + "wanted layers without code: Assay runs none from a file; write it as a layer in Swift"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "Lambda",
          "config": [
            "name": "lambda",
            "function": [
              "class_name": "__lambda__",
              "config": ["code": "4wEAAAAAAAAAAAAAAAQAAAADAAAA", "defaults": nil, "closure": nil],
            ],
          ],
        ])
    },
    Attack(
      "a class of any module, CVE-2025-1550",
      "FILE:config.json, a layer: found system of the module \"os\"; wanted a class of "
        + "Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        1, "", to: ["module": "os", "class_name": "system", "config": ["command": "id"]])
    },
    Attack(
      "a module whose name begins as Keras's",
      "FILE:config.json, a layer: found Dense of the module \"keras_evil.layers\"; "
        + "wanted a class of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(1, "module", to: "keras_evil.layers")
    },
    Attack(
      "a class of Python's own",
      "FILE:config.json, a layer: found a function of one's own (exec); wanted one of "
        + "Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        1, "", to: ["module": "builtins", "class_name": "exec", "config": ["0": "import os"]])
    },
    Attack(
      "a function as an activation",
      "FILE:config.json, layer 'dense' (Dense): found activation = {\"module\": "
        + "\"os\", \"class_name\": \"function\", \"config\": \"system\"}; wanted a "
        + "function of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        1, "config/activation",
        to: ["module": "os", "class_name": "function", "config": "system"])
    },
    Attack(
      "a function of a known name and an unknown module",
      "FILE:config.json, layer 'dense' (Dense): found activation = {\"module\": "
        + "\"os\", \"class_name\": \"function\", \"config\": \"relu\"}; wanted a function "
        + "of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        1, "config/activation",
        to: ["module": "os", "class_name": "function", "config": "relu"])
    },
    Attack(
      "a lambda as an activation",
      "FILE:config.json, layer 'dense' (Dense), activation: found a function of "
        + "one's own (__lambda__); wanted one of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        1, "config/activation",
        to: ["class_name": "__lambda__", "config": ["code": "4wEAAAAA"]])
    },
    Attack(
      "a function as an initializer",
      "FILE:config.json, layer 'dense' (Dense), kernel_initializer: found a "
        + "function of one's own (function); wanted one of Keras's: Assay runs no code "
        + "from a file"
    ) {
      try HostileFile().changing(
        1, "config/kernel_initializer",
        to: ["module": "os", "class_name": "function", "config": "system"])
    },
    Attack(
      "a class of any module as an initializer",
      "FILE:config.json, layer 'dense' (Dense), kernel_initializer: found Popen "
        + "of the module \"subprocess\"; wanted a class of Keras's: Assay runs no code "
        + "from a file"
    ) {
      try HostileFile().changing(
        1, "config/kernel_initializer",
        to: ["module": "subprocess", "class_name": "Popen", "config": ["args": ["id"]]])
    },
    Attack(
      "a class of any module as a regularizer",
      "FILE:config.json, layer 'dense' (Dense), kernel_regularizer: found "
        + "fromfile of the module \"numpy\"; wanted a class of Keras's: Assay runs no code "
        + "from a file"
    ) {
      try HostileFile().changing(
        1, "config/kernel_regularizer",
        to: ["module": "numpy", "class_name": "fromfile", "config": ["file": "/etc/passwd"]])
    },
    Attack(
      "a class of any module as a constraint",
      "FILE:config.json, layer 'dense' (Dense), kernel_constraint: found rmtree "
        + "of the module \"shutil\"; wanted a class of Keras's: Assay runs no code from a "
        + "file"
    ) {
      try HostileFile().changing(
        1, "config/kernel_constraint",
        to: ["module": "shutil", "class_name": "rmtree", "config": ["path": "/"]])
    },
    Attack(
      "a class of any module as a policy",
      "FILE:config.json, layer 'dense' (Dense): found dtype = null; wanted "
        + "float32: models compute in it"
    ) {
      try HostileFile().changing(
        1, "config/dtype",
        to: ["module": "os", "class_name": "system", "config": ["command": "id"]])
    },
    Attack(
      "a call of Keras that switches its safety off, CVE-2025-8747",
      "FILE:config.json, layer 'x' (enable_unsafe_deserialization): found a layer of "
        + "class enable_unsafe_deserialization; wanted a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.config", "class_name": "enable_unsafe_deserialization",
          "config": ["name": "x"],
        ])
    },
    Attack(
      "a call of Keras that loads another model",
      "FILE:config.json, layer (load_model): found a layer of class load_model; wanted "
        + "a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.saving", "class_name": "load_model",
          "config": ["filepath": "/tmp/other.keras", "safe_mode": false],
        ])
    },
    Attack(
      "a call of Keras that downloads",
      "FILE:config.json, layer (get_file): found a layer of class get_file; wanted a "
        + "layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.utils", "class_name": "get_file",
          "config": ["fname": "x", "origin": "http://127.0.0.1/"],
        ])
    },
    Attack(
      "a call of Keras as an activation",
      "FILE:config.json, layer 'dense' (Dense): found activation = "
        + "\"enable_unsafe_deserialization\"; wanted one of …"
    ) {
      try HostileFile().changing(
        1, "config/activation",
        to: [
          "module": "keras.config", "class_name": "function",
          "config": "enable_unsafe_deserialization",
        ])
    },
    Attack(
      "a class of one's own",
      "FILE:config.json, a layer: found Dense registered as \"evil>Dense\"; wanted a "
        + "class of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(1, "registered_name", to: "evil>Dense")
    },
    Attack(
      "a layer that loads a SavedModel, CVE-2026-1462",
      "FILE:config.json, layer 'x' (TFSMLayer): found a layer of class TFSMLayer; "
        + "wanted layers that are in the file: Assay opens no path from it"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "TFSMLayer",
          "config": ["name": "x", "filepath": "/tmp/saved", "call_endpoint": "serve"],
        ])
    },
    Attack(
      "a layer that holds a module of PyTorch",
      "FILE:config.json, layer 'x' (TorchModuleWrapper): found a layer of class "
        + "TorchModuleWrapper; wanted layers without code: Assay runs none from a file"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "TorchModuleWrapper",
          "config": ["name": "x", "module": "gAN9cQAu"],
        ])
    },
    Attack(
      "a function as the loss",
      "FILE:config.json, compile_config, loss, loss: found a function of one's own "
        + "(function); wanted one of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        "compile_config/loss",
        to: ["module": "os", "class_name": "function", "config": "system"])
    },
    Attack(
      "a class of any module as the loss",
      "FILE:config.json, compile_config, loss, loss: found system of the module "
        + "\"os\"; wanted a class of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        "compile_config/loss",
        to: ["module": "os", "class_name": "system", "config": ["command": "id"]])
    },
    Attack(
      "a function as a metric",
      "FILE:config.json, compile_config, metrics: found the metric \"eval\"; wanted "
        + "one of Keras's that compares labels and predictions: …"
    ) {
      try HostileFile().changing(
        "compile_config/metrics",
        to: [["module": "builtins", "class_name": "function", "config": "eval"]])
    },
    Attack(
      "a class of any module as the optimizer",
      "FILE:config.json, compile_config, optimizer: found system of the module \"os\"; "
        + "wanted a class of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        "compile_config/optimizer",
        to: ["module": "os", "class_name": "system", "config": ["command": "id"]])
    },
    Attack(
      "a class of any module as a schedule",
      "FILE:config.json, compile_config, Adam, learning_rate: found system of the "
        + "module \"os\"; wanted a class of Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing(
        "compile_config/optimizer/config/learning_rate",
        to: ["module": "os", "class_name": "system", "config": ["command": "id"]])
    },
    Attack(
      "a class of any module as the model",
      "FILE:config.json: found system of the module \"os\"; wanted a class of Keras's: "
        + "Assay runs no code from a file"
    ) {
      try HostileFile().changing("module", to: "os").changing("class_name", to: "system")
    },
    Attack(
      "a model that somebody has written",
      "FILE:config.json: found Net of the module \"my.code\"; wanted a class of "
        + "Keras's: Assay runs no code from a file"
    ) {
      try HostileFile().changing("module", to: "my.code").changing("class_name", to: "Net")
    },
    Attack(
      "a class of any module inside TimeDistributed",
      "FILE:config.json, layer 'x' (TimeDistributed), layer: found "
        + "system of the module \"os\"; wanted a class of Keras's: Assay runs no code from "
        + "a file"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "TimeDistributed",
          "config": [
            "name": "x",
            "layer": ["module": "os", "class_name": "system", "config": ["command": "id"]],
          ],
        ])
    },
  ]

  /// Paths and addresses, CVE-2025-12058.
  static let paths: [Attack] = [
    Attack(
      "a vocabulary at a path",
      "FILE:config.json, layer 'x' (StringLookup): found a layer of class "
        + "StringLookup; wanted a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "StringLookup",
          "config": ["name": "x", "vocabulary": "/etc/passwd"],
        ])
    },
    Attack(
      "a vocabulary at an address",
      "FILE:config.json, layer 'x' (TextVectorization): found a layer of class "
        + "TextVectorization; wanted a layer that Assay has: …"
    ) {
      try HostileFile().changing(
        1, "",
        to: [
          "module": "keras.layers", "class_name": "TextVectorization",
          "config": ["name": "x", "vocabulary": "http://169.254.169.254/latest"],
        ])
    },
    Attack(
      "weights at a path",
      "FILE:config.json, layer 'dense' (Dense): found weights = "
        + "\"/etc/passwd\"; wanted arguments of Dense that Assay knows"
    ) {
      try HostileFile().changing(1, "config/weights", to: "/etc/passwd")
    },
    Attack(
      "an initializer of a file",
      "FILE:config.json, layer 'dense' (Dense): found kernel_initializer = "
        + "\"file:///etc/passwd\"; wanted one of …"
    ) {
      try HostileFile().changing(1, "config/kernel_initializer", to: "file:///etc/passwd")
    },
    Attack(
      "a mean at a path",
      "FILE:config.json, layer 'n' (Normalization): found mean = "
        + "\"/etc/passwd\"; wanted numbers"
    ) {
      try HostileFile(
        layers: [
          [
            "class_name": "Normalization", "config": ["name": "n", "mean": "/etc/passwd"],
          ]
        ], input: [nil, 3])
    },
  ]

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

  /// Sizes, kinds and numbers that no layer has.
  private static let whole = "a whole number in 1...2147483647"

  static let values: [Attack] =
    [
      ("units of 0", "units", 0, "units = 0; wanted \(whole)"),
      ("units below 0", "units", -5, "units = -5; wanted \(whole)"),
      (
        "units of 2^63 - 1", "units", .integer(.max),
        "units = 9223372036854775807; wanted \(whole)"
      ),
      ("units of 1e308", "units", 1e308, "units = 1e+308; wanted \(whole)"),
      ("units that are true", "units", true, "units = true; wanted \(whole)"),
      ("units that are a text", "units", "3", "units = \"3\"; wanted \(whole)"),
      ("units that are a list", "units", [3], "units = [3]; wanted \(whole)"),
      ("units of 2.5", "units", 2.5, "units = 2.5; wanted \(whole)"),
      ("no units", "units", nil, "no units; wanted \(whole)"),
      (
        "a number as an activation", "activation", 7,
        "activation = 7; wanted the name of an activation"
      ),
      (
        "an argument that nobody knows", "hook", "x",
        "hook = \"x\"; wanted arguments of Dense that Assay knows"
      ),
    ].map { (what: String, name: String, value: JSON, found: String) in
      Attack(what, "FILE:config.json, layer 'dense' (Dense): found \(found)") {
        try HostileFile().changing(1, "config/\(name)", to: value)
      }
    } + [
      Attack(
        "an optimizer that is a number",
        "FILE:config.json, compile_config, optimizer: found a number; wanted an object "
          + "with a class_name and a config"
      ) {
        try HostileFile().changing("compile_config/optimizer", to: 3)
      },
      Attack(
        "an optimizer that is a list",
        "FILE:config.json, compile_config, optimizer: found a list; wanted an object "
          + "with a class_name and a config"
      ) {
        try HostileFile().changing("compile_config/optimizer", to: [])
      },
      Attack(
        "a rate that is a text",
        "FILE:config.json, compile_config, Adam: found learning_rate = \"fast\"; wanted "
          + "a number or a schedule"
      ) {
        try HostileFile().changing("compile_config/optimizer/config/learning_rate", to: "fast")
      },
      Attack(
        "a rate below zero",
        "FILE:config.json, compile_config, Adam: found learningRate is -1.0; wanted a "
          + "finite number of 0.0 or more"
      ) {
        try HostileFile().changing("compile_config/optimizer/config/learning_rate", to: -1.0)
      },
      Attack(
        "a loss that is a number",
        "FILE:config.json, compile_config, loss, loss: found a number; wanted an object "
          + "with a class_name and a config"
      ) {
        try HostileFile().changing("compile_config/loss", to: 3)
      },
      Attack(
        "lists in lists of metrics",
        "FILE:config.json, compile_config, metrics: found a list in a list; wanted one "
          + "value for an output, or a list of such"
      ) {
        try HostileFile().changing("compile_config/metrics", to: [[[["accuracy"]]]])
      },
      Attack(
        "more losses than outputs",
        "FILE: found a model that cannot be: 3 losses were given for 1 output, probs; "
          + "give one loss, or write their sum as a custom one; wanted one that compiles; "
          + "load it with compile: false to go without its configuration"
      ) {
        try HostileFile().changing("compile_config/loss", to: ["mse", "mse", "mse"])
      },
      Attack(
        "steps an execution of 0",
        "FILE:config.json, compile_config: found steps_per_execution = 0; wanted a whole "
          + "number in 1...2147483647"
      ) {
        try HostileFile().changing("compile_config/steps_per_execution", to: 0)
      },
      Attack(
        "a compile_config that is a list",
        "FILE:config.json, compile_config: found a config that is a list; wanted an object"
      ) {
        try HostileFile().changing("compile_config", to: [1])
      },
      Attack(
        "a config that is a text",
        "FILE:config.json, Sequential: found a config that is a text; wanted an object"
      ) { try HostileFile().changing("config", to: "x") },
      Attack(
        "an input of no axes",
        "FILE:config.json, InputLayer 'features': found the shape []; wanted a list of 1 "
          + "to 8 sizes, that of the batch first"
      ) {
        try HostileFile().changing(0, "config/batch_shape", to: [])
      },
      Attack(
        "an input of ten axes",
        "FILE:config.json, InputLayer 'features': found the shape [1, 1, 1, 1, 1, 1, 1, "
          + "1, 1, 1]; wanted a list of 1 to 8 sizes, that of the batch first"
      ) {
        try HostileFile().changing(
          0, "config/batch_shape", to: .integers(Array(repeating: 1, count: 10)))
      },
      Attack(
        "an input of size 0",
        "FILE:config.json, InputLayer 'features': found the size 0; wanted null, or a "
          + "whole number in 1...2147483647"
      ) {
        try HostileFile().changing(0, "config/batch_shape", to: [nil, 0])
      },
      Attack(
        "an input of size -4",
        "FILE:config.json, InputLayer 'features': found the size -4; wanted null, or a "
          + "whole number in 1...2147483647"
      ) {
        try HostileFile().changing(0, "config/batch_shape", to: [nil, -4])
      },
      Attack(
        "an input of another size than the weights",
        "FILE:model.weights.h5, layers/dense/vars/0: found [4, 5]; wanted [5, 5] for "
          + "'dense', kernel"
      ) {
        try HostileFile().changing(0, "config/batch_shape", to: [nil, 5])
      },
    ]
}

extension String {
  /// Whether a message is the one wanted; `…` at its end stands for a list that grows.
  fileprivate func isSame(as wanted: String) -> Bool {
    wanted.hasSuffix("…") ? hasPrefix(wanted.dropLast()) : self == wanted
  }
}
