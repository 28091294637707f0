import Assay

/// One job that Assay and its peers do side by side; `peers/workloads.py` has the same ones.
///
/// Rows are random, uniform in −1…1, with labels that can be learned, so that loss and accuracy
/// show that the work was done.
enum Workload: String, CaseIterable {
  case mlp
  case sequence = "seq_dense"

  static let batchSize = 32
  /// The epochs measured, after one for warming up.
  static let epochs = 3

  var rows: Int { self == .mlp ? 60_000 : 10_000 }
  var stepsPerEpoch: Int { (rows + Self.batchSize - 1) / Self.batchSize }

  /// The model as a user of Assay would write it.
  func model() throws -> Model {
    let model =
      switch self {
      case .mlp:
        Sequential {
          Input(784)
          Dense(128, activation: .relu)
          Dense(10)
        }
      case .sequence:
        Sequential {
          Input(60, 10)
          Dense(32, activation: .relu)
          Dense(1, activation: .sigmoid)
        }
      }
    try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: [.accuracy])
    return model
  }

  func data() throws -> Dataset {
    var random = Philox(seed: 1, stream: .test)
    let width = self == .mlp ? 784 : 600
    let x = (0..<rows * width).map { _ in random.nextUniform() * 2 - 1 }
    switch self {
    case .mlp:
      let labels = (0..<rows).map { row in
        (0..<10).max { x[row * width + $0] < x[row * width + $1] }.map(Int64.init) ?? 0
      }
      return try Dataset(Tensor(x, shape: [rows, width]), Tensor(labels))
    case .sequence:
      let labels = (0..<rows * 60).map { step in
        x[step * 10] + x[step * 10 + 1] > 0 ? 1 : 0 as Float
      }
      return try Dataset(
        Tensor(x, shape: [rows, 60, 10]), Tensor(labels, shape: [rows, 60, 1]))
    }
  }
}
