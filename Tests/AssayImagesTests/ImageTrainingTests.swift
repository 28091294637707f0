import AssayCore
import AssayData
import AssayImages
import AssayModel
import AssayTraining
import Testing

/// A folder of images as the batches of a model.
struct ImageTrainingTests {
  private func classifier() throws -> Model {
    let model = Sequential(seed: 3) {
      Input(4, 4, 3)
      Flatten()
      Dense(2)
    }
    try model.compile(optimizer: SGD(learningRate: 1e-5), loss: .crossentropy, metrics: [.accuracy])
    return model
  }

  @Test func aModelTrainsOnAFolderAsOnItsBatches() throws {
    let pictures = try PictureFolder.shapes(22)
    let folder = try ImageFolder(pictures.path, size: (4, 4), seed: 2)
    let (training, validation) = try folder.split(validation: 0.25)
    let model = try classifier()
    let history = try model.fit(
      BatchSequence(training, batchSize: 5), epochs: 3,
      validation: .batches(BatchSequence(validation)), progress: .silent)
    #expect(history.keys == ["accuracy", "loss", "val_accuracy", "val_loss"])

    let other = try classifier()
    for epoch in 0..<3 {
      let batches = try training.batches(of: 5, epoch: epoch)
      var all: [Dataset] = []
      while let batch = try batches.next() { all.append(batch) }
      try other.fit(
        BatchSequence(all), epochs: epoch + 1, initialEpoch: epoch, progress: .silent)
    }
    #expect(other.weights == model.weights)
    let outputs = try model.predict(BatchSequence(validation, batchSize: 2))
    #expect(outputs.map(\.shape) == [[5, 2]])
  }

  @Test func aDamagedFileEndsTheRunByName() throws {
    let pictures = try PictureFolder.shapes(6)
    let bad = try pictures.write([0x89], as: "squares/bad.png")
    let folder = try ImageFolder(pictures.path, size: (4, 4))
    let text =
      "\(bad): found a file that is no image; wanted a JPEG or PNG image: convert it, or take it out"
    #expect(
      message {
        try classifier().fit(BatchSequence(folder, batchSize: 2), progress: .silent)
      } == text)
    #expect(message { _ = try classifier().evaluate(BatchSequence(folder)) } == text)

    let lenient = try ImageFolder(pictures.path, size: (4, 4), onCorrupt: .skip)
    try classifier().fit(BatchSequence(lenient, batchSize: 2), epochs: 2, progress: .silent)
    #expect(lenient.skipped.map(\.file) == [bad])
  }
}
