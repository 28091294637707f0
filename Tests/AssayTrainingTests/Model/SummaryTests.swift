import AssayCore
import AssayData
import AssayModel
import AssayTraining
import Testing

/// The table of a model's layers: what Keras 3.15.1 prints for the same models, to the letter.
struct SummaryTests {
  @Test func aStackIsThreeColumns() throws {
    let model = Sequential(name: "digits") {
      Input(8, 8)
      Flatten()
      Dense(64, activation: .relu)
      Dense(10)
    }
    #expect(
      try model.summary() == """
        Model: "digits"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
        │ flatten (Flatten)               │ (None, 64)             │             0 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dense (Dense)                   │ (None, 64)             │         4,160 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dense_1 (Dense)                 │ (None, 10)             │           650 │
        └─────────────────────────────────┴────────────────────────┴───────────────┘
         Total params: 4,810 (18.79 KB)
         Trainable params: 4,810 (18.79 KB)
         Non-trainable params: 0 (0.00 B)
        """)
    try model.compile(optimizer: Adam(), loss: "mse")
    let rows = try Dataset(Tensor(zeros: [4, 8, 8]), Tensor(zeros: [4, 10]))
    try model.fit(rows)
    #expect(
      try model.summary().hasSuffix(
        """
         Total params: 14,432 (56.38 KB)
         Trainable params: 4,810 (18.79 KB)
         Non-trainable params: 0 (0.00 B)
         Optimizer params: 9,622 (37.59 KB)
        """))
  }

  @Test func aGraphSaysWhatIsConnectedToWhat() throws {
    let features = Input(30, name: "features")
    let first = Dense(16, name: "h")
    let h = first(features)
    let all = Concatenate()(h, Dense(16)(h), features)
    let model = Model(
      inputs: features, outputs: Dense(1, name: "diagnosis")(all), BatchNormalization()(h))
    first.isTrainable = false
    let text = try model.summary()
    #expect(
      text == """
        Model: "functional"
        ┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
        ┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
        ┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
        │ features            │ (None, 30)        │          0 │ -                 │
        │ (InputLayer)        │                   │            │                   │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ h (Dense)           │ (None, 16)        │        496 │ features[0][0]    │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ dense (Dense)       │ (None, 16)        │        272 │ h[0][0]           │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ concatenate         │ (None, 62)        │          0 │ h[0][0],          │
        │ (Concatenate)       │                   │            │ dense[0][0],      │
        │                     │                   │            │ features[0][0]    │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ diagnosis (Dense)   │ (None, 1)         │         63 │ concatenate[0][0] │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ batch_normalization │ (None, 16)        │         64 │ h[0][0]           │
        │ (BatchNormalizatio… │                   │            │                   │
        └─────────────────────┴───────────────────┴────────────┴───────────────────┘
         Total params: 895 (3.50 KB)
         Trainable params: 367 (1.43 KB)
         Non-trainable params: 528 (2.06 KB)
        """)
    #expect(
      try model.summary(showTrainable: true).contains(
        """
        ┃ Layer (type)      ┃ Output Shape    ┃   Param # ┃ Connected to   ┃ Trai… ┃
        ┡━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━━━━━━╇━━━━━━━┩
        │ features          │ (None, 30)      │         0 │ -              │   -   │
        │ (InputLayer)      │                 │           │                │       │
        ├───────────────────┼─────────────────┼───────────┼────────────────┼───────┤
        │ h (Dense)         │ (None, 16)      │       496 │ features[0][0] │   N   │
        """))
  }

  @Test func aModelWithinAModelIsOneLine() throws {
    let base = try MobileNetV2(inputShape: [160, 160, 3], includeTop: false)
    base.isTrainable = false
    let image = Input(160, 160, 3)
    let features = GlobalAveragePooling2D()(base(image, training: false))
    let model = Model(inputs: image, outputs: Dense(1)(features))
    #expect(
      try model.summary() == """
        Model: "functional"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
        ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
        │ input_layer (InputLayer)        │ (None, 160, 160, 3)    │             0 │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ mobilenetv2_1.00_160            │ (None, 5, 5, 1280)     │     2,257,984 │
        │ (Functional)                    │                        │               │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ global_average_pooling2d        │ (None, 1280)           │             0 │
        │ (GlobalAveragePooling2D)        │                        │               │
        ├─────────────────────────────────┼────────────────────────┼───────────────┤
        │ dense (Dense)                   │ (None, 1)              │         1,281 │
        └─────────────────────────────────┴────────────────────────┴───────────────┘
         Total params: 2,259,265 (8.62 MB)
         Trainable params: 1,281 (5.00 KB)
         Non-trainable params: 2,257,984 (8.61 MB)
        """)
  }

  @Test func severalResultsStandInBrackets() throws {
    let steps = Input(5, 3, name: "s")
    let results = LSTM(4, returnState: true).outputs(of: steps)
    let model = Model(inputs: [steps], outputs: Array(results[..<2]))
    #expect(
      try model.summary().contains(
        """
        │ lstm (LSTM)                     │ [(None, 4), (None, 4), │           128 │
        │                                 │ (None, 4)]             │               │
        """))
  }

  @Test func aLineThatIsTooShortIsRefused() {
    let model = Sequential {
      Input(2)
      Dense(1)
    }
    #expect(throws: TrainingError.self) { try model.summary(lineLength: 8) }
  }
}
