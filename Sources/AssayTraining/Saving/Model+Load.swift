import AssayCore
import AssayData
import AssayKeras
import AssayMetrics
import AssayModel

extension Model {
  /// Opens a model that Keras or ``save(to:)`` has saved: a `.keras` file, or a whole model in an `.h5`.
  ///
  ///     let model = try Model.load("model.keras")
  ///     try model.evaluate(test)
  ///
  /// The graph is built, the weights are read, and what the model was compiled with is restored with the
  /// optimizer's state, so that `fit` goes on where training ended. Files are data: nothing in one is run.
  ///
  /// - Parameters:
  ///   - inputSizes: the sizes of one sample of inputs that the file leaves free (`None`), by the inputs'
  ///     names; `""` stands for every input that is not named: `["": [60, 300]]`.
  ///   - compile: whether to restore the compile configuration too.
  ///   - rule: whose rule decides what `accuracy` and `crossentropy` are.
  ///   - threads: the most threads a step may use; all cores by default.
  /// - Throws: ``KerasFileError`` and ``DataError``, naming the member of the file and the layer, what was
  ///   found and what was wanted.
  /// - Source: `keras.saving.load_model`, in safe mode.
  public static func load(
    _ path: String, inputSizes: [String: [Int]] = [:], compile: Bool = true,
    rule: ResolutionRule = .assay, threads: Int? = nil
  ) throws -> Model {
    let file = try KerasFile(path, sizes: inputSizes, compiles: compile)
    let model = Model(
      inputs: file.graph.inputs, outputs: file.graph.outputs, name: file.graph.name)
    model.saved = SavedModel(
      className: file.graph.className, inputKeys: file.graph.inputKeys,
      outputKeys: file.graph.outputKeys)
    if !file.graph.isTrainable { model.layer.isTrainable = false }
    do {
      // Mistakes in the graph are the file's.
      _ = try model.network()
      if let compile = file.compile {
        try model.compile(file, compile, rule: rule, threads: threads)
      }
    } catch let error as KerasFileError {
      throw error.inFile(path)
    } catch {
      throw KerasFileError(
        file: path, found: "a model that cannot be: \(error)",
        wanted: "one that compiles; load it with compile: false to go without its configuration")
    }
    return model
  }
}
