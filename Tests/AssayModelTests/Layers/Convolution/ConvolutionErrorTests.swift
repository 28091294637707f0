import AssayCore
import AssayModel
import Testing

/// The whole text of every mistake with a layer for images or sequences.
struct ConvolutionErrorTests {
  private static let most = "9223372036854775807"

  static let mistakes: [LayerMistake] = [
    LayerMistake("Conv2D \"conv2d\": filters is 0; wanted filters of 1 or more") {
      Conv2D(0, kernelSize: 3)(Input(5, 5, 3))
    },
    LayerMistake("Conv2D \"conv2d\": kernelSize is [0, 3]; wanted 1 to 2147483647") {
      Conv2D(2, kernelSize: [0, 3])(Input(5, 5, 3))
    },
    LayerMistake("Conv1D \"conv1d\": strides is 0; wanted 1 to 2147483647") {
      Conv1D(2, kernelSize: 3, strides: 0)(Input(5, 3))
    },
    LayerMistake("Conv2D \"conv2d\": kernelSize is [\(most), \(most)]; wanted 1 to 2147483647") {
      Conv2D(2, kernelSize: Extent(.max, .max), padding: .same)(Input(5, 5, 3))
    },
    LayerMistake(
      "DepthwiseConv1D \"depthwise_conv1d\": dilationRate is \(most); wanted 1 to 2147483647"
    ) {
      DepthwiseConv1D(kernelSize: 2, dilationRate: .max)(Input(5, 3))
    },
    LayerMistake(
      "Conv2D \"conv2d\": strides [2, 2] and dilationRate [2, 2]; wanted at most one of them above 1"
    ) { Conv2D(2, kernelSize: 3, strides: 2, dilationRate: 2)(Input(9, 9, 3)) },
    LayerMistake(
      "Conv2D \"conv2d\": padding is causal; wanted valid or same; causal is for sequences"
    ) { Conv2D(2, kernelSize: 3, padding: .causal)(Input(5, 5, 3)) },
    LayerMistake(
      "Conv2D \"conv2d\": got [batch, 5, 3]; wanted [batch, height, width, channels]"
    ) { Conv2D(2, kernelSize: 3)(Input(5, 3)) },
    LayerMistake(
      "SeparableConv1D \"separable_conv1d\": got [batch, 5, 5, 3]; wanted [batch, steps, channels]"
    ) {
      SeparableConv1D(2, kernelSize: 3)(Input(5, 5, 3))
    },
    LayerMistake("Conv2D \"conv2d\": got [batch, 5, 5, 3]; wanted an image of 3 by 6 or more") {
      Conv2D(2, kernelSize: [3, 6])(Input(5, 5, 3))
    },
    LayerMistake("Conv1D \"conv1d\": got [batch, 6, 2]; wanted 7 steps or more") {
      Conv1D(2, kernelSize: 3, dilationRate: 3)(Input(6, 2))
    },
    LayerMistake(
      "Conv2D \"conv2d\": 2 groups for 3 channels and 4 filters; wanted groups that divide both"
    ) { Conv2D(4, kernelSize: 1, groups: 2)(Input(5, 5, 3)) },
    LayerMistake(
      "SeparableConv2D \"separable_conv2d\": depthMultiplier is 0; wanted depthMultiplier of 1 or more"
    ) { SeparableConv2D(4, kernelSize: 1, depthMultiplier: 0)(Input(5, 5, 3)) },
    LayerMistake(
      "Conv2DTranspose \"conv2d_transpose\": outputPadding [2, 2]; wanted 0 or more, and less than the strides"
    ) { Conv2DTranspose(2, kernelSize: 3, strides: 2, outputPadding: 2)(Input(5, 5, 3)) },
    LayerMistake(
      "Conv1DTranspose \"conv1d_transpose\": padding is causal; wanted valid or same"
    ) { Conv1DTranspose(2, kernelSize: 3, padding: .causal)(Input(5, 3)) },
    LayerMistake("MaxPooling2D \"max_pooling2d\": poolSize is [0, 0]; wanted 1 to 2147483647") {
      MaxPooling2D(0)(Input(5, 5, 3))
    },
    LayerMistake(
      "AveragePooling1D \"average_pooling1d\": strides is \(most); wanted 1 to 2147483647"
    ) {
      AveragePooling1D(2, strides: .max, padding: .same)(Input(5, 3))
    },
    LayerMistake("MaxPooling1D \"max_pooling1d\": got [batch, 7, 3]; wanted 8 steps or more") {
      MaxPooling1D(8)(Input(7, 3))
    },
    LayerMistake("AveragePooling2D \"average_pooling2d\": padding is causal; wanted valid or same")
    {
      AveragePooling2D(2, padding: .causal)(Input(5, 5, 3))
    },
    LayerMistake(
      "ZeroPadding2D \"zero_padding2d\": top -1, bottom 0, left 0, right 0; "
        + "wanted 0 to 2147483647 at each edge"
    ) { ZeroPadding2D(Edges(top: -1))(Input(5, 5, 3)) },
    LayerMistake(
      "Cropping2D \"cropping2d\": got [batch, 6, 8, 1]; wanted [batch, height, width, channels] of "
        + "which top 3, bottom 3, left 3, right 3 leave something"
    ) { Cropping2D(3)(Input(6, 8, 1)) },
    LayerMistake(
      "Cropping1D \"cropping1d\": got [batch, 3, 2]; wanted [batch, steps, channels] with more than 3 steps"
    ) { Cropping1D(first: 1, last: 2)(Input(3, 2)) },
    LayerMistake("UpSampling2D \"up_sampling2d\": size is [0, 1]; wanted 1 or more") {
      UpSampling2D([0, 1])(Input(5, 5, 3))
    },
    LayerMistake(
      "GlobalMaxPooling2D \"global_max_pooling2d\": got [batch, 3, 4]; "
        + "wanted [batch, height, width, channels]"
    ) { GlobalMaxPooling2D()(Input(3, 4)) },
    LayerMistake(
      "BatchNormalization \"batch_normalization\": momentum 1.5, epsilon 0.001; "
        + "wanted a momentum in 0...1 and an epsilon above 0"
    ) { BatchNormalization(momentum: 1.5)(Input(3)) },
    LayerMistake(
      "BatchNormalization \"batch_normalization\": got [batch, 3]; "
        + "wanted an axis of channels 0 behind the batch"
    ) { BatchNormalization(axis: 0)(Input(3)) },
  ]

  @Test(arguments: mistakes)
  func says(_ mistake: LayerMistake) {
    #expect(mistake.build().error.map { "\($0)" } == mistake.text)
  }
}

/// How a mistake is made, and what is said about it.
struct LayerMistake: Sendable, CustomTestStringConvertible {
  let text: String
  let build: @Sendable () -> Symbol
  var testDescription: String { text }

  init(_ text: String, _ build: @escaping @Sendable () -> Symbol) {
    self.text = text
    self.build = build
  }
}
