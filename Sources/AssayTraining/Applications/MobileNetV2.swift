import AssayCore
import AssayModel
import Foundation

/// MobileNetV2: a classifier of images that is small and fast, of blocks that widen, look at each channel by
/// itself, and narrow again.
///
///     let base = try MobileNetV2(inputShape: [160, 160, 3], includeTop: false)
///     base.isTrainable = false
///     let image = Input(160, 160, 3)
///     let features = GlobalAveragePooling2D()(base(image, training: false))
///     let model = Model(inputs: image, outputs: Dense(1)(features))
///
/// The images are scaled to `-1...1`: `Rescaling(1 / 127.5, offset: -1)`.
///
/// - Shape: `[batch, height, width, channels]` to `[batch, classes]`; without its top to
///   `[batch, ⌈height / 32⌉, ⌈width / 32⌉, 1280]`, or `[batch, 1280]` where they are pooled.
/// - Parameters:
///   - inputShape: height and width of 32 or more, and channels.
///   - alpha: the width of all layers, as a part of the usual one.
///   - includeTop: whether pooling and the layer of classes follow; otherwise `pooling` decides.
///   - weights: a file of weights; by default they are drawn by `seed`.
/// - Throws: ``TrainingError`` for arguments, and what reading the file throws.
/// - Source: Sandler et al. 2018, *MobileNetV2: Inverted Residuals and Linear Bottlenecks*; the layers, names
///   and numbers of weights of `keras.applications.MobileNetV2`.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func MobileNetV2(
  inputShape: [Int] = [224, 224, 3], alpha: Double = 1, includeTop: Bool = true,
  weights: ApplicationWeights? = nil, pooling: ApplicationPooling? = nil, classes: Int = 1000,
  classifierActivation: Activation = .softmax, name: String? = nil, seed: UInt64 = 0
) throws -> Model {
  let application = Application(
    title: "MobileNetV2", inputShape: inputShape, includeTop: includeTop, pooling: pooling,
    classes: classes)
  let input = try application.input(smallest: 32)
  try application.check(alpha: alpha)

  var x = Conv2D(
    channels(near: 32 * alpha), kernelSize: 3, strides: 2, padding: .same, useBias: false,
    name: "Conv1")(input)
  x = ReLU(maxValue: 6, name: "Conv1_relu")(
    BatchNormalization(momentum: 0.999, name: "bn_Conv1")(x))
  // Channels of the result, how many blocks of them, and the stride of the first.
  let stages = [
    (16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1),
  ]
  var block = 0
  for (width, count, stride) in stages {
    for index in 0..<count {
      x = invertedResidual(
        x, block: block, width: width, stride: index == 0 ? stride : 1, alpha: alpha)
      block += 1
    }
  }
  let last = alpha > 1 ? channels(near: 1280 * alpha) : 1280
  x = Conv2D(last, kernelSize: 1, useBias: false, name: "Conv_1")(x)
  x = BatchNormalization(momentum: 0.999, name: "Conv_1_bn")(x)
  x = ReLU(maxValue: 6, name: "out_relu")(x)
  if includeTop {
    x = Dense(classes, activation: classifierActivation, name: "predictions")(
      GlobalAveragePooling2D()(x))
  } else {
    x = application.pooled(x)
  }
  return try application.model(
    from: input, to: x,
    name: name ?? String(format: "mobilenetv2_%0.2f_%d", alpha, inputShape[0]), weights: weights,
    seed: seed)
}

/// One block: six times as many channels, a filter for each, and few channels again, added to what came in
/// where that has the same shape.
private func invertedResidual(
  _ input: Symbol, block: Int, width: Int, stride: Int, alpha: Double
) -> Symbol {
  let prefix = block == 0 ? "expanded_conv" : "block_\(block)"
  let before = input.shape.last ?? 0
  let after = channels(near: Double(Int(Double(width) * alpha)))
  func normalised(_ x: Symbol, _ name: String) -> Symbol {
    BatchNormalization(momentum: 0.999, name: "\(prefix)_\(name)_BN")(x)
  }
  func cut(_ x: Symbol, _ name: String) -> Symbol {
    ReLU(maxValue: 6, name: "\(prefix)_\(name)_relu")(x)
  }
  var x = input
  if block > 0 {
    x = Conv2D(
      6 * before, kernelSize: 1, padding: .same, useBias: false, name: "\(prefix)_expand")(x)
    x = cut(normalised(x, "expand"), "expand")
  }
  if stride == 2 { x = ZeroPadding2D(evening(x), name: "\(prefix)_pad")(x) }
  x = DepthwiseConv2D(
    kernelSize: 3, strides: Extent(stride, stride), padding: stride == 1 ? .same : .valid,
    useBias: false, name: "\(prefix)_depthwise")(x)
  x = cut(normalised(x, "depthwise"), "depthwise")
  x = Conv2D(
    after, kernelSize: 1, padding: .same, useBias: false, name: "\(prefix)_project")(x)
  x = normalised(x, "project")
  return before == after && stride == 1 ? Add(name: "\(prefix)_add")(input, x) : x
}

/// The zeros with which windows of 3 by 3 at a stride of 2 reach the last row and column: none first where
/// the size is even.
func evening(_ x: Symbol) -> Edges {
  guard x.shape.count == 4 else { return 0 }
  return Edges(top: x.shape[1] % 2, bottom: 1, left: x.shape[2] % 2, right: 1)
}
