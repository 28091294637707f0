import AssayCore
import AssayModel
import Foundation

/// MobileNet, the first: a classifier of images from convolutions in two parts, each channel by itself and
/// then the channels of each pixel.
///
///     let base = try MobileNet(inputShape: [128, 128, 3], alpha: 0.5, includeTop: false, pooling: .average)
///
/// - Shape: `[batch, height, width, channels]` to `[batch, classes]`; without its top to
///   `[batch, ⌈height / 32⌉, ⌈width / 32⌉, 1024 · alpha]`, or without height and width where they are pooled.
/// - Parameters:
///   - alpha: the width of all layers, as a part of the usual one.
///   - depthMultiplier: the channels that each becomes in the first part of a convolution.
///   - dropout: the rate before the layer of classes.
///   - weights: a file of weights; by default they are drawn by `seed`.
/// - Throws: ``TrainingError`` for arguments, and what reading the file throws.
/// - Source: Howard et al. 2017, *MobileNets*; the layers, names and numbers of weights of
///   `keras.applications.MobileNet`.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func MobileNet(
  inputShape: [Int] = [224, 224, 3], alpha: Double = 1, depthMultiplier: Int = 1,
  dropout: Float = 1e-3, includeTop: Bool = true, weights: ApplicationWeights? = nil,
  pooling: ApplicationPooling? = nil, classes: Int = 1000,
  classifierActivation: Activation = .softmax, name: String? = nil, seed: UInt64 = 0
) throws -> Model {
  let application = Application(
    title: "MobileNet", inputShape: inputShape, includeTop: includeTop, pooling: pooling,
    classes: classes)
  let input = try application.input(smallest: 32)
  try application.check(alpha: alpha)
  func width(_ channels: Int) -> Int { Int(Double(channels) * alpha) }
  func finished(_ x: Symbol, _ name: String) -> Symbol {
    ReLU(maxValue: 6, name: "\(name)_relu")(BatchNormalization(name: "\(name)_bn")(x))
  }

  var x = Conv2D(
    width(32), kernelSize: 3, strides: 2, padding: .same, useBias: false, name: "conv1")(input)
  x = finished(x, "conv1")
  let blocks = [
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
    (512, 1), (512, 1), (1024, 2), (1024, 1),
  ]
  for (index, (channels, stride)) in blocks.enumerated() {
    let block = index + 1
    if stride == 2 { x = ZeroPadding2D(Edges(bottom: 1, right: 1), name: "conv_pad_\(block)")(x) }
    x = DepthwiseConv2D(
      kernelSize: 3, strides: Extent(stride, stride), padding: stride == 1 ? .same : .valid,
      depthMultiplier: depthMultiplier, useBias: false, name: "conv_dw_\(block)")(x)
    x = finished(x, "conv_dw_\(block)")
    x = Conv2D(
      width(channels), kernelSize: 1, padding: .same, useBias: false, name: "conv_pw_\(block)")(x)
    x = finished(x, "conv_pw_\(block)")
  }
  if includeTop {
    x = Dropout(dropout, name: "dropout")(GlobalAveragePooling2D(keepsAxes: true)(x))
    x = Conv2D(classes, kernelSize: 1, padding: .same, name: "conv_preds")(x)
    x = Reshape(classes, name: "reshape_2")(x)
    x = ActivationLayer(classifierActivation, name: "predictions")(x)
  } else {
    x = application.pooled(x)
  }
  return try application.model(
    from: input, to: x,
    name: name ?? String(format: "mobilenet_%0.2f_%d", alpha, inputShape[0]), weights: weights,
    seed: seed)
}
