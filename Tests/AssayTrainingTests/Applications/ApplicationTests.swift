import AssayCore
import AssayModel
import AssayTestSupport
import AssayTraining
import Testing

/// The ready-made models as Keras makes them: layers, names, numbers of weights; and what they refuse.
struct ApplicationTests {
  static let structures = ((try? ApplicationGolden.file.get().structures) ?? []).filter {
    $0.parameters <= ApplicationGolden.most
  }

  @Test func theFileIsThere() throws {
    #expect(try ApplicationGolden.file.get().structures.count == 8)
  }

  @Test(arguments: structures)
  func hasTheLayersOfKeras(_ golden: ApplicationGolden.Structure) throws {
    let model = try golden.model()
    let layers = model.layerSummaries
    #expect(layers.dropFirst().map(\.name) == golden.layers)
    #expect(layers.reduce(0) { $0 + $1.parameterCount } == golden.parameters)
    #expect(layers.last.map { Array($0.outputShape.dropFirst()) } == golden.output)
    #expect(model.name == golden.name)
  }

  /// The sizes of the paper: 11.7 million with its thousand classes, without Keras's moving statistics and
  /// its biases before them.
  @Test(.enabled(if: isOptimised)) func resNet18HasItsBlocks() throws {
    let layers = try ResNet18(inputShape: [32, 32, 3], includeTop: false).layerSummaries
    let kernels = layers.filter { $0.className == "Conv2D" }
    #expect(kernels.count == 20)
    #expect(layers.last?.outputShape == [Shape.free, 1, 1, 512])
    let biases = kernels.reduce(0) { $0 + ($1.outputShape.last ?? 0) }
    let moving = layers.filter { $0.className == "BatchNormalization" }
      .reduce(0) { $0 + $1.parameterCount / 2 }
    // 11,689,512 less the 513,000 of the classes.
    #expect(layers.reduce(0) { $0 + $1.parameterCount } - biases - moving == 11_176_512)
  }

  @Test func argumentsOutsideOfTheirRangeAreRefused() {
    #expect(
      throws: TrainingError.argument(
        "inputShape of MobileNetV2", found: "[31, 32, 3]",
        wanted: "height, width and channels, of 32 by 32 or more")
    ) { try MobileNetV2(inputShape: [31, 32, 3]) }
    #expect(
      throws: TrainingError.argument(
        "inputShape of ResNet50", found: "[32, 32]",
        wanted: "height, width and channels, of 32 by 32 or more")
    ) { try ResNet50(inputShape: [32, 32]) }
    #expect(
      throws: TrainingError.argument(
        "classes of MobileNet", found: "0", wanted: "1 class or more")
    ) { try MobileNet(classes: 0) }
    for alpha in [0, -1, Double.nan, 65] {
      #expect(
        throws: TrainingError.argument(
          "alpha of MobileNetV2", found: "\(alpha)", wanted: "a number above 0, at most 64")
      ) { try MobileNetV2(inputShape: [32, 32, 3], alpha: alpha) }
    }
  }
}
