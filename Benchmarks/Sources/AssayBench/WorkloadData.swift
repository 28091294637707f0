import Assay

extension Workload {
  /// What is trained on.
  func data() throws -> Dataset {
    var random = Philox(seed: 1, stream: .test)
    switch self {
    case .mlp:
      let x = uniform(784, &random)
      let labels = (0..<rows).map { row in
        (0..<10).max { x[row * 784 + $0] < x[row * 784 + $1] }.map(Int64.init) ?? 0
      }
      return try Dataset(Tensor(x, shape: [rows, 784]), Tensor(labels))
    case .sequenceDense:
      let x = uniform(600, &random)
      let labels = (0..<rows * 60).map { step in
        x[step * 10] + x[step * 10 + 1] > 0 ? 1 : 0 as Float
      }
      return try Dataset(
        Tensor(x, shape: [rows, 60, 10]), Tensor(labels, shape: [rows, 60, 1]))
    case .sequence:
      let x = uniform(18_000, &random)
      let labels = (0..<rows).map { row in x[row * 18_000 + 17_700] > 0 ? 1 : 0 as Float }
      return try Dataset(Tensor(x, shape: [rows, 60, 300]), Tensor(labels, shape: [rows, 1]))
    case .convolution:
      let x = try images([28, 28, 1], classes: 10, &random)
      return try Dataset(x, Tensor((0..<rows).map { Int64($0 % 10) }))
    case .mobileNet, .wholeMobileNet, .predict:
      let x = try images([160, 160, 3], classes: 2, &random)
      return try Dataset(x, Tensor((0..<rows).map { Float($0 % 2) }, shape: [rows, 1]))
    }
  }

  /// The numbers of `rows` rows, uniform in −1…1.
  private func uniform(_ width: Int, _ random: inout Philox) -> [Float] {
    (0..<rows * width).map { _ in random.nextUniform() * 2 - 1 }
  }

  /// Images whose brightness tells the class: row `i` is of class `i` modulo `classes`.
  private func images(
    _ shape: [Int], classes: Int, _ random: inout Philox
  ) throws -> Tensor {
    let width = shape.reduce(1, *)
    let x = (0..<rows).flatMap { row in
      let brightness = Float(row % classes) / Float(classes - 1) - 0.5
      return (0..<width).map { _ in random.nextUniform() - 0.5 + brightness }
    }
    return try Tensor(x, shape: Shape([rows] + shape))
  }
}
