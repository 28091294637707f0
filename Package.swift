// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Its main is libFuzzer's, so that only scripts/fuzz can build it.
let fuzzing: [Target] =
  ProcessInfo.processInfo.environment["ASSAY_FUZZ"] == nil
  ? [] : [.executableTarget(name: "assay-fuzz", dependencies: ["AssayFuzzing"], path: "Fuzz/Main")]

let package = Package(
  name: "Assay",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Assay", targets: ["Assay"]),
    .library(name: "AssayMetrics", targets: ["AssayMetrics"]),
    .library(name: "AssayReports", targets: ["AssayReports"]),
    .library(name: "AssayTensorBoard", targets: ["AssayTensorBoard"]),
    .library(name: "AssayImages", targets: ["AssayImages"]),
    .executable(name: "assay", targets: ["AssayTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // C, each behind one Swift module.
    .target(
      name: "CKernels", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CDigits"),
    // Opened at run time on Linux; see library.c.
    .target(
      name: "COneDNN", dependencies: ["CKernels"],
      linkerSettings: [.linkedLibrary("dnnl", .when(platforms: [.macOS]))]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip",
      providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    // Part of the SDK on macOS.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .target(
      name: "CImages", dependencies: ["CJPEG", "CPNG"],
      linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),

    .target(name: "AssayCore", dependencies: ["CKernels"]),
    .target(name: "AssayMetrics", dependencies: ["AssayCore", "CKernels"]),
    .target(name: "AssayData", dependencies: ["AssayCore", "CKernels", "CZip"]),
    .target(name: "AssayHDF5", dependencies: ["AssayCore", "CZlib"]),
    .target(name: "AssayModel", dependencies: ["AssayCore", "CKernels", "COneDNN"]),
    .target(
      name: "AssayKeras",
      dependencies: ["AssayCore", "AssayData", "AssayHDF5", "AssayMetrics", "AssayModel"]),
    .target(
      name: "AssayTraining",
      dependencies: [
        "AssayCore", "AssayData", "AssayHDF5", "AssayKeras", "AssayMetrics", "AssayModel",
      ]),
    .target(
      name: "Assay",
      dependencies: ["AssayCore", "AssayData", "AssayMetrics", "AssayModel", "AssayTraining"]),
    .target(name: "AssayReports", dependencies: ["AssayMetrics", "AssayTraining"]),
    // Apart from Assay, so that only its users build protocol buffers.
    .target(
      name: "AssayTensorBoard",
      dependencies: [
        "AssayCore", "AssayTraining", "CKernels",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Protos"]),
    // Apart from Assay, so that only its users need libjpeg-turbo and libpng.
    .target(
      name: "AssayImages",
      dependencies: ["AssayCore", "AssayData", "AssayTraining", "CImages", "CKernels"]),
    .executableTarget(
      name: "AssayTool",
      dependencies: [
        "Assay", "AssayImages", "AssayKeras", "AssayReports", "AssayTensorBoard", "CDigits",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // The readers of all formats under one name each, for scripts/fuzz and the tests.
    .target(
      name: "AssayFuzzing",
      dependencies: [
        "AssayCore", "AssayData", "AssayHDF5", "AssayKeras", "AssayMetrics", "AssayModel",
        "AssayTraining",
      ],
      path: "Fuzz/Formats"),
    .target(
      name: "AssayTestSupport", dependencies: ["AssayCore", "AssayData", "AssayMetrics"],
      path: "Tests/AssayTestSupport"),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(name: "AssayCoreTests", dependencies: ["AssayCore", "AssayTestSupport"]),
    .testTarget(
      name: "AssayMetricsTests",
      dependencies: ["AssayMetrics", "AssayTestSupport", "CAllocations"],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayDataTests", dependencies: ["AssayData", "AssayTestSupport", "CDigits"],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayHDF5Tests", dependencies: ["AssayCore", "AssayHDF5", "AssayTestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayModelTests",
      dependencies: ["AssayModel", "AssayTestSupport", "CAllocations", "CKernels"],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayKerasTests",
      dependencies: [
        "AssayCore", "AssayData", "AssayHDF5", "AssayKeras", "AssayMetrics", "AssayModel",
        "AssayTestSupport",
      ],
      exclude: ["Compile/Golden", "Golden"]),
    .testTarget(
      name: "AssayTrainingTests",
      dependencies: [
        "AssayCore", "AssayData", "AssayFuzzing", "AssayHDF5", "AssayKeras", "AssayModel",
        "AssayTraining", "AssayTestSupport", "CAllocations",
      ],
      exclude: ["Golden"]),
    .testTarget(name: "AssayReportsTests", dependencies: ["AssayReports", "AssayTraining"]),
    .testTarget(
      name: "AssayTensorBoardTests",
      dependencies: [
        "AssayCore", "AssayData", "AssayModel", "AssayTensorBoard", "AssayTraining",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayImagesTests",
      dependencies: [
        "AssayCore", "AssayData", "AssayImages", "AssayModel", "AssayTestSupport", "AssayTraining",
        "CKernels",
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "AssayToolTests", dependencies: ["Assay", "AssayTestSupport"]),
  ] + fuzzing,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
