import AssayCore
import AssayKeras
import AssayModel
import Testing

/// Layers as Keras 2 wrote them.
struct OlderLayerTests {
  private func read<Kind: Layer>(
    _ className: String, as: Kind.Type, _ config: JSON
  ) throws -> Kind {
    try #require(
      try KerasLayers.read(KerasObject(module: nil, className: className, config: config)) as? Kind)
  }

  private let glorot: JSON = ["class_name": "GlorotUniform", "config": ["seed": nil]]
  private let zeros: JSON = ["class_name": "Zeros", "config": [:]]

  @Test func leakyReLUHasAnAlpha() throws {
    let layer = try read(
      "LeakyReLU", as: LeakyReLU.self,
      ["name": "leaky_re_lu", "trainable": true, "dtype": "float32", "alpha": 0.1])
    #expect(layer.activation == .leakyRelu(negativeSlope: 0.1))
  }

  @Test(arguments: [(true, Activation.hardSigmoid(slope: 0.2)), (false, .hardSigmoid)])
  func hardSigmoidWasSteeper(isOfKeras2: Bool, activation: Activation) throws {
    let json: JSON = [
      "class_name": "Sequential",
      "config": [
        "layers": [
          ["class_name": "InputLayer", "config": ["batch_input_shape": [nil, 2]]],
          ["class_name": "Dense", "config": ["units": 1, "activation": "hard_sigmoid"]],
        ]
      ],
    ]
    let graph = try KerasGraph(reading: json, isOfKeras2: isOfKeras2)
    let dense = try #require(graph.outputs[0].node.origin?.layer as? Dense)
    #expect(dense.activation == activation)
  }

  @Test func batchNormalizationHasItsAxisInAList() throws {
    let layer = try read(
      "BatchNormalization", as: BatchNormalization.self,
      [
        "name": "bn", "trainable": true, "dtype": "float32", "axis": [3], "momentum": 0.9,
        "epsilon": 1e-5, "fused": true, "renorm": false, "virtual_batch_size": nil,
        "adjustment": nil, "beta_initializer": zeros,
      ])
    #expect(layer.axis == 3)
    #expect(layer.momentum == 0.9)
  }

  @Test func depthwiseConvolutionsTellOfAKernelToo() throws {
    let layer = try read(
      "DepthwiseConv2D", as: DepthwiseConv2D.self,
      [
        "name": "dw", "trainable": false, "dtype": "float32", "batch_input_shape": [nil, 8, 8, 3],
        "kernel_size": [3, 3], "strides": [2, 2], "padding": "same",
        "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1,
        "activation": "linear", "use_bias": false, "bias_initializer": zeros,
        "bias_regularizer": nil, "activity_regularizer": nil, "bias_constraint": nil,
        "depth_multiplier": 2, "depthwise_initializer": glorot, "depthwise_regularizer": nil,
        "depthwise_constraint": nil, "kernel_initializer": glorot, "kernel_regularizer": nil,
        "kernel_constraint": nil,
      ])
    #expect(layer.strides == 2)
    #expect(layer.depthMultiplier == 2)
    #expect(!layer.isTrainable)
  }

  @Test func recurrentLayersSayHowTheyAreRun() throws {
    let config: JSON = [
      "name": "lstm", "trainable": true, "dtype": "float32", "return_sequences": true,
      "return_state": false, "go_backwards": false, "stateful": false, "unroll": true,
      "time_major": false, "units": 2, "activation": "tanh", "recurrent_activation": "sigmoid",
      "use_bias": true, "kernel_initializer": glorot,
      "recurrent_initializer": [
        "class_name": "Orthogonal", "config": ["gain": 1.0, "seed": nil], "shared_object_id": 2,
      ],
      "bias_initializer": zeros, "unit_forget_bias": true, "dropout": 0.0,
      "recurrent_dropout": 0.0, "implementation": 2,
    ]
    #expect(try read("LSTM", as: LSTM.self, config).returnSequences)
    let both = try read(
      "Bidirectional", as: Bidirectional.self,
      [
        "name": "bidirectional", "trainable": true, "dtype": "float32",
        "layer": ["class_name": "LSTM", "config": config], "merge_mode": nil,
      ])
    #expect(both.mergeMode == nil)
    #expect(both.forwardLayer.name == "forward_lstm")
    #expect(both.backwardLayer.name == "backward_lstm")
  }

  @Test func attentionWasToldToBeCausal() throws {
    let layer = try read(
      "Attention", as: Attention.self,
      ["name": "attention", "use_scale": false, "causal": true, "dropout": 0.0])
    #expect(layer.useCausalMask)
  }

  @Test func imagesAreResizedAndTurned() throws {
    let resizing = try read(
      "Resizing", as: Resizing.self,
      [
        "name": "resizing", "height": 4, "width": 5, "interpolation": "bilinear",
        "crop_to_aspect_ratio": false,
      ])
    #expect(resizing.width == 5)
    let rotation = try read(
      "RandomRotation", as: RandomRotation.self,
      [
        "name": "rotation", "factor": 0.1, "fill_mode": "reflect", "fill_value": 0.0,
        "interpolation": "bilinear", "seed": nil,
      ])
    #expect(rotation.factor == -0.1...0.1)
  }

  @Test func anyLayerTakesAnActivityRegularizer() throws {
    let layer = try read(
      "Flatten", as: Flatten.self,
      [
        "name": "flatten", "data_format": "channels_last",
        "activity_regularizer": ["class_name": "L2", "config": ["l2": 0.5]],
      ])
    #expect(layer.activityRegularizer?.factors?.l2 == 0.5)
    let written = try KerasLayers.write(layer, name: "flatten").config
    #expect(written["activity_regularizer"]?["config"] == ["l2": 0.5])
  }
}
