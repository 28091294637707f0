import AssayReports
import AssayTraining
import Testing

struct LearningCurvesTests {
  private let tiny = """
    {"epochs": [0, 1, 2], "history": {"accuracy": [0.2, 0.4, 1], "loss": [1, 0.5, 0],
     "val_accuracy": [0.1, 0.4, 0.4], "val_loss": [1, 0.25, 0.75]}}
    """

  private func read(_ chart: LearningCurves) throws -> SVGReading {
    try #require(SVGReading(chart.svg))
  }

  @Test func aPanelForEachFigureWithItsTwoLines() throws {
    let svg = try read(LearningCurves(history(tiny), title: "Digits"))
    #expect(svg.texts("heading") == ["Digits"])
    #expect(svg.texts("name") == ["loss", "accuracy"])
    #expect(svg.all("path", "line training").count == 2)
    #expect(svg.all("path", "line validation").count == 2)
    #expect(svg.texts("training") == ["training", "training"])
    #expect(svg.texts("validation") == ["validation", "validation"])
  }

  // The plot reaches from 56 to 356 across and from 206 up to 36, and the loss from 0 to 1.
  @Test func linesGoThroughWhereTheFiguresAre() throws {
    let svg = try read(LearningCurves(history(tiny)))
    #expect(svg.all("path", "line training")[0].attributes["d"] == "M56 36L206 121L356 206")
    #expect(svg.all("path", "line validation")[0].attributes["d"] == "M56 36L206 163.5L356 78.5")
    #expect(
      svg.texts("tick").filter { !$0.hasPrefix("best") } == [
        "0.0", "0.5", "1.0", "1", "2", "3", "epoch", "0.0", "0.5", "1.0", "1", "2", "3", "epoch",
      ])
  }

  @Test func theBestEpochIsThatOfTheValidationLoss() throws {
    let chart = LearningCurves(try history(tiny))
    #expect(chart.bestEpoch?.epoch == 2)
    #expect(chart.bestEpoch?.monitor == "val_loss")
    let svg = try read(chart)
    #expect(svg.all("path", "best").map { $0.attributes["d"] } == ["M206 36V206", "M206 36V206"])
    #expect(svg.texts("note") == ["Best epoch 2, by val_loss 0.25."])
    // Nothing says which way accuracy is better.
    #expect(svg.all("circle", "ring").map { $0.attributes["cy"] } == ["163.5"])
  }

  /// Figures further apart than there are numbers for.
  @Test func figuresMayBeAnyNumbers() throws {
    for (low, high) in [("-1.7e308", "1.7e308"), ("1.7e308", "1.7e308"), ("5e-324", "1e-323")] {
      let text = """
        {"epochs": [0, 1], "history": {"loss": [\(low), \(high)]}}
        """
      let svg = try read(LearningCurves(history(text)))
      #expect(!svg.texts("tick").contains { $0.contains("nan") || $0.contains("inf") })
    }
  }

  @Test func aDirectionMarksTheFirstOfTheBest() throws {
    let chart = LearningCurves(
      try history(tiny), directions: ["accuracy": .higherIsBetter], monitor: "val_accuracy")
    #expect(chart.bestEpoch?.epoch == 2)
    #expect(chart.bestEpoch?.value == 0.4)
    #expect(try read(chart).all("circle", "ring").map { $0.attributes["cx"] } == ["206", "206"])
  }

  @Test func aFigureOfSomeEpochsStandsWhereItBelongs() throws {
    let svg = try read(
      LearningCurves(
        history(
          """
          {"epochs": [0, 1, 2, 3], "history": {"loss": [4, 3, 2, 1], "val_loss": [4, 0]},
           "epochs_of": {"val_loss": [1, 3]}}
          """)))
    #expect(svg.all("path", "line validation").map { $0.attributes["d"] } == ["M156 36L356 206"])
    #expect(svg.all("circle", "dot validation").map { $0.attributes["cx"] } == ["156", "356"])
  }

  @Test func whatNothingPlacesIsNamedInsteadOfGuessed() throws {
    let chart = LearningCurves(
      try history(#"{"epochs": [0, 1], "history": {"loss": [4, 3], "val_loss": [4]}}"#))
    let svg = try read(chart)
    #expect(svg.all("path", "validation").isEmpty)
    #expect(
      svg.texts("note") == [
        "Best epoch 2, by loss 3.",
        "Not drawn, as the history does not say which epochs they belong to:", "val_loss.",
      ])
  }

  @Test func figuresThatAreNoNumbersLeaveGaps() throws {
    let svg = try read(
      LearningCurves(
        history(
          """
          {"epochs": [0, 1, 2, 3, 4, 5],
           "history": {"loss": [1, 0, "NaN", 0.5, "Infinity", "-Infinity"]}}
          """)))
    #expect(svg.all("path", "line").map { $0.attributes["d"] } == ["M56 36L116 206"])
    #expect(svg.all("circle", "dot").map { $0.attributes["cx"] } == ["236"])
    #expect(!svg.all("desc")[0].text.isEmpty)
    let nothing = try read(
      LearningCurves(history(#"{"epochs": [0], "history": {"loss": ["NaN"]}}"#)))
    #expect(nothing.texts("note") == ["no finite figures"])
  }

  @Test func oneEpochShowsDots() throws {
    let svg = try read(
      LearningCurves(history(#"{"epochs": [6], "history": {"loss": [1], "val_loss": [3]}}"#)))
    #expect(svg.all("path", "line").isEmpty)
    #expect(svg.all("circle", "dot").map { $0.attributes["cx"] } == ["206", "206"])
    #expect(svg.texts("tick").contains("7"))
  }

  @Test func noEpochsSaySo() throws {
    let svg = try read(LearningCurves(History()))
    #expect(svg.texts() == ["Learning curves", "No epochs have been run."])
    #expect(svg.all("desc").map(\.text) == ["No epochs have been run."])
  }

  @Test func anEarlyStopIsMarkedAndNamed() throws {
    let svg = try read(
      LearningCurves(
        history(
          #"{"epochs": [2, 3], "history": {"loss": [2, 1]}, "stop_reason": "loss stood still"}"#)))
    #expect(svg.all("rect", "stop").map { $0.attributes["x"] } == ["352"])
    #expect(svg.texts("note").last == "Stopped after epoch 4: loss stood still")
  }

  @Test func theWordsSayWhatTheLinesShow() throws {
    let svg = try read(LearningCurves(history(tiny)))
    #expect(svg.all("title").map(\.text) == ["Learning curves"])
    #expect(
      svg.all("desc").map(\.text) == [
        """
        3 epochs. loss: training 1 at epoch 1, 0 at epoch 3, lowest 0 at epoch 3; \
        validation 1 at epoch 1, 0.75 at epoch 3, lowest 0.25 at epoch 2. \
        accuracy: training 0.2 at epoch 1, 1 at epoch 3; \
        validation 0.1 at epoch 1, 0.4 at epoch 3. Best epoch 2, by val_loss 0.25.
        """
      ])
    let root = svg.elements[0].attributes
    #expect(root["role"] == "img")
    let named = (root["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    #expect(named == (svg.all("title") + svg.all("desc")).map { $0.attributes["id"] })
  }

  @Test func namesCannotLeaveTheirPlace() throws {
    let name = "<script>&\"'\u{0}"
    let run = try history(
      #"{"epochs": [0], "history": {"<script>&\"'\u0000": [1]}, "stop_reason": "a < b"}"#)
    #expect(run.keys == [name])
    let chart = LearningCurves(run, title: "</title><b>")
    let svg = try read(chart)
    #expect(svg.texts("heading") == ["</title><b>"])
    #expect(svg.texts("name") == ["<script>&\"'\u{FFFD}"])
    #expect(svg.all("script").isEmpty && svg.all("b").isEmpty)
    #expect(svg.texts("note") == ["Stopped after epoch 1: a < b"])
  }

  @Test func manyFiguresAreCutOffByName() throws {
    let figures = (0..<14).map { "\"m\($0 + 10)\": [1]" }.joined(separator: ", ")
    let svg = try read(LearningCurves(history("{\"epochs\": [0], \"history\": {\(figures)}}")))
    #expect(svg.texts("name").count == LearningCurves.mostPanels)
    #expect(svg.texts("note") == ["Left out: m22, m23."])
  }

  @Test(arguments: [
    "[0, 0]", "[1e299, -1e299]", "[1e305, 1]", "[5e-324, 0]", "[1e16, 10000000000000002]",
    "[-3, 1e-12]", "[1000000, 1000001]",
  ])
  func figuresOfEverySizeAreDrawn(values: String) throws {
    let svg = try read(
      LearningCurves(history("{\"epochs\": [0, 1], \"history\": {\"v\": \(values)}}")))
    let ticks = svg.texts("tick").dropLast(3)
    #expect((2...12).contains(ticks.count) && Set(ticks).count == ticks.count, "\(ticks)")
    #expect(!svg.elements.contains { $0.attributes.values.contains { $0.contains("nan") } })
  }
}
