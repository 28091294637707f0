import Assay
import Foundation

// A classifier of one output, with and without a sigmoid. `accuracy` has to cut the output somewhere:
// at 0.5 for probabilities, but at 0 for logits. Keras cuts both at 0.5.

var random = Philox(seed: 2, stream: .test)
var x: [Float] = []
var y: [Int] = []
for _ in 0..<1000 {
  let (a, b) = (random.nextNormal(), random.nextNormal())
  x += [Float(a), Float(b)]
  y.append(a + b > 0 ? 1 : 0)
}
let data = try Dataset(Tensor(x, shape: [1000, 2]), Tensor(y))

func classifier(_ activation: Activation) -> Sequential {
  Sequential {
    Input(2)
    Dense(1, activation: activation, kernelInitializer: .zeros)
  }
}

// Trained only a little, so that many logits are still small.
let logits = classifier(.linear)
try logits.compile(optimizer: Adam(learningRate: 0.01), loss: .crossentropy)
try logits.fit(data, epochs: 5, progress: .silent)
let probabilities = classifier(.sigmoid)
try probabilities.setWeights(logits.weights)

/// The accuracy of `model`, and what was used to measure it.
func accuracy(
  _ title: String, _ model: Model, isLogits: Bool, _ rule: ResolutionRule
) throws -> Double {
  try model.compile(
    loss: .binaryCrossentropy(fromLogits: isLogits), metrics: [.accuracy], rule: rule)
  let value = try model.evaluate(data)["accuracy"]!
  print("\(title)\n\(model.explanation)\naccuracy is \(value)\n")
  return value
}
let sigmoid = try accuracy(
  "With a sigmoid, by Keras's rule:", probabilities, isLogits: false, .keras3)
let keras = try accuracy("Without it, by Keras's rule:", logits, isLogits: true, .keras3)
let assay = try accuracy("Without it, by Assay's rule:", logits, isLogits: true, .assay)

// Who is called 1 by one threshold and 0 by the other: z in 0…0.5, which is p in 0.5…0.62.
let between = try zip(logits.predict(data.inputs[0]).doubles, y).filter { $0.0 > 0 && $0.0 <= 0.5 }
let ones = between.count { $0.1 == 1 }
print("\(between.count) of 1000 logits lie between 0 and 0.5; \(ones) of them belong to class 1")
let lost = Double(ones - (between.count - ones)) / 1000
precondition(assay == sigmoid && abs(assay - keras - lost) < 1e-12)
precondition(abs(lost - 0.1) < 0.02, "\(lost)")
print("BinaryThreshold: the samples between 0 and 0.5 are the whole difference, about 10 points")
