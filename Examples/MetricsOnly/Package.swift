// swift-tools-version: 6.1
import PackageDescription

// A program that needs nothing but the metrics: it is built without oneDNN and libzip.
let package = Package(
  name: "MetricsOnly",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "Assay", path: "../..")],
  targets: [
    .executableTarget(
      name: "MetricsOnly", dependencies: [.product(name: "AssayMetrics", package: "Assay")],
      path: ".")
  ],
  swiftLanguageModes: [.v6]
)
