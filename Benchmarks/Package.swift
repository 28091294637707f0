// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that the library depends on nothing that only benchmarks need.
let package = Package(
  name: "AssayBenchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "Assay", path: "..")],
  targets: [
    .executableTarget(
      name: "AssayBench", dependencies: [.product(name: "Assay", package: "Assay")])
  ],
  swiftLanguageModes: [.v6]
)
