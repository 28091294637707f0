import AssayCore
import AssayKeras
import AssayModel
import Foundation
import Testing

/// Absurd values for every argument of every layer: each gives a layer that works, or an error.
struct HostileLayerTests {
  private static let values: [JSON] = {
    var deep: JSON = []
    for _ in 0..<150 { deep = [deep] }
    return [
      -1, 0, 1, 7, .integer(1 << 20), .integer(1 << 31 - 1), .integer(1 << 31),
      .integer(1 << 62), .integer(.max), .integer(.min), 1e300, -1e300, .number(.nan),
      .number(.infinity), 0.5, 1e-50, "x", nil, [], [[]], deep, .bool(true), [:],
      [-1, 0], [0, 0], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9], .array([.integer(.max), .integer(.max)]),
      .array([.integer(1 << 20), .integer(1 << 20)]), .array([.number(.nan), 1]),
      ["class_name": "Dense", "config": ["units": 1]],
    ]
  }()

  @Test(arguments: GoldenLayer.all.filter { $0.name.hasSuffix("changed") })
  func noValueTraps(_ golden: GoldenLayer) throws {
    let config = golden.readable["config"] ?? .null
    var made = 0
    var refused = 0
    // Initializers and the like are read in one way; one layer tells of them all.
    let isThorough = golden.name.hasPrefix("Dense")
    for place in config.places
    where isThorough || place.count == 1 || (place[0].contains("layer") && place.count < 4) {
      for value in HostileLayerTests.values + [nil] {
        let changed = golden.readable.replacing(["config"] + place, by: value)
        do {
          let layer = try KerasLayers.read(KerasObject(changed, "a layer"))
          _ = layer.outputs(of: golden.symbols)
          _ = try KerasLayers.write(layer, name: "layer").json
          made += 1
        } catch is KerasFileError {
          refused += 1
        }
      }
    }
    #expect(made > 0)
    #expect(refused > 0)
  }

  /// Inputs that nobody has: of every rank, and of sizes whose products are near the largest number.
  @Test(arguments: GoldenLayer.all.filter { $0.name.hasSuffix("changed") })
  func noInputTraps(_ golden: GoldenLayer) throws {
    let sizes = [1, 1 << 20, 1 << 31 - 1, 1 << 58]
    let count = golden.symbols.count
    for dtype in [DType.float32, .int32] {
      for a in sizes {
        for b in sizes {
          for c in sizes where a != 1 || b != 1 {
            for x in [
              Input(a, dtype: dtype), Input(a, b, dtype: dtype), Input(a, b, c, dtype: dtype),
              Input(3, a, b, c, dtype: dtype),
            ] {
              let layer = try KerasLayers.read(KerasObject(golden.readable, "a layer"))
              _ = layer.outputs(of: Array(repeating: x, count: count))
            }
          }
        }
      }
    }
  }
}
