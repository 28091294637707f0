import AssayCore
import AssayModel
import Testing

/// Three steps of each rule from [1, 2], with gradients small enough to follow by hand.
struct TrajectoryTests {
  private static let gradients: [[Float]] = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.25]]

  static let rows: [(any Optimizer, [[Double]])] = [
    (SGD(learningRate: 0.1), [[0.99, 2.02], [0.96, 1.98], [1.01, 1.955]]),
    (
      SGD(learningRate: 0.1, momentum: 0.9),
      [[0.99, 2.02], [0.951, 1.998], [0.9659001, 1.9532]]
    ),
    (
      SGD(learningRate: 0.1, momentum: 0.9, nesterov: true),
      [[0.981, 2.038], [0.9159, 1.9782], [0.97931, 1.91288]]
    ),
    (
      SGD(learningRate: 0.1, weightDecay: 0.01),
      [[0.989, 2.018], [0.958011, 1.975982], [1.007053, 1.949006]]
    ),
    (
      SGD(learningRate: 0.1, clipNorm: 0.3),
      [[0.99, 2.02], [0.972, 1.996], [0.9988328, 1.982584]]
    ),
    (
      SGD(learningRate: 0.1, globalClipNorm: 0.3),
      [[0.99, 2.02], [0.972, 1.996], [0.9988328, 1.982584]]
    ),
    (SGD(learningRate: 0.1, clipValue: 0.2), [[0.99, 2.02], [0.97, 2], [0.99, 1.98]]),
    (
      SGD(learningRate: 0.1, gradientAccumulationSteps: 3), [[1, 2], [1, 2], [1.003333, 1.985]]
    ),
    (
      RMSprop(learningRate: 0.1),
      [[0.6837881, 2.316224], [0.3822782, 2.03051], [0.6538005, 1.868765]]
    ),
    (
      RMSprop(learningRate: 0.1, momentum: 0.9, centered: true),
      [[0.6666852, 2.333329], [0.03896701, 2.344017], [-0.2535638, 2.184636]]
    ),
    (
      Adam(learningRate: 0.1),
      [[0.9000038, 2.099998], [0.8082275, 2.063388], [0.8243188, 2.007505]]
    ),
    (
      AdamW(learningRate: 0.1),
      [[0.8996038, 2.099198], [0.8074677, 2.061748], [0.823236, 2.00504]]
    ),
    (
      Adagrad(learningRate: 0.1),
      [[0.9698489, 2.053452], [0.9027668, 1.980423], [0.9773024, 1.9389]]
    ),
    (
      Adadelta(learningRate: 1),
      [[0.9985859, 2.001414], [0.996684, 1.999616], [0.9990195, 1.998283]]
    ),
    (
      Adamax(learningRate: 0.1),
      [[0.9000001, 2.1], [0.8315791, 2.071053], [0.8425754, 2.029683]]
    ),
    (
      Nadam(learningRate: 0.1),
      [[0.8937213, 2.106279], [0.7945132, 2.018112], [0.8791842, 1.962265]]
    ),
    (
      Ftrl(learningRate: 0.1),
      [[0.01638627, 0.3631438], [-0.05069577, 0.2901141], [0.02383984, 0.2485914]]
    ),
    (
      Ftrl(learningRate: 0.1, l1: 0.1, l2: 0.1),
      [[0, 0.3193478], [-0.0311748, 0.2488908], [0.01225184, 0.2087031]]
    ),
    (Lion(learningRate: 0.1), [[0.9, 2.1], [0.8, 2], [0.9, 1.9]]),
    (
      Lamb(learningRate: 0.1),
      [[0.8418862, 2.158114], [0.626722, 2.072285], [0.6866274, 1.86424]]
    ),
    (
      Adafactor(learningRate: 0.1),
      [[0.8418861, 2.158114], [0.6744076, 1.998073], [0.8538741, 1.887334]]
    ),
  ]

  @Test(arguments: rows.indices)
  func isTheKnownOne(row: Int) throws {
    let (optimizer, wanted) = Self.rows[row]
    let store = try ParameterStore.made(of: [("w", [2])])
    (store.values[0], store.values[1]) = (1, 2)
    let updater = try Updater(optimizer, store: store)
    for (gradient, wanted) in zip(Self.gradients, wanted) {
      (store.gradients[0], store.gradients[1]) = (gradient[0], gradient[1])
      try updater.step()
      let found = store.numbers(of: 0)
      // The numbers are written with seven digits.
      #expect(
        disagreement(found, wanted, relative: 1e-6, absolute: 1e-6) <= 1,
        "\(type(of: optimizer).className): \(found) for \(wanted)")
    }
  }
}
