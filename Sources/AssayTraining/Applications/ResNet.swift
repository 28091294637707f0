import AssayCore
import AssayModel

/// ResNet of 50 layers: a classifier of images from blocks of three convolutions, each added to what came in.
///
///     let base = try ResNet50(inputShape: [96, 96, 3], includeTop: false, pooling: .average)
///
/// - Shape: `[batch, height, width, channels]` to `[batch, classes]`; without its top to
///   `[batch, ⌈height / 32⌉, ⌈width / 32⌉, 2048]`, or `[batch, 2048]` where they are pooled.
/// - Throws: ``TrainingError`` for arguments, and what reading the file of weights throws.
/// - Source: He et al. 2015, *Deep Residual Learning for Image Recognition*; the layers, names and numbers of
///   weights of `keras.applications.ResNet50`.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func ResNet50(
  inputShape: [Int] = [224, 224, 3], includeTop: Bool = true,
  weights: ApplicationWeights? = nil, pooling: ApplicationPooling? = nil, classes: Int = 1000,
  classifierActivation: Activation = .softmax, name: String? = nil, seed: UInt64 = 0
) throws -> Model {
  try residualNetwork(
    Application(
      title: "ResNet50", inputShape: inputShape, includeTop: includeTop, pooling: pooling,
      classes: classes),
    blocks: [3, 4, 6, 3], convolutions: bottleneck, classifierActivation, weights: weights,
    name: name ?? "resnet50", seed: seed)
}

/// ResNet of 18 layers, of blocks of two convolutions; Keras has none, its names go on from those of
/// ``ResNet50(inputShape:includeTop:weights:pooling:classes:classifierActivation:name:seed:)``.
///
/// - Shape: as there, with 512 channels.
/// - Source: He et al. 2015, table 1.
// swift-format-ignore: AlwaysUseLowerCamelCase
public func ResNet18(
  inputShape: [Int] = [224, 224, 3], includeTop: Bool = true,
  weights: ApplicationWeights? = nil, pooling: ApplicationPooling? = nil, classes: Int = 1000,
  classifierActivation: Activation = .softmax, name: String? = nil, seed: UInt64 = 0
) throws -> Model {
  try residualNetwork(
    Application(
      title: "ResNet18", inputShape: inputShape, includeTop: includeTop, pooling: pooling,
      classes: classes),
    blocks: [2, 2, 2, 2], convolutions: basic, classifierActivation, weights: weights,
    name: name ?? "resnet18", seed: seed)
}

/// A convolution within a block: channels as a multiple of the stage's, and the size of its window. The first
/// has the stride of the block.
private typealias BlockConvolution = (multiple: Int, size: Int)
private let bottleneck: [BlockConvolution] = [(1, 1), (1, 3), (4, 1)]
private let basic: [BlockConvolution] = [(1, 3), (1, 3)]

private func residualNetwork(
  _ application: Application, blocks: [Int], convolutions: [BlockConvolution],
  _ classifierActivation: Activation, weights: ApplicationWeights?, name: String, seed: UInt64
) throws -> Model {
  let input = try application.input(smallest: 32)
  var x = ZeroPadding2D(3, name: "conv1_pad")(input)
  x = Conv2D(64, kernelSize: 7, strides: 2, name: "conv1_conv")(x)
  x = BatchNormalization(epsilon: 1.001e-5, name: "conv1_bn")(x)
  x = ActivationLayer(.relu, name: "conv1_relu")(x)
  x = MaxPooling2D(3, strides: 2, name: "pool1_pool")(ZeroPadding2D(1, name: "pool1_pad")(x))
  for (stage, count) in blocks.enumerated() {
    for block in 1...count {
      x = residual(
        x, convolutions, channels: 64 << stage, stride: stage > 0 && block == 1 ? 2 : 1,
        isFirst: block == 1, name: "conv\(stage + 2)_block\(block)")
    }
  }
  if application.includeTop {
    x = Dense(application.classes, activation: classifierActivation, name: "predictions")(
      GlobalAveragePooling2D(name: "avg_pool")(x))
  } else {
    x = application.pooled(
      x, average: GlobalAveragePooling2D(name: "avg_pool"),
      maximum: GlobalMaxPooling2D(name: "max_pool"))
  }
  return try application.model(from: input, to: x, name: name, weights: weights, seed: seed)
}

private func residual(
  _ input: Symbol, _ convolutions: [BlockConvolution], channels: Int, stride: Int, isFirst: Bool,
  name: String
) -> Symbol {
  func convolution(_ x: Symbol, _ index: Int, _ filters: Int, size: Int, stride: Int) -> Symbol {
    let x = Conv2D(
      filters, kernelSize: Extent(size, size), strides: Extent(stride, stride),
      padding: size == 1 ? .valid : .same, name: "\(name)_\(index)_conv")(x)
    return BatchNormalization(epsilon: 1.001e-5, name: "\(name)_\(index)_bn")(x)
  }
  let after = channels * convolutions[convolutions.count - 1].multiple
  let shortcut =
    isFirst && (stride > 1 || input.shape.last != after)
    ? convolution(input, 0, after, size: 1, stride: stride) : input
  var x = input
  for (index, (multiple, size)) in convolutions.enumerated() {
    x = convolution(
      x, index + 1, channels * multiple, size: size, stride: index == 0 ? stride : 1)
    if index < convolutions.count - 1 {
      x = ActivationLayer(.relu, name: "\(name)_\(index + 1)_relu")(x)
    }
  }
  return ActivationLayer(.relu, name: "\(name)_out")(Add(name: "\(name)_add")(shortcut, x))
}
