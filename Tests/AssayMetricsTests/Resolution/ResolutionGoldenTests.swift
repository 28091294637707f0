import AssayMetrics
import Testing

@Suite struct ResolutionGoldenTests {
  @Test func theGoldenFileHoldsEveryCase() {
    #expect(GoldenResolution.cases.count == 47)
  }

  @Test(arguments: GoldenResolution.cases)
  func keras3RuleChoosesWhatKerasChose(_ golden: GoldenResolution) throws {
    let accuracy = try Resolution.accuracy(golden.facts(), rule: .keras3)
    #expect(accuracy.className == golden.accuracy.className)
    #expect(accuracy.config["threshold"] == golden.accuracy.config["threshold"].map { .number($0) })

    let loss = try Resolution.crossentropy(golden.facts(), rule: .keras3)
    #expect(loss.className == KerasLoss(kerasName: golden.crossentropy.function)?.rawValue)
    #expect(loss.config["from_logits"] == .bool(false))
  }

  @Test(arguments: GoldenResolution.cases)
  func keras3RuleGivesTheFigureKerasPrinted(_ golden: GoldenResolution) throws {
    let decision = try Resolution.accuracy(golden.facts(), rule: .keras3)
    guard let printed = golden.accuracy.value, let figure = golden.figure(of: decision) else {
      return  // shapes that only broadcasting makes fit
    }
    #expect(abs(figure - printed) < 1e-6)
  }

  @Test(arguments: GoldenResolution.cases.filter { $0.activation == "sigmoid" })
  func keras3RuleGivesTheLossKerasPrinted(_ golden: GoldenResolution) throws {
    let decision = try Resolution.crossentropy(golden.facts(), rule: .keras3)
    guard let printed = golden.crossentropy.value, let figure = golden.figure(of: decision) else {
      return
    }
    #expect(abs(figure - printed) < 1e-5 * max(1, printed))
  }

  @Test(arguments: GoldenResolution.cases.filter { $0.trueAccuracy != nil })
  func ownRuleGivesTheTrueAccuracy(_ golden: GoldenResolution) throws {
    let decision = try Resolution.accuracy(golden.facts())
    #expect(golden.figure(of: decision) == golden.trueAccuracy, "\(decision)")
  }

  @Test(arguments: GoldenResolution.cases.filter { $0.trueCrossentropy != nil })
  func ownRuleGivesTheTrueCrossentropy(_ golden: GoldenResolution) throws {
    let decision = try Resolution.crossentropy(golden.facts())
    let figure = try #require(golden.figure(of: decision))
    let truth = try #require(golden.trueCrossentropy)
    #expect(abs(figure - truth) < 1e-6 * truth, "\(decision)")
  }

  @Test(arguments: GoldenResolution.cases.filter { $0.name.hasPrefix("labels ") })
  func shapesThatKerasBroadcastsAreErrors(_ golden: GoldenResolution) throws {
    #expect(throws: ResolutionError.self) { try Resolution.accuracy(golden.facts()) }
    #expect(throws: ResolutionError.self) { try Resolution.crossentropy(golden.facts()) }
  }

  @Test func kerasMissesTheTruthExactlyWhereTheRulesPart() throws {
    for golden in GoldenResolution.cases {
      guard let truth = golden.trueAccuracy, let printed = golden.accuracy.value else { continue }
      let own = try Resolution.accuracy(golden.facts())
      let keras = try Resolution.accuracy(golden.facts(), rule: .keras3)
      #expect(own.sameAs(keras) == (abs(printed - truth) < 1e-6), "\(golden.name)")
    }
  }
}
