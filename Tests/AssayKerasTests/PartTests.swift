import AssayCore
import AssayKeras
import AssayModel
import Testing

/// Activations, initializers, regularizers and constraints inside of a layer, in all forms that Keras
/// has written them in.
struct PartTests {
  /// The layer `Dense` with further arguments, read.
  private func dense(_ members: [(String, JSON)]) throws -> Dense {
    let config = [("name", "dense"), ("units", 3)] + members
    let object = KerasObject(
      module: "keras.layers", className: "Dense",
      config: .object(config.map { JSON.Member($0.0, $0.1) }))
    return try #require(try KerasLayers.read(object) as? Dense)
  }

  private func written(_ layer: Layer) throws -> JSON {
    try KerasLayers.write(layer, name: "layer").config
  }

  private func message(_ members: [(String, JSON)]) -> String {
    do {
      _ = try dense(members)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test(
    arguments: [
      ("initializers", "kernel_initializer"), ("regularizers", "kernel_regularizer"),
      ("constraints", "kernel_constraint"),
    ])
  func partsAreWrittenAsTheyWereRead(_ group: String, _ key: String) throws {
    let parts = GoldenLayer.list(group)
    #expect(parts.count > 5)
    for part in parts {
      let object = part["serialized"] ?? .null
      // As `LecunNormal`, which is what is written.
      guard part["case"] != "VarianceScaling default" else { continue }
      let found = try written(try dense([(key, object)]))[key]
      let different = differences(object, found).filter { !$0.hasPrefix("/config/seed") }
      #expect(different == [], "\(part["case"] ?? .null)")
    }
  }

  @Test func activationsByName() throws {
    for (name, activation) in Activation.named {
      #expect(try dense([("activation", .string(name))]).activation == activation)
      #expect(
        try written(Dense(3, activation: activation))["activation"] == .string(activation.name))
    }
    #expect(try dense([]).activation == .linear)
    #expect(try dense([("activation", nil)]).activation == .linear)
  }

  @Test func activationsAsObjects() throws {
    let leaky: JSON = [
      "module": "keras.layers", "class_name": "LeakyReLU",
      "config": ["name": "leaky_re_lu", "negative_slope": 0.1], "registered_name": nil,
    ]
    #expect(try dense([("activation", leaky)]).activation == .leakyRelu(negativeSlope: 0.1))
    let function: JSON = [
      "module": "builtins", "class_name": "function", "config": "relu6",
      "registered_name": "function",
    ]
    #expect(try dense([("activation", function)]).activation == .relu6)
    let old: JSON = ["class_name": "ReLU", "config": ["max_value": 6.0, "name": "re_lu"]]
    #expect(try dense([("activation", old)]).activation == .relu(maximum: 6))
    for activation in [
      Activation.relu(negativeSlope: 0.5, maximum: 3, threshold: 1), .leakyRelu(negativeSlope: 0.1),
      .elu(alpha: 0.5), .relu6,
    ] {
      let json = try #require(try written(Dense(3, activation: activation))["activation"])
      #expect(try dense([("activation", json)]).activation == activation)
    }
  }

  @Test func activationsThatAreNone() {
    #expect(
      message([("activation", "mine")]).hasPrefix(
        "layer 'dense' (Dense): found activation = \"mine\"; wanted one of celu, elu, "))
    let lambda: JSON = [
      "module": "builtins", "class_name": "function", "config": "mine",
      "registered_name": "mine",
    ]
    #expect(
      message([("activation", lambda)]).hasPrefix(
        "layer 'dense' (Dense): found activation = \"mine\"; wanted one of celu, elu, "))
    #expect(
      message([("activation", ["class_name": "PReLU", "config": [:]])])
        == "layer 'dense' (Dense): found activation = \"PReLU\"; wanted a name, or one of "
        + "ReLU, LeakyReLU, ELU, Activation and Softmax over the last axis")
    #expect(
      message([("activation", ["module": "os", "class_name": "system", "config": "ls"])])
        == "layer 'dense' (Dense), activation: found system of the module \"os\"; wanted a "
        + "class of Keras's: Assay runs no code from a file")
  }

  @Test func activationsThatKerasCannotSay() throws {
    func message(_ activation: Activation) -> String {
      do {
        _ = try KerasLayers.write(Dense(3, activation: activation), name: "dense")
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message(.celu(alpha: 2))
        == "layer 'dense' (Dense): found the activation celu with arguments of its own, 2.0; wanted "
        + "one that Keras can write: celu as it is by default")
    #expect(
      message(.gelu(approximate: true))
        == "layer 'dense' (Dense): found the activation gelu with arguments of its own; wanted "
        + "one that Keras can write: gelu as it is by default")
  }

  @Test func initializersByName() throws {
    let names: [(String, Initializer)] = [
      ("glorot_uniform", .glorotUniform), ("HeNormal", .heNormal), ("zeros", .zeros),
      ("uniform", .randomUniform()), ("OrthogonalInitializer", .orthogonal()), ("one", .ones),
    ]
    for (name, initializer) in names {
      #expect(try dense([("kernel_initializer", .string(name))]).kernelInitializer == initializer)
    }
    let old: JSON = ["class_name": "Constant", "config": ["value": 0.5, "dtype": "float32"]]
    #expect(try dense([("kernel_initializer", old)]).kernelInitializer == .constant(0.5))
    let array: JSON = [
      "class_name": "Constant",
      "config": [
        "value": [
          "class_name": "__numpy__", "config": ["value": [[1, 2, 3]], "dtype": "float32"],
        ]
      ],
    ]
    #expect(try dense([("kernel_initializer", array)]).kernelInitializer == .values([1, 2, 3]))
  }

  @Test func initializersThatAreNone() {
    #expect(
      message([("kernel_initializer", ["class_name": "STFT", "config": [:]])])
        == "layer 'dense' (Dense), kernel_initializer: found an initializer of class STFT; "
        + "wanted one that Assay has: Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, "
        + "Identity, IdentityInitializer, LecunNormal, LecunUniform, Ones, Orthogonal, "
        + "OrthogonalInitializer, RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling, "
        + "Zeros")
    #expect(
      message([("kernel_initializer", ["class_name": "HeNormal", "config": ["input_axes": [1]]])])
        == "layer 'dense' (Dense), kernel_initializer, HeNormal: found input_axes = [1]; "
        + "wanted null: fans are those of the last two axes")
    #expect(
      message([("kernel_initializer", ["class_name": "RandomNormal", "config": ["stddev": -1]])])
        == "layer 'dense' (Dense), kernel_initializer, RandomNormal: found stddev = -1; "
        + "wanted a finite number of 0 or more")
  }

  @Test func regularizersAndConstraintsInOtherForms() throws {
    let layer = try dense([
      ("kernel_regularizer", "l2"), ("kernel_constraint", "non_neg"),
      ("bias_regularizer", ["class_name": "L1L2", "config": ["l1": 0.5, "l2": 0.25]]),
      ("activity_regularizer", ["class_name": "L1", "config": ["l1": 0.125]]),
    ])
    #expect(layer.kernelRegularizer?.factors?.l2 == 0.01)
    #expect(layer.kernelConstraint == .nonNeg)
    #expect(layer.biasRegularizer?.factors?.l1 == 0.5)
    #expect(layer.activityRegularizer?.factors?.l1 == 0.125)
    #expect(try written(layer)["activity_regularizer"]?["config"] == ["l1": 0.125])
    #expect(try written(layer)["kernel_constraint"]?["class_name"] == "NonNeg")
  }

  @Test func regularizersAndConstraintsThatAreNone() {
    #expect(
      message([("kernel_regularizer", ["class_name": "Mine", "config": [:]])])
        == "layer 'dense' (Dense), kernel_regularizer: found a regularizer of class "
        + "Mine; wanted one that Assay has: L1, L2, L1L2, OrthogonalRegularizer")
    #expect(
      message([("kernel_constraint", ["class_name": "MaxNorm", "config": ["max_value": -1]])])
        == "layer 'dense' (Dense), kernel_constraint, MaxNorm: found max_value = -1; wanted a "
        + "finite number of 0 or more")
    do {
      _ = try KerasLayers.write(
        Dense(3, kernelRegularizer: Regularizer("mine") { $0.sum() }), name: "dense")
      Issue.record("a function was written")
    } catch {
      #expect(
        "\(error)"
          == "layer 'dense' (Dense): found the regularizer mine, a function of one's own; wanted one "
          + "of Keras's: l1, l2 or l1l2")
    }
  }

  @Test func noiseShapes() throws {
    func read(_ shape: JSON) throws -> Dropout? {
      try KerasLayers.read(
        KerasObject(
          module: nil, className: "Dropout", config: ["rate": 0.5, "noise_shape": shape]))
        as? Dropout
    }
    #expect(try read([nil, 1, 3])?.noiseShape == [nil, 1, 3])
    #expect(try read(nil)?.noiseShape == nil)
    #expect(throws: KerasFileError.self) { try read([nil, -1]) }
  }
}
