import AssayCore
import AssayData
import AssayModel
import AssayTensorBoard
import AssayTraining
import Foundation
import Testing

struct TensorBoardTests {
  /// The model, data and settings of the golden run, but for the first weights.
  private func run(_ board: TensorBoard, epochs: Int = 2) throws -> Model {
    let model = Sequential {
      Input(3, name: "features")
      Dense(4, activation: .relu, name: "hidden")
      Dense(1, name: "answer")
    }
    try model.compile(
      optimizer: SGD(learningRate: 0.1), loss: .meanSquaredError, metrics: ["mae"])
    let x: [Float] = (0..<30).map { Float($0 % 7) / 7 }
    let y: [Float] = (0..<10).map { row in x[(3 * row)..<(3 * row + 3)].reduce(0, +) / 3 }
    func rows(_ count: Int) throws -> Dataset {
      try Dataset(
        Tensor(Array(x[..<(3 * count)]), shape: [count, 3]),
        Tensor(Array(y[..<count]), shape: [count, 1]))
    }
    try model.fit(
      rows(10), batchSize: 4, epochs: epochs, validation: .data(rows(5)), shuffle: false,
      callbacks: [board], progress: .silent)
    return model
  }

  private func outlines(_ folder: String, _ run: String) throws -> [String] {
    try readEvents(eventFile(in: "\(folder)/\(run)")).flatMap(outline)
  }

  @Test func writesTheRecordsThatKerasWrites() throws {
    try withFolder { folder in
      _ = try run(
        TensorBoard(
          logDirectory: folder, histogramFrequency: 1, writeImages: true, updateFrequency: .batch))
      for name in ["train", "validation"] {
        let keras = try readEvents("\(golden)/\(name).tfevents").flatMap(outline).map {
          // Keras puts the name of a Sequential before those of its weights.
          $0.replacing(" tiny/", with: " ")
        }
        .filter { !$0.hasPrefix("0 keras ") }
        let ours = try outlines(folder, name).filter {
          $0 != "graph" && !$0.hasPrefix("0 model/summary ")
        }
        #expect(ours == keras, "\(name)")
      }
    }
  }

  @Test func theGraphIsThatOfTheLayers() throws {
    try withFolder { folder in
      let model = try run(TensorBoard(logDirectory: folder), epochs: 1)
      #expect(
        model.layerSummaries == [
          LayerSummary(
            name: "features", className: "InputLayer", inputNames: [],
            outputShape: [Shape.free, 3], parameterCount: 0),
          LayerSummary(
            name: "hidden", className: "Dense", inputNames: ["features"],
            outputShape: [Shape.free, 4], parameterCount: 16),
          LayerSummary(
            name: "answer", className: "Dense", inputNames: ["hidden"],
            outputShape: [Shape.free, 1], parameterCount: 5),
        ])
      let events = try readEvents(eventFile(in: "\(folder)/train"))
      let graph = try ProtoGraphDef(serializedBytes: events[1].graphDef)
      #expect(graph.node.map(\.name) == ["features", "hidden", "answer"])
      #expect(graph.node.map(\.op) == ["InputLayer", "Dense", "Dense"])
      #expect(graph.node.map(\.input) == [[], ["features"], ["hidden"]])
      #expect(
        graph.node[1].attr["_output_shapes"]?.list.shape.map { $0.dim.map(\.size) } == [[-1, 4]])
      #expect(
        events[2].summary.value[0].tensor.stringVal == [
          Data(
            """
            | layer | class | output shape | parameters |
            |---|---|---|---:|
            | features | InputLayer | [batch, 3] | 0 |
            | hidden | Dense | [batch, 4] | 16 |
            | answer | Dense | [batch, 1] | 5 |
            | | | total | 21 |
            """.utf8)
        ])
    }
  }

  @Test func everySoManyBatchesLeavesTheEpochsWhole() throws {
    try withFolder { folder in
      _ = try run(
        TensorBoard(logDirectory: folder, writeGraph: false, updateFrequency: .steps(2)))
      let steps = try outlines(folder, "train").filter { $0.contains("_loss") }
        .map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
      #expect(
        steps == ["2 batch_loss", "0 epoch_loss", "4 batch_loss", "6 batch_loss", "1 epoch_loss"])
    }
  }

  @Test func anEvaluationOfItsOwnIsWrittenToo() throws {
    try withFolder { folder in
      let model = try run(TensorBoard(logDirectory: "\(folder)/fit"), epochs: 1)
      let data = try Dataset(
        Tensor([1, 2, 3] as [Float], shape: [1, 3]), Tensor([1] as [Float], shape: [1, 1]))
      _ = try model.evaluate(data, callbacks: [TensorBoard(logDirectory: "\(folder)/own")])
      let made = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/own")
      #expect(made == ["validation"])
      let records = try outlines("\(folder)/own", "validation").dropFirst()
      #expect(
        records == [
          "3 evaluation_loss_vs_iterations scalars dtFloat []",
          "3 evaluation_mae_vs_iterations scalars dtFloat []",
        ])
    }
  }

  @Test func theSpeedIsWrittenWhereAskedFor() throws {
    try withFolder { folder in
      _ = try run(
        TensorBoard(
          logDirectory: folder, writeGraph: false, writeStepsPerSecond: true,
          updateFrequency: .batch), epochs: 1)
      let speeds = try outlines(folder, "train").filter { $0.contains("steps_per_second") }
      #expect(
        speeds == (1...3).map { "\($0) batch_steps_per_second scalars dtFloat []" }
          + ["0 epoch_steps_per_second scalars dtFloat []"])
    }
  }

  @Test func settingsMakeASession() throws {
    try withFolder { folder in
      _ = try run(
        TensorBoard(
          logDirectory: folder, hyperparameters: ["rate": 0.1, "optimizer": "sgd", "dense": true]),
        epochs: 1)
      let values = try readEvents(eventFile(in: folder)).flatMap(\.summary.value)
      #expect(
        values.map(\.tag) == ["_hparams_/session_start_info", "_hparams_/session_end_info"])
      let sessions = try values.map {
        try ProtoHParamsPluginData(serializedBytes: $0.metadata.pluginData.content)
      }
      let settings = sessions[0].sessionStartInfo.hparams
      #expect(settings["rate"]?.numberValue == 0.1)
      #expect(settings["optimizer"]?.stringValue == "sgd")
      #expect(settings["dense"]?.boolValue == true)
      #expect(sessions[1].sessionEndInfo.status == .success)
    }
  }

  @Test func whatCannotBeMeantIsRefused() throws {
    try withFolder { folder in
      let frequency = #expect(throws: TrainingError.self) {
        _ = try run(TensorBoard(logDirectory: folder, updateFrequency: .steps(0)))
      }
      #expect(
        frequency
          == .argument("updateFrequency", found: ".steps(0)", wanted: "1 or more"))
      #expect(throws: TrainingError.self) {
        _ = try run(TensorBoard(logDirectory: folder, histogramFrequency: -1))
      }
      let made = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(made.isEmpty)
    }
  }
}
