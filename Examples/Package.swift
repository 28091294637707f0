// swift-tools-version: 6.1
import PackageDescription

// Small programs that show one thing each; `scripts/run-examples` builds and runs them.
let package = Package(
  name: "Examples",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "Assay", path: "..")],
  targets: [
    "Digits", "FourCrossentropies", "BinaryThreshold", "Sequences", "WholeSetCallback",
    "MeanByHand", "OwnStatefulMetric", "FunctionMetric", "LayerMetric", "SeveralOutputs", "OwnLoss",
    "Resume",
  ].map {
    .executableTarget(
      name: $0,
      dependencies: [
        .product(name: "Assay", package: "Assay"),
        .product(name: "AssayReports", package: "Assay"),
      ], path: $0)
  } + [
    .executableTarget(
      name: "ImageFolders",
      dependencies: [
        .product(name: "Assay", package: "Assay"),
        .product(name: "AssayImages", package: "Assay"),
      ], path: "ImageFolders")
  ],
  swiftLanguageModes: [.v6]
)
