/// The files that hold the data of a model, as a user names them.
///
///     ModelFiles("digits.npz")                                     // x, y and maybe w
///     ModelFiles("x.npy", labels: ["y.npy"])
///     ModelFiles("people.csv", labelColumns: ["age"])              // the other columns are features
///     ModelFiles("rooms.csv", labelColumns: ["price=euros", "size=m2"])  // of two outputs
///
/// What `data` can be:
///
/// - `FILE.npz`: arrays `x`, `y` and, if there are weights, `w`; of several inputs or outputs `x/NAME`,
///   `y/NAME`, `w/NAME`. `FILE.npz:KEY` is one array of inputs.
/// - `FILE.npy`: the array of the one input.
/// - `FILE.csv`: a column for each number of the one input; those named as labels or weights are none
///   of them.
/// - `FILE.jsonl`: fields `x`, `y`, `w`, or with names as in an npz; `FILE.jsonl:FIELD` is one of inputs.
/// - A folder of `x.npy`, `y.npy`, `w.npy`, or `x/NAME.npy` and so on.
/// - `-`, standard input: the array of the one input, which is read into memory.
public struct ModelFiles: Sendable, Equatable {
  /// Where the inputs are.
  public var data: String
  /// Where the labels are, if not with the inputs: ``DataArgument`` texts, `OUTPUT=` before each where
  /// there are several outputs.
  public var labels: [String]
  /// Where the weights of the samples are, written as `labels`; one alone is for all outputs.
  public var weights: [String]
  /// The columns of a csv that are labels; `OUTPUT=COLUMN` where there are several outputs.
  public var labelColumns: [String]

  /// Whether `data` is a folder without arrays, such as one of class folders of images.
  package var isFolderWithoutArrays: Bool {
    System.status(data)?.isFolder == true && System.status("\(data)/x.npy") == nil
      && System.status("\(data)/x")?.isFolder != true
  }

  public init(
    _ data: String, labels: [String] = [], weights: [String] = [], labelColumns: [String] = []
  ) {
    self.data = data
    self.labels = labels
    self.weights = weights
    self.labelColumns = labelColumns
  }
}
