import Foundation
import Testing

@Suite(.serialized) struct ExplainTests {
  @Test func printsEveryRuleWithItsReasons() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 10]", "--labels", "[batch] int64", "--activation", "linear")
    #expect(
      run.output == """
        output       [batch, 10]
        labels       [batch] int64
        loss         to be resolved
        activation   linear

        accuracy
          assay            SparseCategoricalAccuracy
                           - labels [batch] int64 are class indices (rank 1 < output rank 2)
                           - argmax over the last axis of [batch, 10] against the class index;
                             softmax would not change it
          keras3         = SparseCategoricalAccuracy
                           - by shapes alone: labels [batch] have a lower rank than output
                             [batch, 10]
          tensorflow2.0  ≠ CategoricalAccuracy
                           - by output and loss alone: the last axis of [batch, 10] is not 1,
                             and the loss neither binary nor sparse crossentropy

        crossentropy
          assay            SparseCategoricalCrossentropy(fromLogits: true)
                           - labels [batch] int64 are class indices (rank 1 < output rank 2)
                           - the last layer has no softmax: its outputs are logits
          keras3         ≠ SparseCategoricalCrossentropy(fromLogits: false)
                           - by shapes alone: labels [batch] have a lower rank than output
                             [batch, 10]
                           - from_logits is false, whatever the last activation is
          tensorflow2.0  ≠ CategoricalCrossentropy(fromLogits: false)
                           - by output and loss alone: the last axis of [batch, 10] is not 1,
                             and the loss neither binary nor sparse crossentropy
                           - from_logits is false, whatever the last activation is

        """)
    #expect(run.status == 0)
    #expect(run.error == "")
  }

  @Test func warnsOfALossThatContradictsTheLastLayer() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 1]", "--labels", "[batch] int64", "--loss",
      "binary_crossentropy", "--activation", "linear")
    #expect(
      run.output == """
        output       [batch, 1]
        labels       [batch] int64
        loss         BinaryCrossentropy(fromLogits: false)
        activation   linear

        warning: BinaryCrossentropy reads probabilities, but the last layer is linear and gives
                 logits: outputs outside 0...1 are clipped, have no gradient and learn nothing;
                 write BinaryCrossentropy(fromLogits: true), loss: .crossentropy, or sigmoid as
                 the last activation

        accuracy
          assay            BinaryAccuracy(threshold: 0.0)
                           - one label for each output: labels [batch] int64, output [batch, 1]
                           - the last layer is linear, its outputs are logits: above 0 the
                             probability is above 0.5
          keras3         ≠ BinaryAccuracy(threshold: 0.5)
                           - by shapes alone: the last axis of [batch, 1] is 1
                           - the threshold is 0.5, for probabilities and logits alike
          tensorflow2.0  ≠ BinaryAccuracy(threshold: 0.5)
                           - by output and loss alone: the last axis of [batch, 1] is 1
                           - the threshold is 0.5, for probabilities and logits alike

        crossentropy
          assay            BinaryCrossentropy(fromLogits: true)
                           - one label for each output: labels [batch] int64, output [batch, 1]
                           - the last layer has no sigmoid: its outputs are logits
          keras3         ≠ BinaryCrossentropy(fromLogits: false)
                           - by shapes alone: the last axis of [batch, 1] is 1
                           - from_logits is false, whatever the last activation is
          tensorflow2.0  ≠ BinaryCrossentropy(fromLogits: false)
                           - by output and loss alone: the last axis of [batch, 1] is 1
                           - from_logits is false, whatever the last activation is

        """)
  }

  @Test func refusesWhatKerasBroadcasts() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 1]", "--labels", "[batch, 10]", "--activation", "sigmoid")
    #expect(
      run.output == """
        output       [batch, 1]
        labels       [batch, 10]
        loss         to be resolved
        activation   sigmoid

        accuracy
          assay            refused
                           - labels [batch, 10] do not fit output [batch, 1]; it takes labels
                             [batch] or [batch, 1]
          keras3           BinaryAccuracy(threshold: 0.5)
                           - by shapes alone: the last axis of [batch, 1] is 1
                           - the threshold is 0.5, for probabilities and logits alike
                           - warning: labels [batch, 10] do not fit output [batch, 1]: Keras
                             fails, or broadcasts them in silence
          tensorflow2.0    BinaryAccuracy(threshold: 0.5)
                           - by output and loss alone: the last axis of [batch, 1] is 1
                           - the threshold is 0.5, for probabilities and logits alike
                           - warning: labels [batch, 10] do not fit output [batch, 1]: Keras
                             fails, or broadcasts them in silence

        crossentropy
          assay            refused
                           - labels [batch, 10] do not fit output [batch, 1]; it takes labels
                             [batch] or [batch, 1]
          keras3           BinaryCrossentropy(fromLogits: false)
                           - by shapes alone: the last axis of [batch, 1] is 1
                           - from_logits is false, whatever the last activation is
                           - warning: labels [batch, 10] do not fit output [batch, 1]: Keras
                             fails, or broadcasts them in silence
          tensorflow2.0    BinaryCrossentropy(fromLogits: false)
                           - by output and loss alone: the last axis of [batch, 1] is 1
                           - from_logits is false, whatever the last activation is
                           - warning: labels [batch, 10] do not fit output [batch, 1]: Keras
                             fails, or broadcasts them in silence

        """)
    #expect(run.status == 0)
  }

  @Test func printsJSONInOneOrder() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 1]", "--labels", "[batch] int64", "--loss", "bce",
      "--from-logits", "--format", "json")
    #expect(
      run.output == """
        {
          "accuracy": {
            "assay": {
              "class_name": "BinaryAccuracy",
              "config": {
                "threshold": 0.0
              },
              "because": [
                "one label for each output: labels [batch] int64, output [batch, 1]",
                "the loss reads logits: above 0 the probability is above 0.5"
              ],
              "warnings": []
            },
            "keras3": {
              "class_name": "BinaryAccuracy",
              "config": {
                "threshold": 0.5
              },
              "because": [
                "by shapes alone: the last axis of [batch, 1] is 1",
                "the threshold is 0.5, for probabilities and logits alike"
              ],
              "warnings": [
                "Assay takes BinaryAccuracy(threshold: 0.0): the loss reads logits: above 0 the probability is above 0.5"
              ]
            },
            "tensorflow2.0": {
              "class_name": "BinaryAccuracy",
              "config": {
                "threshold": 0.5
              },
              "because": [
                "by output and loss alone: the last axis of [batch, 1] is 1",
                "the threshold is 0.5, for probabilities and logits alike"
              ],
              "warnings": [
                "Assay takes BinaryAccuracy(threshold: 0.0): the loss reads logits: above 0 the probability is above 0.5"
              ]
            }
          },
          "crossentropy": {
            "assay": {
              "class_name": "BinaryCrossentropy",
              "config": {
                "from_logits": true
              },
              "because": [
                "one label for each output: labels [batch] int64, output [batch, 1]",
                "the loss reads logits"
              ],
              "warnings": []
            },
            "keras3": {
              "class_name": "BinaryCrossentropy",
              "config": {
                "from_logits": false
              },
              "because": [
                "by shapes alone: the last axis of [batch, 1] is 1",
                "from_logits is false, whatever the last activation is"
              ],
              "warnings": [
                "Assay takes BinaryCrossentropy(fromLogits: true): the loss reads logits"
              ]
            },
            "tensorflow2.0": {
              "class_name": "BinaryCrossentropy",
              "config": {
                "from_logits": false
              },
              "because": [
                "by output and loss alone: the last axis of [batch, 1] is 1",
                "from_logits is false, whatever the last activation is"
              ],
              "warnings": [
                "Assay takes BinaryCrossentropy(fromLogits: true): the loss reads logits"
              ]
            }
          }
        }

        """)
    #expect(run.status == 0)
  }

  @Test func whatTheFactsDoNotDecideIsAnErrorInsideTheAnswer() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 1]", "--labels", "[batch]", "--format", "json")
    #expect(run.status == 0)
    let answers = try json(run)
    #expect(answers["accuracy"]?["assay"]?.keys.sorted() == ["error"])
    #expect(
      answers["accuracy"]?["assay"]?["error"] as? String
        == "accuracy: output [batch, 1] may hold probabilities or logits, and neither the last "
        + "activation nor a loss tells; say which is meant: BinaryAccuracy(threshold: 0.5) for "
        + "probabilities, or BinaryAccuracy(threshold: 0.0) for logits")
    #expect(answers["accuracy"]?["keras3"]?["class_name"] as? String == "BinaryAccuracy")
  }

  @Test func contradictionsAreWarningsOfTheFigureInJSON() throws {
    let run = try Tool.run(
      "explain", "--output", "[batch, 1]", "--labels", "[batch]", "--activation", "softmax",
      "--loss", "bce", "--format", "json")
    let answers = try json(run)
    let wanted = [
      "softmax over one unit is always 1: the model predicts the same for every sample, and accuracy "
        + "is the share of one class; write sigmoid, or two units"
    ]
    for rule in ["assay", "keras3", "tensorflow2.0"] {
      #expect(answers["accuracy"]?[rule]?["warnings"] as? [String] == wanted)
    }
  }

  private func json(_ run: Tool.Run) throws -> [String: [String: [String: Any]]] {
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [String: [String: [String: Any]]])
  }
}
