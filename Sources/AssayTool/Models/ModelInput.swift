import Assay
import AssayImages

/// The data of a model as a command has them: in memory, read as they are needed, or images.
enum ModelInput {
  case memory(Dataset)
  case files(ModelData)
  case images(ImageFolder)

  /// What is to be done with the data.
  enum Purpose {
    case training(shuffle: Bool, seed: UInt64)
    case evaluation
  }

  /// Finds the data, and says on standard error what of them is not used.
  ///
  /// - Parameters:
  ///   - stream: whether they are read as they are needed even where they fit into memory.
  /// - Throws: ``DataError``, ``ImageError``, ``TrainingError``.
  init(
    _ files: ModelFiles, for model: Model, _ purpose: Purpose, stream: Bool,
    note: (String) -> Void
  ) throws {
    if files.isFolderWithoutArrays, let form = ModelInput.imageForm(of: model) {
      self = .images(try ModelInput.folder(files.data, form, model, purpose))
      return
    }
    let data = try ModelData(files, for: model.signature())
    data.notes.forEach(note)
    self = !stream && data.fitsInMemory ? .memory(try data.dataset()) : .files(data)
  }

  /// The number of samples; `nil` where only reading to the end can tell.
  var count: Int? {
    switch self {
    case .memory(let data): data.count
    case .files(let data): data.count
    case .images(let folder): folder.count
    }
  }

  /// The samples in words: `1437 samples`.
  var text: String {
    switch self {
    case .memory, .files:
      count.map { "\($0) sample\($0 == 1 ? "" : "s")" } ?? "samples that are counted as they come"
    case .images(let folder):
      "\(folder.count) image\(folder.count == 1 ? "" : "s") of "
        + "\(folder.classNames.count) class\(folder.classNames.count == 1 ? "" : "es")"
    }
  }

  /// The first samples to train on and the last ones to validate on.
  ///
  /// - Throws: ``DataError``, ``ImageError``.
  func split(validation fraction: Double) throws -> (training: ModelInput, validation: ModelInput) {
    switch self {
    case .memory(let data):
      let parts = try data.split(validation: fraction)
      return (.memory(parts.training), .memory(parts.validation))
    case .files(let data):
      let parts = try data.split(validation: fraction)
      return (.files(parts.training), .files(parts.validation))
    case .images(let folder):
      let parts = try folder.split(validation: fraction)
      return (.images(parts.training), .images(parts.validation))
    }
  }

  /// The batches of data that are not in memory.
  func batches(of batchSize: Int, shuffledBy seed: UInt64? = nil) -> BatchSequence {
    switch self {
    case .memory(let data):
      BatchSequence(
        BatchPlanSequence(data: data, plan: BatchPlan(count: data.count, batchSize: batchSize)))
    case .files(let data): BatchSequence(data, batchSize: batchSize, shuffledBy: seed)
    case .images(let folder): BatchSequence(folder, batchSize: batchSize)
    }
  }

  /// As what `fit` validates on.
  func validation(batchSize: Int) -> Validation {
    if case .memory(let data) = self { return .data(data) }
    return .batches(batches(of: batchSize))
  }

  /// The first rows, to look at.
  func firstBatch(_ rows: Int) throws -> Dataset? {
    switch self {
    case .memory(let data): data[rows: 0..<min(rows, data.count)]
    case .files(let data): try data.batches(of: rows).next()
    case .images(let folder): try folder.batches(of: min(rows, folder.count)).next()
    }
  }
}

extension ModelInput {
  /// The images that a model's one input takes; `nil` where it takes none.
  static func imageForm(of model: Model) -> (size: (Int, Int), mode: ColorMode)? {
    guard let inputs = try? model.signature(labels: false).inputs, inputs.count == 1,
      inputs[0].shape.count == 3, inputs[0].shape.isStatic
    else { return nil }
    let shape = inputs[0].shape
    let mode = ColorMode.allCases.first { $0.channels == shape[2] }
    return mode.map { ((shape[0], shape[1]), $0) }
  }

  private static func folder(
    _ path: String, _ form: (size: (Int, Int), mode: ColorMode), _ model: Model,
    _ purpose: Purpose
  ) throws -> ImageFolder {
    let (shuffle, seed) =
      if case .training(let shuffle, let seed) = purpose { (shuffle, seed) } else { (false, 0) }
    return try ImageFolder(
      path, size: form.size, labels: model.takesOneHotLabels ? .categorical : .int,
      colorMode: form.mode, shuffle: shuffle, seed: UInt32(truncatingIfNeeded: seed))
  }
}

/// A dataset's batches, one after another.
private struct BatchPlanSequence: Sequence, Sendable {
  let data: Dataset
  let plan: BatchPlan

  func makeIterator() -> AnyIterator<Dataset> {
    var step = 0
    return AnyIterator {
      guard step < plan.steps else { return nil }
      defer { step += 1 }
      return data[rows: plan[step]]
    }
  }
}
