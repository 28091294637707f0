import Assay

/// One job that Assay and its peers do side by side; `peers/workloads.py` has the same ones.
///
/// Rows are random with labels that can be learned, so that loss and accuracy show that the work was
/// done.
enum Workload: String, CaseIterable {
  case mlp
  case sequenceDense = "seq_dense"
  case convolution = "cnn"
  case sequence
  /// A frozen base, and a head that is trained.
  case mobileNet = "mobilenet"
  /// The same, all of it trained.
  case wholeMobileNet = "mobilenet_full"
  /// Answers for one image at a time, and no training.
  case predict

  /// The epochs measured, after one for warming up.
  static let epochs = 3

  var batchSize: Int {
    switch self {
    case .mlp, .sequenceDense, .sequence, .mobileNet: 32
    case .convolution: 128
    case .wholeMobileNet: 16
    case .predict: 1
    }
  }

  var rows: Int {
    switch self {
    case .mlp: 60_000
    case .sequenceDense: 10_000
    case .convolution: 2_560
    case .sequence: 3_200
    case .mobileNet: 192
    case .wholeMobileNet: 64
    case .predict: 50
    }
  }

  var stepsPerEpoch: Int { (rows + batchSize - 1) / batchSize }

  /// The model as a user of Assay would write it.
  func model() throws -> Model {
    switch self {
    case .mlp:
      try compiled {
        Input(784)
        Dense(128, activation: .relu)
        Dense(10)
      }
    case .sequenceDense:
      try compiled {
        Input(60, 10)
        Dense(32, activation: .relu)
        Dense(1, activation: .sigmoid)
      }
    case .convolution:
      try compiled {
        Input(28, 28, 1)
        Conv2D(32, kernelSize: 3, activation: .relu)
        Conv2D(64, kernelSize: 3, activation: .relu)
        MaxPooling2D(2)
        Flatten()
        Dense(128, activation: .relu)
        Dense(10, activation: .softmax)
      }
    case .sequence:
      try compiled(metrics: [.accuracy, "recall", "precision"]) {
        Input(60, 300)
        LSTM(32)
        Dense(1, activation: .sigmoid)
      }
    case .mobileNet, .wholeMobileNet, .predict:
      try mobileNet(isFrozen: self != .wholeMobileNet)
    }
  }

  private func compiled(
    metrics: MetricRequests = [.accuracy],
    @SequentialBuilder _ layers: () -> [SequentialBuilder.Part]
  ) throws -> Model {
    let model = Sequential(layers)
    try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: metrics)
    return model
  }

  private func mobileNet(isFrozen: Bool) throws -> Model {
    let base = try MobileNetV2(inputShape: [160, 160, 3], includeTop: false, weights: nil)
    base.isTrainable = !isFrozen
    let image = Input(160, 160, 3)
    let features = GlobalAveragePooling2D()(base(image))
    let model = Model(inputs: image, outputs: Dense(1)(features))
    try model.compile(
      optimizer: RMSprop(learningRate: 1e-4), loss: .crossentropy, metrics: [.accuracy])
    return model
  }
}
