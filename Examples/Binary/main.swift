import Assay

// One logit for yes or no: `.crossentropy` reads logits and `.accuracy` turns at 0, with no more said.

var random = Philox(seed: 2, stream: .test)
var x: [Float] = []
var y: [Int] = []
for _ in 0..<1000 {
  let (a, b) = (random.nextNormal(), random.nextNormal())
  x += [Float(a), Float(b)]
  y.append(a * b > 0 ? 1 : 0)  // whether both have one sign: no line tells that
}
let data = try Dataset(Tensor(x, shape: [1000, 2]), Tensor(y))
let (train, test) = try data.split(validation: 0.2)

let model = Sequential {
  Input(2)
  Dense(16, activation: .tanh)
  Dense(1)
}

// What other rules would have made of the same words; the last loss is the one that is right.
for rule in ResolutionRule.allCases.reversed() {
  try model.compile(loss: .crossentropy, metrics: [.accuracy], rule: rule)
  _ = try model.evaluate(test)
  print("by the rule of \(rule):\n\(model.explanation)\n")
}

try model.compile(optimizer: Adam(learningRate: 0.02), loss: .crossentropy, metrics: [.accuracy])
try model.fit(train, epochs: 30, progress: .silent)
let scores = try model.evaluate(test)
let hits = try zip(model.predict(test.inputs[0]).doubles, test.labels[0].doubles)
  .count { ($0 > 0) == ($1 == 1) }
precondition(scores["accuracy"] == Double(hits) / 200)
precondition(hits > 180, "\(hits) of 200 are right")
print("Binary: more than 0.9 of 200 held out are right, thresholded at 0")
