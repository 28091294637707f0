import AssayCore

extension HostileConfigTests {
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
