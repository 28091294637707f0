import AssayCore
import AssayData
import AssayMetrics
import AssayModel
import AssayTraining
import Foundation
import Testing

/// What the guides say is so.
struct GuideTests {
  private func guide(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Guides/\(name)"), encoding: .utf8)
  }

  @Test func theTableOfShapesIsWhatTheRulesSay() throws {
    let rows = try guide("Accuracy.md").split(separator: "\n").filter { $0.hasPrefix("| `[") }
    #expect(rows.count == 18)
    for row in rows {
      let cells = row.split(separator: "|").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      func shape(_ text: String) -> Shape {
        Shape(
          text.dropFirst().dropLast().split(separator: ",").map {
            Int($0.trimmingCharacters(in: .whitespaces)) ?? Shape.free
          })
      }
      let loss = cells[3].components(separatedBy: ", ")
      let facts = ResolutionFacts(
        output: shape(cells[1]), labels: shape(cells[0]),
        lastActivation: LastActivation(kerasName: cells[2]),
        loss: KerasLoss(kerasName: loss[0]).map { .keras($0) } ?? .custom("own"),
        fromLogits: KerasLoss(kerasName: loss[0]).map { _ in loss.count == 2 })
      for (rule, cell) in zip([ResolutionRule.assay, .keras3, .tensorflow2_0], cells[4...]) {
        let decision = try? Resolution.accuracy(facts, rule: rule)
        #expect(decision.map { "\($0)" } ?? "error" == cell, "\(row), \(rule)")
      }
    }
  }

  @Test func theExplanationIsThatOfTheModel() throws {
    let model = Sequential {
      Input(30)
      Dense(16, activation: .relu)
      Dense(1)
    }
    try model.compile(optimizer: Adam(), loss: .crossentropy, metrics: [.accuracy])
    let data = try Dataset(Tensor(zeros: [4, 30]), Tensor([0, 1, 1, 0] as [Int]))
    try model.fit(data, epochs: 5, progress: .silent)
    #expect(try guide("Accuracy.md").contains("```\n\(model.explanation)\n```"))
  }

  @Test func fourRightLogitsAreHalfRightToKeras() throws {
    for (rule, accuracy) in [(ResolutionRule.assay, 1.0), (.keras3, 0.5)] {
      let model = Sequential {
        Input(1)
        Dense(1, useBias: false, kernelInitializer: .ones)
      }
      try model.compile(
        loss: .binaryCrossentropy(fromLogits: true), metrics: [.accuracy], rule: rule)
      let logits = Tensor([[-2], [0.2], [0.4], [3]] as [[Float]])
      let data = try Dataset(logits, Tensor([0, 1, 1, 1] as [Int]))
      #expect(try model.evaluate(data)["accuracy"] == accuracy)
    }
  }

  @Test func anAddedKeyIsWatched() throws {
    final class Gap: Callback {
      func wantsBatchEnd(step: Int, of steps: Int?) -> Bool { false }

      func onEpochEnd(
        _ epoch: Int, logs: inout Logs, in training: any TrainingContext
      ) -> Continuation {
        logs["gap"] = (logs["val_loss"] ?? 0) - (logs["loss"] ?? 0)
        return .continue
      }
    }
    let model = try classifier()
    let stopping = EarlyStopping(monitor: "gap", patience: 2, mode: .min)
    let history = try model.fit(
      classified(60), epochs: 30, validation: .split(0.1), callbacks: [Gap(), stopping],
      progress: .silent)
    #expect(history["gap"]?.min() == stopping.best)
    #expect(history["gap"]?.count == history.epochs.count)
    #expect(throws: CallbackError.self) {
      try model.fit(
        classified(60), validation: .split(0.1), callbacks: [stopping, Gap()], progress: .silent)
    }
  }
}
