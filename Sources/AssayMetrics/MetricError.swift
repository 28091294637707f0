import AssayCore

/// Why a metric counts nothing of a batch, or cannot be made.
public enum MetricError: Error, Equatable {
  case classOutOfRange(metric: String, label: Double, at: Position, classes: Int)
  case labelNotWhole(metric: String, label: Double, at: Position)
  case labelNotBinary(metric: String, label: Double, at: Position)
  case labelNotANumber(metric: String, at: Position)
  case predictionNotANumber(metric: String, at: Position)
  case notFinite(metric: String, label: Double?, prediction: Double, at: Position)
  case weightOutOfRange(metric: String, weight: Double, at: Position)

  case rowCounts(metric: String, labels: Int, predictions: Int)
  case shapes(metric: String, labels: Shape, predictions: Shape, wanted: String)
  case weightShape(metric: String, weights: Shape, values: Shape)

  case functionRows(metric: String, rows: Int, wanted: Int)
  case functionWeights(metric: String)
  case functionValue(metric: String, value: Double)

  case unknownName(String, known: [String])
  case reservedKey(String)
  /// Metrics for other outputs than the model has.
  case outputs(argument: String, found: String, outputs: [String])
  case configuration(metric: String)
  case argument(metric: String, name: String, found: String, wanted: String)
  case unknownArgument(metric: String, name: String, known: [String])
  /// What metrics count is more than the machine holds.
  case memory(metric: String, bytes: Int, available: Int)
  /// Keras itself would raise an error.
  case keras(String)
  /// What is wrong with one of several figures, by its key in logs.
  indirect case figure(key: String, MetricError)

  /// Where an element is: its row, and its place in the row where rows have more than one.
  public struct Position: Equatable, Sendable, CustomStringConvertible {
    public var row: Int
    public var element: [Int]

    public init(row: Int, element: [Int] = []) {
      self.row = row
      self.element = element
    }

    /// The place of the element at `index` of a tensor, counted row by row.
    init(index: Int, in shape: Shape) {
      var rest = index
      var place: [Int] = []
      for size in shape.reversed() {
        place.append(rest % Swift.max(size, 1))
        rest /= Swift.max(size, 1)
      }
      var sizes = Array(shape.dropFirst())
      var element = Array(place.reversed().dropFirst())
      while sizes.last == 1 {
        sizes.removeLast()
        element.removeLast()
      }
      self.init(row: place.last ?? 0, element: element)
    }

    public var description: String {
      element.isEmpty ? "row \(row)" : "row \(row), element \(element)"
    }
  }
}

extension MetricError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .figure(let key, let error): "\(key): \(error)"
    case .classOutOfRange(let metric, let label, let place, let classes):
      "\(metric): label \(number(label)) in \(place) is outside 0..<\(classes); "
        + "labels count from 0"
    case .labelNotWhole(let metric, let label, let place):
      "\(metric): label \(number(label)) in \(place) is no class index; class indices are whole "
        + "numbers"
    case .labelNotBinary(let metric, let label, let place):
      "\(metric): label \(number(label)) in \(place) is neither 0 nor 1; recode the labels as "
        + "0 and 1"
    case .labelNotANumber(let metric, let place):
      "\(metric): the label in \(place) is NaN; remove the row or give it weight 0"
    case .predictionNotANumber(let metric, let place):
      "\(metric): the prediction in \(place) is NaN; find where the model or the file made it, or "
        + "give the row weight 0"
    case .notFinite(let metric, let label?, let prediction, let place):
      "\(metric): label \(number(label)) and prediction \(number(prediction)) in \(place) give no "
        + "finite value; remove the row or give it weight 0"
    case .notFinite(let metric, nil, let value, let place):
      "\(metric): the value \(number(value)) in \(place) is not finite; remove it or give it "
        + "weight 0"
    case .weightOutOfRange(let metric, let weight, let place):
      "\(metric): weight \(number(weight)) in \(place) is not a finite number of 0 or more"

    case .rowCounts(let metric, let labels, let predictions):
      "\(metric): \(labels) rows of labels but \(predictions) rows of predictions; each prediction "
        + "needs its label"
    case .shapes(let metric, let labels, let predictions, let wanted):
      "\(metric): labels \(labels) do not fit predictions \(predictions); \(wanted)"
    case .weightShape(let metric, let weights, let values):
      "\(metric): weights \(weights) do not fit; give one a sample, [\(values[0])], or one a value, "
        + "\(values)"

    case .functionRows(let metric, let rows, let wanted):
      "\(metric): the function returned \(rows) values for \(wanted) samples; return one a sample, "
        + "or a single Double for the batch"
    case .functionWeights(let metric):
      "\(metric): weights cannot be applied to a function that returns one Double a batch; return "
        + "one value a sample"

    case .functionValue(let metric, let value):
      "\(metric): the function returned \(value), which is not finite"

    case .unknownName(let name, let known):
      "no metric or loss is called \"\(name.quotable())\"; "
        + (NearestName.of(name, among: known).map { "did you mean \"\($0)\"?" }
          ?? "there are \(known.prefix(8).joined(separator: ", ")) and "
          + "\(max(known.count - 8, 0)) more")
    case .reservedKey(let key):
      "a metric cannot be called \"\(key)\", which is the key of the loss; give it another name"
    case .outputs(let argument, let found, let outputs):
      outputs.count == 1
        ? "\(argument): \(found) for a model with one output, \(outputs[0])"
        : "\(argument): \(found) for a model with \(outputs.count) outputs, "
          + "\(outputs.joined(separator: ", ")); give a list for each in this order, nil for none, "
          + "or lists by name"
    case .configuration(let metric):
      "\(metric): the saved state is of a metric with another configuration; make it with the same "
        + "arguments as when it was saved"
    case .memory(let metric, let bytes, let available):
      "\(metric): the metrics need \(bytes) bytes of memory, and \(available) are to be had; ask for "
        + "fewer classes, thresholds or metrics"
    case .keras(let found): "Keras raises an error here: \(found)"
    case .argument(let metric, let name, let found, let wanted):
      "\(metric): \(name) is \(found.quotable()); wanted \(wanted)"
    case .unknownArgument(let metric, let name, let known):
      "\(metric): there is no argument \"\(name.quotable())\"; "
        + (known.isEmpty ? "it takes none" : "there are \(known.joined(separator: ", "))")
    }
  }

  private func number(_ x: Double) -> String {
    x == x.rounded() && abs(x) < 0x1p53 ? String(Int(x)) : x.text
  }
}
