import AssayCore
import AssayData
import AssayModel
import AssayTraining
import Testing

/// The files of a model's data, found by its names and read as it trains.
struct ModelDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aModelSaysWhatItTakes() throws {
    let a = Input(3, name: "a")
    let b = Input(4, name: "b")
    let joined = Concatenate()(a, b)
    let model = Model(
      inputs: [a, b], outputs: [Dense(2, name: "p")(joined), Dense(1, name: "q")(joined)])
    let inputs: [ModelSignature.Input] = [.init("a", shape: [3]), .init("b", shape: [4])]
    #expect(try model.signature(labels: false) == ModelSignature(inputs: inputs, outputs: []))
    #expect(throws: TrainingError.self) { try model.signature() }
    try model.compile(optimizer: SGD(), loss: ["p": "mse", "q": nil])
    #expect(try model.signature() == ModelSignature(inputs: inputs, outputs: ["p"]))
  }

  /// Rows read where they lie come in the order in which an epoch in memory has them.
  @Test func filesTrainAsArraysDo() throws {
    let data = try classified(22)
    let path = folder.path + "/d.npz"
    try NPZ.write([("x", data.inputs[0]), ("y", data.labels[0])], to: path)
    let arrays = try classifier(dropout: 0.3)
    let wanted = try arrays.fit(data, batchSize: 4, epochs: 3, seed: 9, progress: .silent)
    let files = try classifier(dropout: 0.3)
    let found = try ModelData(ModelFiles(path), for: files.signature())
    #expect(try found.dataset() == data)
    let history = try files.fit(
      BatchSequence(found, batchSize: 4, shuffledBy: 9), epochs: 3, seed: 9, progress: .silent)
    for key in wanted.keys { #expect(history[key] == wanted[key], "\(key)") }
    #expect(files.weights == arrays.weights)
    let scores = try files.evaluate(BatchSequence(found, batchSize: 4))
    #expect(try scores["loss"] == arrays.evaluate(data, batchSize: 4)["loss"])
  }

  @Test func predictionsAreWrittenAsTheyCome() throws {
    let data = try classified(10)
    let (x, p) = (folder("x.npy"), folder("p.npy"))
    try NPY.write(data.inputs[0], to: x)
    let model = try classifier()
    let found = try ModelData(ModelFiles(x), for: model.signature(labels: false))
    #expect(try model.predict(found, to: p, batchSize: 4) == 10)
    #expect(try NPY.read(p) == model.predict(data, batchSize: 4)[0])
    let interruption = Interruption()
    interruption.request()
    #expect(throws: TrainingError.interrupted(epoch: 0, step: 1, checkpoint: nil)) {
      try model.predict(found, to: folder("q.npy"), batchSize: 4, interruption: interruption)
    }
    #expect(folder.files == ["p.npy", "x.npy"])
  }

  @Test func predictionsOfSeveralOutputsAreByName() throws {
    let input = Input(6, name: "a")
    let model = Model(
      inputs: [input], outputs: [Dense(2, name: "p")(input), Dense(1, name: "q")(input)])
    let data = try classified(5)
    try NPY.write(data.inputs[0], to: folder("x.npy"))
    let found = try ModelData(ModelFiles(folder("x.npy")), for: model.signature(labels: false))
    try model.predict(found, to: folder("p.npz"), batchSize: 2)
    let wanted = try model.predict(data, batchSize: 2)
    #expect(try NPZ.read(folder("p.npz")) == ["p": wanted[0], "q": wanted[1]])
  }
}
