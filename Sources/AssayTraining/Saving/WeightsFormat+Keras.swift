import AssayCore
import AssayKeras
import AssayModel

extension WeightsFormat {
  /// Keras's whole models.
  static let kerasModel = WeightsFormat(
    ending: ".keras", holdsModel: true,
    save: { training, path in try model(training, path).save(to: path) },
    load: { training, path in
      try WeightsFile.read(path, into: try model(training, path).kerasGraph)
    })

  /// Keras 3's files of weights.
  static let kerasWeights = WeightsFormat(
    ending: ".weights.h5", holdsModel: false,
    save: { training, path in
      let model = try model(training, path)
      let values = try model.values()
      try WeightsFile.write(model.kerasGraph, name: model.kerasName, to: path) {
        values[ObjectIdentifier($0)] ?? Tensor(zeros: $0.shape)
      }
    },
    load: { training, path in
      try WeightsFile.read(path, into: try model(training, path).kerasGraph)
    })

  /// Keras 2's files of weights, and whole models; they are read only.
  static let legacyWeights = WeightsFormat(
    ending: ".h5", holdsModel: false,
    save: { _, path in
      throw KerasFileError(
        file: path, found: "a name that ends in .h5",
        wanted: ".keras for the whole model, or .weights.h5")
    },
    load: { training, path in
      try WeightsFile.read(path, into: try model(training, path).kerasGraph)
    })

  private static func model(_ training: any TrainingContext, _ path: String) throws -> Model {
    guard let model = training as? Model else {
      throw KerasFileError(
        file: path, found: "a run without a graph", wanted: "a Model, which has layers to save")
    }
    return model
  }
}

extension Model {
  /// Reads weights from a file, matching its layers to the model's by their places or by their names, as
  /// those of Keras's pretrained models.
  ///
  /// - Throws: ``KerasFileError`` naming the first that does not fit; then nothing has changed.
  /// - Source: `keras.Model.load_weights`.
  public func loadWeights(from path: String, by match: WeightsMatch) throws {
    // Parameters get their first numbers before those of the file.
    _ = try network()
    try WeightsFile.read(path, into: kerasGraph, by: match)
  }
}
