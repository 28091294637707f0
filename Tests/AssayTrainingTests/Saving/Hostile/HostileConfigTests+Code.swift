import AssayCore

extension HostileConfigTests {
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
}
