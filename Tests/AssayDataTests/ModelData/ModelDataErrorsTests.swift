import AssayCore
import AssayData
import Testing

@Suite struct ModelDataErrorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ files: ModelFiles, _ model: ModelSignature = .one([2])) -> String? {
    message { _ = try ModelData(files, for: model).dataset() }
  }

  private func write(_ text: String, as name: String) throws -> String {
    try folder.write(Array(text.utf8), as: name)
  }

  @Test func shapesAreComparedAndTheRepairTold() throws {
    let path = folder.file("x.npy")
    func found(_ shape: Shape, _ wanted: Shape) throws -> String? {
      try NPY.write(Tensor(zeros: shape), to: path)
      return error(ModelFiles(path), .one(wanted, outputs: []))
    }
    let start = "\(path) is [10, 28, 28]; the model's input 'image' wants"
    #expect(
      try found([10, 28, 28], [28, 28, 1])
        == "\(start) [batch, 28, 28, 1]; add the last axis, in NumPy x[..., None]")
    #expect(
      try found([10, 28, 28], [784])
        == "\(start) [batch, 784]; if the numbers are in its order, in NumPy x.reshape(-1, 784)")
    #expect(try found([10, 28, 28], [32, 32]) == "\(start) [batch, 32, 32]")
    #expect(
      try found([10, 4, 1], [4])
        == "\(path) is [10, 4, 1]; the model's input 'image' wants [batch, 4]; take the last axis "
        + "away, in NumPy x[..., 0]")
    #expect(try found([10, 7, 3], [Shape.free, 3]) == nil)
  }

  @Test func everyArrayNeedsOneRowASample() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", Tensor(zeros: [3, 2])), ("y", Tensor(zeros: [4]))], to: path)
    #expect(
      error(ModelFiles(path))
        == "\(path):x has 3 rows, but \(path):y has 4; every array needs one row a sample")
    try NPY.write(Tensor(zeros: [0, 2]), to: folder.file("x.npy"))
    #expect(
      error(ModelFiles(folder.file("x.npy")), .one([2], outputs: []))
        == "\(folder.file("x.npy")) has no rows; give at least one sample")
  }

  @Test func whatIsMissingIsNamed() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", Tensor(zeros: [3, 2])), ("labels", Tensor(zeros: [3]))], to: path)
    #expect(
      error(ModelFiles(path)) == "\(path): there is no 'y'; it holds 'x', 'labels'")
    let two = ModelSignature(
      inputs: [.init("a", shape: [2]), .init("b", shape: [2])], outputs: [])
    #expect(
      error(ModelFiles(path), two) == "\(path): there is no 'x/a'; it holds 'x', 'labels'")
    try NPY.write(Tensor(zeros: [3, 2]), to: folder.file("x.npy"))
    #expect(
      error(ModelFiles(folder.file("x.npy"))) == "\(folder.file("x.npy")): found no labels; wanted "
        + "a file of them (--labels), or an npz of x and y, or a folder of x.npy and y.npy")
    #expect(
      error(ModelFiles(folder.file("x.npy")), two) == "\(folder.file("x.npy")): found one array; "
        + "wanted one for each input of the model, in an npz or jsonl: x/a, x/b")
    let empty = try TemporaryFolder()
    #expect(
      error(ModelFiles(empty.path))
        == "\(empty.path): found a folder without x.npy; wanted x.npy, y.npy and maybe w.npy")
    let none = folder.file("none.npz")
    #expect(error(ModelFiles(none)) == "\(none): there is no such file")
  }

  @Test func aTableHasToFit() throws {
    let path = try write("a,b,c\n1,2,3\n4,5,six\n", as: "d.csv")
    #expect(
      error(ModelFiles(path))
        == "\(path): found no labels; wanted the columns that are labels (--label), "
        + "or a file of them (--labels)")
    #expect(
      error(ModelFiles(path, labelColumns: ["d"]))
        == "\(path): there is no 'd'; it holds 'a', 'b', 'c'")
    #expect(
      error(ModelFiles(path, labelColumns: ["a,b"]))
        == "\(path) has 1 column of features; the model's input 'image', [batch, 2], wants 2; columns "
        + "of labels are none (--label)")
    #expect(
      error(ModelFiles(path, labelColumns: ["a"]))
        == "\(path), line 3, 'c': found 'six'; wanted a number")
    #expect(
      error(ModelFiles(path, labelColumns: ["a,b,c"]))
        == "\(path): found no column but labels and weights; wanted columns of features")
    #expect(
      error(ModelFiles(try write("a,b,c\n", as: "e.csv"), labelColumns: ["a"]))
        == "\(folder.file("e.csv")) has no rows; give at least one sample")
    #expect(
      error(ModelFiles(folder.file("e.csv"), labelColumns: ["a", "b"]))
        == "'a': wanted one for each output of the model: digit=…")
    #expect(
      error(ModelFiles(try write("", as: "f.csv"), labelColumns: ["a"]))
        == "\(folder.file("f.csv")): found an empty file; wanted a csv whose first line names the "
        + "columns")
  }

  @Test func linesHaveToFit() throws {
    #expect(
      error(ModelFiles(try write("", as: "d.jsonl")))
        == "\(folder.file("d.jsonl")) has no rows; give at least one sample")
    #expect(
      error(ModelFiles(try write(#"{"x": [1, 2], "z": 3}"#, as: "d.jsonl")))
        == "\(folder.file("d.jsonl")): there is no 'y'; it holds 'x', 'z'")
    #expect(
      error(
        ModelFiles(try write("{\"x\": [1, 2], \"y\": 3}\n{\"x\": [1], \"y\": 3}", as: "d.jsonl")))
        == "\(folder.file("d.jsonl")), line 2, 'x': found a list of 1; wanted 2, as in the lists "
        + "before")
    #expect(error(ModelFiles(try write("[1]", as: "d.jsonl"))) != nil)
  }

  @Test func numbersThatAreNoneAreNamedByTheirRow() throws {
    let path = folder.file("d.npz")
    try NPZ.write(
      [("x", Tensor([[1, 2], [.nan, 4]] as [[Float]])), ("y", Tensor([1.0, 2]))], to: path)
    #expect(
      error(ModelFiles(path))
        == "\(path):x: nan in row 1; numbers must be finite: repair the row or leave it out")
    try NPZ.write(
      [
        ("x", Tensor(zeros: [3, 2])), ("y", Tensor(zeros: [3])), ("w", Tensor([1.0, 1, -2])),
      ], to: path)
    let data = try ModelData(ModelFiles(path), for: .one([2]))
    let pass = try data.batches(of: 2)
    _ = try pass.next()
    #expect(message { _ = try pass.next() } == "\(path):w: -2.0 in row 2; weights are 0 or more")
  }

  @Test func optionsThatDoNotApplyAreRefused() throws {
    try NPY.write(Tensor(zeros: [3, 2]), to: folder.file("x.npy"))
    #expect(
      error(ModelFiles(folder.file("x.npy"), labelColumns: ["a"]))
        == "'a': wanted a column of a csv; the labels of other files are named as FILE.npy or "
        + "FILE.npz:KEY")
    let two = ModelSignature(inputs: [.init("a", shape: [2])], outputs: ["p", "q"])
    let x = folder.file("x.npy")
    #expect(
      error(ModelFiles(x, labels: [x]), two)
        == "'\(x)': wanted one for each output of the model: p=…, q=…")
    #expect(
      error(ModelFiles(x, labels: ["p=\(x)"]), two) == "'p=\(x)': wanted one also for output 'q'")
    #expect(
      error(ModelFiles(x, labels: ["p=\(x)", "p=\(x)"]), two)
        == "'p=\(x)': wanted one for output 'p', not two")
  }

  @Test func anyCutOfAnArchiveIsRefused() throws {
    let path = folder.file("d.npz")
    try NPZ.write([("x", Tensor(zeros: [3, 2])), ("y", Tensor(zeros: [3]))], to: path)
    let bytes = try folder.read("d.npz")
    for count in stride(from: 0, to: bytes.count, by: 7) {
      let cut = try folder.write(Array(bytes.prefix(count)), as: "cut.npz")
      #expect(error(ModelFiles(cut)) != nil)
    }
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var changed = bytes
      changed[index] ^= 0x55
      // Whatever it is now, reading it ends.
      let data = try? ModelData(
        ModelFiles(try folder.write(changed, as: "changed.npz")), for: .one([2]))
      _ = try? data?.dataset()
      _ = try? data?.batches(of: 2, shuffledBy: 1).next()
    }
  }
}
