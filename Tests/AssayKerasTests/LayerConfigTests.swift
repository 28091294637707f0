import AssayCore
import AssayKeras
import AssayModel
import Testing

/// Layers as real Keras writes them, read and written.
struct LayerConfigTests {
  /// What says nothing of the layer here, or is drawn: see the layers' own documentation.
  private static let free: Set<String> = [
    "seed", "unroll", "synchronized", "renorm_momentum", "build_config",
  ]

  @Test(arguments: GoldenLayer.all)
  func aLayerIsWrittenAsItWasRead(_ golden: GoldenLayer) throws {
    let object = try KerasObject(golden.readable, "a layer")
    let layer = try KerasLayers.read(object)
    let name = GoldenLayer.text(object.config["name"])
    #expect(layer.name == name)
    let written = try KerasLayers.write(layer, name: name).json
    let found = differences(golden.readable, written).filter { line in
      let key = line.prefix { $0 != ":" }.split(separator: "/").last.map(String.init) ?? ""
      let isSearch =
        golden.name.hasPrefix("Discretization") && ["epsilon", "num_bins"].contains(key)
      // Of a layer that is frozen, those inside are frozen too.
      if key == "trainable", line.contains("layer/config/") { return false }
      return !LayerConfigTests.free.contains(key) && !isSearch
    }
    #expect(found == [])
    // What Assay wrote it reads again.
    let again = try KerasLayers.read(KerasObject(written, "a layer"))
    #expect(try KerasLayers.write(again, name: name).json == written)
  }

  @Test(arguments: GoldenLayer.all)
  func theWeightsLieWhereKerasHasThem(_ golden: GoldenLayer) throws {
    // With `renorm` there are more.
    guard golden.name != "BatchNormalization changed" else { return }
    let layer = try KerasLayers.read(KerasObject(golden.readable, "a layer"))
    #expect(snakeCase(layer.className) == golden.group)
    let outputs = layer.outputs(of: golden.symbols)
    try #require(outputs[0].error == nil, "\(String(describing: outputs[0].error))")
    var found: [String: [Int]?] = [:]
    func place(_ layer: Layer, _ path: String) {
      let all = layer.scope.parameters.filter { !$0.isState }
      add(KerasLayers.parts(of: layer), all, path)
    }
    func add(_ parts: [KerasPart], _ parameters: [Parameter], _ path: String) {
      var rest = parameters
      for part in parts {
        switch part {
        case .layer(let group, let layer): place(layer, "\(path)\(group)/")
        case .parameters(let group, let names, let inner):
          let own = rest.filter { names?.contains($0.name) ?? true }
          rest.removeAll { one in own.contains { $0 === one } }
          add(inner, own, "\(path)\(group)/")
        case .empty(let group, let name):
          found["\(path)\(group)/vars"] = .some(nil)
          #expect(golden.weights["\(group)/vars"] == .string(name))
        }
      }
      found["\(path)vars"] = .some(nil)
      for (index, parameter) in rest.enumerated() {
        found["\(path)vars/\(index)"] = Array(parameter.shape)
      }
    }
    place(layer, "")
    guard case .object(let members) = golden.weights else { return }
    #expect(Set(found.keys) == Set(members.map(\.name)))
    for member in members {
      guard case .array = member.value else { continue }
      #expect(
        found[member.name]??.map { JSON.integer($0) } == array(member.value), "\(member.name)")
    }
  }

  private func array(_ json: JSON) -> [JSON]? {
    if case .array(let values) = json { values } else { nil }
  }

  @Test func everyClassOfTheListIsInTheGoldenFile() {
    let classes = Set(GoldenLayer.all.map { GoldenLayer.text($0.serialized["class_name"]) })
    #expect(classes.count == 78)
  }
}
