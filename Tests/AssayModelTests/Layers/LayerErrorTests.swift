import AssayCore
import AssayModel
import Testing

/// The whole text of every mistake in building a model: the layer, what it got, what it wanted.
struct LayerErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let build: @Sendable () -> Symbol
    let text: String
    var testDescription: String { text }

    init(_ text: String, _ build: @escaping @Sendable () -> Symbol) {
      self.text = text
      self.build = build
    }
  }

  static let mistakes: [Mistake] = [
    Mistake("Dense \"dense\": got [batch]; wanted [batch, …, inputs]") { Dense(3)(Input()) },
    Mistake("Dense \"out\": units is 0; wanted 1 unit or more") {
      Dense(0, name: "out")(Input(2))
    },
    Mistake("Dense \"dense_2\": units is -1; wanted 1 unit or more") {
      Dense(-1)(Dense(3)(Dense(3)(Input(2))))
    },
    Mistake("Dropout \"dropout\": rate is 1.0; wanted a rate in 0..<1") { Dropout(1)(Input(2)) },
    Mistake("Dropout \"dropout\": rate is nan; wanted a rate in 0..<1") { Dropout(.nan)(Input(2)) },
    Mistake("Dropout \"dropout\": rate is -0.5; wanted a rate in 0..<1") {
      Dropout(-0.5)(Input(2))
    },
    Mistake(
      "Reshape \"reshape\": got [batch, 2, 3]; wanted 6 elements a sample in the target [4, -1], "
        + "with at most one -1"
    ) { Reshape(4, -1)(Input(2, 3)) },
    Mistake(
      "Reshape \"reshape\": got [batch, 6]; wanted 6 elements a sample in the target [-1, -1], "
        + "with at most one -1"
    ) { Reshape(-1, -1)(Input(6)) },
    Mistake(
      "Reshape \"reshape\": got [batch, 6]; wanted 6 elements a sample in the target [0, 6], "
        + "with at most one -1"
    ) { Reshape(0, 6)(Input(6)) },
    Mistake(
      "Reshape \"reshape\": got [batch, 6]; wanted 6 elements a sample in the target "
        + "[4294967296, 4294967296], with at most one -1"
    ) { Reshape(4_294_967_296, 4_294_967_296)(Input(6)) },
    Mistake("Add \"add\": got 1 inputs; wanted two or more inputs") { Add()(Input(2)) },
    Mistake("Flatten \"flatten\": got 2 inputs; wanted one input") {
      Flatten()(Input(2), Input(2))
    },
    Mistake(
      "Add \"add\": got [batch, 2] and [batch, 3]; wanted two shapes that are alike but for sizes "
        + "of 1, aligned from the right"
    ) { Add()(Input(2), Input(3)) },
    Mistake(
      "Dense \"dense\": got an input that wants kernel to be [3, 4]; wanted an input for [2, 4], as "
        + "in the layer's first call"
    ) {
      let dense = Dense(4)
      return Add()(dense(Input(2)), dense(Input(3)))
    },
    Mistake("Dense \"dense\": got an input of int32; wanted float32") {
      Dense(4)(Input(2, dtype: .int32))
    },
    Mistake("Dense \"dense\": got an input of int32; wanted float32") {
      Dense(4)(Flatten()(Input(2, 2, dtype: .int32)))
    },
    Mistake(
      "Input: sizes [0]; wanted at most 7 sizes of 1 or more, without the batch axis"
    ) { Input(0) },
    Mistake(
      "Input: sizes [1, 1, 1, 1, 1, 1, 1, 1]; wanted at most 7 sizes of 1 or more, without the "
        + "batch axis"
    ) { Input(1, 1, 1, 1, 1, 1, 1, 1) },
    Mistake("Input: dtype int64; wanted float32 or int32") { Input(2, dtype: .int64) },
    Mistake(
      "Input: sizes [4294967296, 4294967296]; wanted fewer elements than memory can address"
    ) { Input(4_294_967_296, 4_294_967_296) },
    Mistake(
      "Dense \"dense\": got kernel [4294967296, 4294967296]; wanted fewer elements than memory can "
        + "address"
    ) { Dense(4_294_967_296)(Input(4_294_967_296)) },
    Mistake("Dense \"dense\": got [batch, 3] times [2, 4]; wanted a last axis of the kernel's 2") {
      Wrong { $0.matmul($1.parameter("kernel", [2, 4], .zeros)) }(Input(3))
    },
    Mistake("Dense \"dense\": got a bias [5]; wanted [4]") {
      Wrong { x, scope in
        x.matmul(
          scope.parameter("kernel", [3, 4], .zeros), adding: scope.parameter("bias", [5], .zeros))
      }(Input(3))
    },
    Mistake("Dense \"dense\": got axis 2 of [batch, 3]; wanted an axis from -2 to 1") {
      Wrong { x, _ in x.sum(axis: 2) }(Input(3))
    },
    Mistake("Dense \"dense\": got axis -3 of [batch, 3]; wanted an axis from -2 to 1") {
      Wrong { x, _ in x.max(axis: -3) }(Input(3))
    },
    Mistake(
      "Dense \"dense\": got an input that makes scale [batch]; wanted an input whose feature axes "
        + "have sizes of 1 or more"
    ) { Wrong { x, scope in scope.parameter("scale", x.shape, .ones) }(Input()) },
    Mistake(
      "Dense \"dense\": got [batch, 3]; wanted as many elements as the target shape [batch, 4]"
    ) { Wrong { x, _ in x.reshaped([Shape.free, 4]) }(Input(3)) },
    Mistake("Dense \"dense\": got [batch, 3]; wanted a matrix") {
      Wrong { x, _ in x.require(x.shape.count == 3, "a matrix") }(Input(3))
    },
    Mistake("Dense \"dense\": rate is 2.0; wanted a rate in 0..<1") {
      Wrong { x, _ in x.dropout(rate: 2) }(Input(3))
    },
  ]

  /// A layer with a mistake of its own.
  private final class Wrong: Layer {
    let body: (Symbol, Scope) -> Symbol

    init(_ body: @escaping (Symbol, Scope) -> Symbol) {
      self.body = body
      super.init()
    }

    override var className: String { "Dense" }
    override func call(_ x: Symbol, _ scope: Scope) -> Symbol { body(x, scope) }
  }

  @Test(arguments: mistakes)
  func aMistakeStaysInTheSymbolAndIsThrownByTheModel(_ mistake: Mistake) {
    // What is built on it carries it on.
    let symbol = mistake.build()
    let output = Dense(1, name: "later")(ReLU()(symbol) + 1)
    #expect(symbol.error?.description == mistake.text)
    #expect(symbol.shape == [])
    let error = #expect(throws: ModelError.self) {
      try Network(inputs: [Input(2)], outputs: [output], seed: 0)
    }
    #expect(error?.description == mistake.text)
  }

  @Test func theFirstMistakeWins() {
    let wrong = Dropout(2, name: "first")(Input(2))
    let other = Dropout(3, name: "second")(Input(2))
    #expect(Add()(wrong, other).error?.description.hasPrefix("Dropout \"first\"") == true)
    #expect((other + wrong).error?.description.hasPrefix("Dropout \"second\"") == true)
  }
}
