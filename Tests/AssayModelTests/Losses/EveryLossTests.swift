import AssayCore
import AssayModel
import Testing

/// All losses against real Keras: values and gradients, by the configuration that Keras saves.
struct EveryLossTests {
  private struct Content: Decodable {
    var inputs: [String: [String: GoldenValues]]
    var weights: [String: GoldenValues]
    var masks: [String: GoldenValues]
    var cases: [Case]
  }

  private struct Case: Decodable {
    var `class`: String
    var config: [String: SavedValue]
    var data: String
    var reduction: String
    var weights: String?
    var mask: String?
    var value: GoldenValues
    /// In the shape of the predictions.
    var gradient: [Double]
  }

  private struct Table: Decodable {
    struct Row: Decodable {
      var `class`: String
      var config: [String: SavedValue]
      var y: GoldenValues
      var p: GoldenValues
      var w: GoldenValues?
      var value: GoldenValues
      var none: GoldenValues
      var weighted: GoldenValues?
      var weightedMean: GoldenValues?
    }
    struct Saved: Decodable {
      var `class`: String
      var config: [String: SavedValue]
    }
    var rows: [Row]
    var names: [String]
    var configs: [Saved]
  }

  private func loss(
    _ name: String, _ config: [String: SavedValue], reduction: String
  ) throws -> Loss {
    var config = config.mapValues(\.value)
    config["reduction"] = .text(reduction)
    return try Loss(kerasClass: name, config: config)
  }

  /// Ours is float32, the file's double: the sums of some roundings are within 2e-6 of it, beside 5e-7
  /// where a formula subtracts, times the size of the largest number.
  @Test func agreesWithKeras() throws {
    let golden = try readGolden("every_loss.json", as: Content.self)
    #expect(golden.cases.count > 400)
    var classes: Set<String> = []
    for one in golden.cases {
      let loss = try loss(one.class, one.config, reduction: one.reduction)
      classes.insert(one.class)
      let inputs = try #require(golden.inputs[one.data])
      let labels = try #require(inputs["y"]).tensor(
        loss.labels == .likePredictions ? .float32 : .int32)
      let predictions = try #require(inputs["p"]).tensor()
      let weights = try one.weights.map { try #require(golden.weights[$0]).tensor() }
      let mask = try one.mask.map { try #require(golden.masks[$0]).tensor() }
      let value = try loss.value(
        labels: labels, predictions: predictions, weights: weights, mask: mask)
      let gradient = try loss.gradient(
        labels: labels, predictions: predictions, weights: weights, mask: mask)
      let name =
        "\(one.class) \(one.config.mapValues(\.value)) \(one.data) \(one.reduction) "
        + "weights \(one.weights ?? "none") mask \(one.mask ?? "none")"
      #expect(value.shape == one.value.shape && gradient.shape == predictions.shape, "\(name)")
      for (what, got, wanted) in [
        ("value", value, one.value.values), ("gradient", gradient, one.gradient),
      ] {
        let size = wanted.map(\.magnitude).max() ?? 0
        let worst = disagreement(
          got.scalars(of: Float.self), wanted, relative: 2e-6, absolute: 5e-7 * size + 1e-9)
        #expect(worst <= 1, "\(what) of \(name), \(worst): \(got.doubles) for \(wanted)")
      }
    }
    #expect(classes.count == 22)
  }

  @Test func givesTheNumbersOfTheTable() throws {
    let table = try readGolden("loss_table.json", as: Table.self)
    #expect(table.rows.count > 30)
    for row in table.rows {
      func check(_ reduction: String, _ wanted: GoldenValues?, weighted: Bool) throws {
        guard let wanted else { return }
        let loss = try loss(row.class, row.config, reduction: reduction)
        let labels = try row.y.tensor(loss.labels == .likePredictions ? .float32 : .int32)
        let value = try loss.value(
          labels: labels, predictions: row.p.tensor(), weights: weighted ? row.w?.tensor() : nil)
        #expect(
          disagreement(
            value.scalars(of: Float.self), wanted.values, relative: 2e-6, absolute: 1e-7) <= 1,
          "\(row.class) \(row.config.mapValues(\.value)): \(value.doubles) for \(wanted.values)")
      }
      try check("sum_over_batch_size", row.value, weighted: false)
      try check("none", row.none, weighted: false)
      try check("sum_over_batch_size", row.weighted, weighted: true)
      try check("mean_with_sample_weight", row.weightedMean, weighted: true)
    }
  }

  @Test func knowsEveryNameThatKerasKnows() throws {
    let table = try readGolden("loss_table.json", as: Table.self)
    for name in table.names { #expect(Loss.Catalog.loss(named: name) != nil, "\(name)") }
    // Keras has a class of the third kind, but no name for it.
    let more = Set(Loss.Catalog.names).subtracting(table.names)
    #expect(
      more == ["CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy"])
    #expect(Set(Loss.Catalog.names).count == Loss.Catalog.names.count)
    for name in ["logcosh", "huber_loss", "mean squared error", "Mse", ""] {
      #expect(Loss.Catalog.loss(named: name) == nil)
    }
  }

  @Test func hasTheClassesAndNamesOfKeras() throws {
    let table = try readGolden("loss_table.json", as: Table.self)
    #expect(table.configs.count == 22)
    for saved in table.configs {
      let byName = try #require(Loss.Catalog.loss(named: saved.class))
      #expect(byName.className == saved.class)
      #expect(saved.config["name"]?.value == .text(byName.name))
      let loss = try Loss(kerasClass: saved.class, config: saved.config.mapValues(\.value))
      #expect(loss.className == saved.class && loss.name == byName.name)
    }
  }
}

/// A value of a configuration in a golden file.
private struct SavedValue: Decodable, Sendable {
  let value: Loss.ConfigValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let bool = try? container.decode(Bool.self) {
      value = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      value = .number(number)
    } else if let text = try? container.decode(String.self) {
      value = .text(text)
    } else {
      value = .list(try container.decode([SavedValue].self).map(\.value))
    }
  }
}
