import Assay
import Foundation

// A classifier gives probabilities or logits, and its labels are class indices or one-hot rows. Keras
// wants the loss spelt in another way each time; here the same two words are right in all four cases.

var random = Philox(seed: 4, stream: .test)
let points = (0..<600).map { _ in (0..<3).map { _ in Float(random.nextNormal()) } }
// The class is the place of the greatest of three numbers.
let classes = points.map { point in (0..<3).max { point[$0] < point[$1] }! }
let x = Tensor(points)
let labels = [
  ("class indices", Tensor(classes)),
  ("one-hot", Tensor(classes.map { label in (0..<3).map { $0 == label ? Float(1) : 0 } })),
]
let outputs = [("probabilities", Activation.softmax), ("logits", .linear)]

func classifier(_ activation: Activation) -> Sequential {
  Sequential {
    Input(3)
    Dense(16, activation: .relu)
    Dense(3, activation: activation)
  }
}

// Trained once; the four cases below are given these weights.
let trained = classifier(.linear)
try trained.compile(optimizer: Adam(learningRate: 0.01), loss: .crossentropy)
try trained.fit(Dataset(x, labels[0].1), epochs: 5, progress: .silent)

var scores: [Scores] = []
for (form, y) in labels {
  for (output, activation) in outputs {
    let model = classifier(activation)
    try model.setWeights(trained.weights)
    try model.compile(loss: .crossentropy, metrics: [.accuracy])
    scores.append(try model.evaluate(Dataset(x, y)))

    print("labels are \(form), the output is \(output)")
    for line in model.explanation.lines {
      let asked = line.asked!.padding(toLength: 12, withPad: " ", startingAt: 0)
      let figure = String(format: "%.6f", scores.last![line.key]!)
      print("  .\(asked) became \(line.became): \(figure)")
    }
  }
}

let first = scores[0]
precondition(scores.allSatisfy { abs($0.loss - first.loss) < 1e-6 })
precondition(scores.allSatisfy { $0["accuracy"] == first["accuracy"] })
print("FourCrossentropies: one loss and one accuracy from the same weights, in all four cases")
