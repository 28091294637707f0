import AssayCore
import AssayData
import Testing

@Suite struct ModelDataTests {
  let folder: TemporaryFolder
  let x = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
  let y = Tensor([0, 1, 0] as [Int64])
  let w = Tensor([1, 2, 3] as [Float])

  init() throws { folder = try TemporaryFolder() }

  @Test func anNPZHoldsInputsLabelsAndWeights() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", x), ("y", y), ("w", w), ("names", y)], to: path)
    let data = try ModelData(ModelFiles(path), for: .one([2]))
    #expect(data.count == 3)
    #expect(data.isSeekable)
    #expect(data.fitsInMemory)
    #expect(data.notes == ["\(path): 'names' is not used"])
    #expect(try data.dataset() == Dataset(x, y, weights: w))
  }

  @Test func toPredictOnlyTheInputsAreLookedAt() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", x), ("y", Tensor([1.0])), ("z", y)], to: path)
    let data = try ModelData(ModelFiles(path), for: .one([2], outputs: []))
    #expect(try data.dataset() == Dataset(x))
    #expect(data.notes.isEmpty)
  }

  @Test func oneInputMayBeNamed() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x/image", x), ("y/digit", y)], to: path)
    #expect(try ModelData(ModelFiles(path), for: .one([2])).dataset() == Dataset(x, y))
  }

  @Test func severalInputsAndOutputsAreNamed() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x/a", x), ("x/b", w), ("y/p", y), ("y/q", w), ("w/q", w)], to: path)
    let model = ModelSignature(
      inputs: [.init("b", shape: []), .init("a", shape: [2])], outputs: ["p", "q"])
    let wanted = try Dataset(inputs: [w, x], labels: [y, w], weights: [nil, w])
    #expect(try ModelData(ModelFiles(path), for: model).dataset() == wanted)
  }

  @Test func aFolderHoldsArrays() throws {
    try NPY.write(x, to: folder.file("x.npy"))
    try NPY.write(y, to: folder.file("y.npy"))
    let files = ModelFiles(folder.path)
    #expect(!files.isFolderWithoutArrays)
    #expect(try ModelData(files, for: .one([2])).dataset() == Dataset(x, y))
    let empty = try TemporaryFolder()
    #expect(ModelFiles(empty.path).isFolderWithoutArrays)
  }

  @Test func labelsAndWeightsMayLieApart() throws {
    try NPY.write(x, to: folder.file("x.npy"))
    try NPZ.write([("classes", y), ("other", w)], to: folder.file("l.npz"))
    let weights = try folder.write(Array("id,w\n7,1\n8,2\n9,3\n".utf8), as: "w.csv")
    let files = ModelFiles(
      folder.file("x.npy"), labels: [folder.file("l.npz") + ":classes"], weights: [weights + ":w"])
    let wanted = try Dataset(x, y, weights: Tensor([1.0, 2, 3]))
    #expect(try ModelData(files, for: .one([2])).dataset() == wanted)
  }

  @Test func aTableHoldsFeaturesAndLabels() throws {
    let path = try folder.write(
      Array("a,class,b,w\n1,0,2,1\n3,1,4,2\n5,0,6,3\n".utf8), as: "d.csv")
    let files = ModelFiles(path, weights: ["\(path):w"], labelColumns: ["class"])
    let data = try ModelData(files, for: .one([2]))
    #expect(data.count == nil)
    #expect(!data.isSeekable)
    #expect(
      try data.dataset()
        == Dataset(x, Tensor([0.0, 1, 0]), weights: Tensor([1.0, 2, 3])))
    let images = ModelSignature(inputs: [.init("image", shape: [1, 2, 1])], outputs: [])
    let all = ModelFiles("\(path):b,a")
    #expect(try ModelData(all, for: images).dataset().inputs[0].shape == [3, 1, 2, 1])
  }

  @Test func aTableHoldsTheLabelsOfSeveralOutputs() throws {
    let path = try folder.write(Array("a,p,q,r\n1,2,3,4\n".utf8), as: "d.csv")
    let model = ModelSignature(inputs: [.init("a", shape: [1])], outputs: ["one", "two"])
    let files = ModelFiles(path, labelColumns: ["two=p", "one=q,r"])
    let data = try ModelData(files, for: model).dataset()
    #expect(data.inputs == [Tensor([[1]] as [[Float]])])
    #expect(data.labels == [Tensor([[3, 4]] as [[Double]]), Tensor([2.0])])
  }

  @Test func linesHoldNestedLists() throws {
    let path = try folder.write(
      Array(
        """
        {"x": [1, 2], "y": 0, "w": 1}
        {"y": 1, "x": [3, 4], "w": 2}
        {"w": 3, "id": "c", "x": [5, 6], "y": 0}
        """.utf8), as: "d.jsonl")
    #expect(
      try ModelData(ModelFiles(path), for: .one([2])).dataset()
        == Dataset(x, Tensor([0.0, 1, 0]), weights: Tensor([1.0, 2, 3])))
  }

  @Test func inputsBecomeWhatTheModelComputesIn() throws {
    func type(_ array: Tensor, _ wanted: DType) throws -> DType {
      try NPY.write(array, to: folder.file("x.npy"))
      let model = ModelSignature(
        inputs: [.init("image", shape: [], dtype: wanted)], outputs: [])
      return try ModelData(ModelFiles(folder.file("x.npy")), for: model).dataset().inputs[0].dtype
    }
    #expect(try type(Tensor([1.5]), .float32) == .float32)
    #expect(try type(Tensor([1] as [Int64]), .float32) == .float32)
    #expect(try type(Tensor([1] as [UInt8]), .float32) == .uint8)
    #expect(try type(Tensor([true]), .int32) == .bool)
    #expect(try type(Tensor([1.0]), .int32) == .int32)
    #expect(try type(Tensor([1] as [Int64]), .int32) == .int32)
    #expect(
      message { _ = try type(Tensor([1.0, 1.5]), .int32) }
        == "\(folder.file("x.npy")): 1.5 in row 1; the model's input 'image' wants whole numbers "
        + "of int32")
    #expect(
      message { _ = try type(Tensor([1, 1 << 40] as [Int64]), .int32) }
        == "\(folder.file("x.npy")): 1099511627776.0 in row 1; the model's input 'image' wants "
        + "whole numbers of int32")
  }

  @Test func aPartIsCutAsADatasetIs() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", x), ("y", y)], to: path)
    let data = try ModelData(ModelFiles(path), for: .one([2]))
    let (training, validation) = try data.split(validation: 0.3)
    let wanted = try data.dataset().split(validation: 0.3)
    #expect(training.count == 2)
    #expect(try training.dataset() == wanted.training)
    #expect(try validation.dataset() == wanted.validation)
    #expect(try validation.batches(of: 5).next() == wanted.validation)
    #expect(try validation.batches(of: 5, shuffledBy: 3).next() == wanted.validation)
    #expect(throws: DataError.emptySplit(rows: 3, fraction: 0.99, training: 0)) {
      try data.split(validation: 0.99)
    }
  }
}

extension ModelSignature {
  /// A model of one input `image` and, unless it says otherwise, one output `digit`.
  static func one(_ shape: Shape, outputs: [String] = ["digit"]) -> ModelSignature {
    ModelSignature(inputs: [.init("image", shape: shape)], outputs: outputs)
  }
}
