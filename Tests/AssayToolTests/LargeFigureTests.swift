import Assay
import Testing

/// Figures that do not fit into the digits that tables usually have.
@Suite(.serialized) struct LargeFigureTests {
  private let folder: ModelFolder

  init() throws {
    folder = try ModelFolder()
    let input = Input(1, name: "x")
    let model = Model(
      inputs: input,
      outputs: Dense(1, kernelInitializer: .zeros, name: "y")(input))
    try model.compile(
      optimizer: SGD(learningRate: 0), loss: "mae", metrics: ["mae"])
    try model.save(to: folder("m.keras"))
  }

  @Test(arguments: [
    (5e8, "500000000.0000"), (1e9, "1.0000e+09"), (0x1p37, "1.3744e+11"), (0x1p49, "5.6295e+14"),
    (0x1p60, "1.1529e+18"), (0x1p-8, "0.0039"), (0x1p-11, "0.00048828"), (0x1p-20, "9.5367e-07"),
  ])
  func tablesShowThem(figure: Double, text: String) throws {
    let y = Tensor([[Float(figure)], [Float(figure)]])
    try NPZ.write([("x", Tensor([[1], [2]] as [[Float]])), ("y", y)], to: folder("d.npz"))
    for command in [["evaluate"], ["fit", "--epochs", "1"]] {
      let run = try Tool.run(
        command.prefix(1) + [folder("m.keras"), "--data", folder("d.npz"), "--progress", "none"]
          + command.dropFirst())
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.contains("mae   \(text)\n"), "\(run.output)")
    }
  }
}
