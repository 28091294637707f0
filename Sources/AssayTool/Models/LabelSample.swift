import Assay
import AssayImages

/// The labels of data, to be looked at: all where they fit into memory, else the first of them.
struct LabelSample {
  /// The outputs that have labels.
  let outputs: [String]
  /// One array for each.
  let labels: [Tensor]

  /// - Throws: ``DataError``, ``ImageError``.
  init(_ files: ModelFiles, of model: Model) throws {
    var signature = try model.signature(labels: false)
    signature.outputs = try model.isCompiled ? model.signature().outputs : model.outputNames
    outputs = signature.outputs
    if files.isFolderWithoutArrays, let form = ModelInput.imageForm(of: model) {
      let folder = try ImageFolder(
        files.data, size: form.size, labels: model.takesOneHotLabels ? .categorical : .int,
        colorMode: form.mode, shuffle: false)
      labels = try folder.batches(of: 1).next()?.labels ?? []
      return
    }
    let data = try ModelData(files, for: signature)
    let sample = try data.fitsInMemory ? data.dataset() : data.batches(of: 65_536).next()
    labels = sample?.labels ?? []
  }
}
