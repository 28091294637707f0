import AssayCore
import AssayMetrics
import Testing

extension KerasCall {
  /// What Assay's own metric makes of a call: figures, or why it counts nothing.
  enum Answer {
    case figures([Double?])
    case error(MetricError)
  }

  /// Keras's figures.
  var wanted: [Double] { result.tensor.doubles }

  /// Plays the calls through the native metric of the same name.
  ///
  /// - Parameters:
  ///   - change: what is different in the calls.
  ///   - arguments: what is different in the configuration.
  func answer(
    arguments: [String: MetricArgument] = [:],
    changing change: (Update) throws -> Update = { $0 }
  ) throws -> Answer {
    let updates = try updates.map(change)
    do {
      switch className {
      case "Mean":
        var mean = Mean()
        for update in updates {
          try mean.update(values: update.predictions, weights: update.weights)
        }
        return .figures([mean.value])
      case "Sum":
        var sum = Sum()
        for update in updates {
          try sum.update(values: update.predictions, weights: update.weights)
        }
        return .figures([sum.value])
      default:
        var metric = try native(arguments)
        for update in updates {
          try metric.update(
            labels: #require(update.labels), predictions: update.predictions,
            weights: update.weights)
        }
        return .figures((metric.kerasResult ?? metric.result).figures)
      }
    } catch let error as MetricError {
      return .error(error)
    }
  }

  /// The metric of the class; of a wrapped function, that of the function.
  private func native(_ arguments: [String: MetricArgument]) throws -> any Metric {
    guard className == "MeanMetricWrapper" else {
      let entry = try #require(MetricCatalog.entry(class: className))
      return try entry.make(config.merging(arguments) { $1 })
    }
    guard case .object(let function) = config["fn"], case .text(let name) = function["config"]
    else { throw MetricError.keras("a wrapper without a function") }
    guard name == "huber" else {
      return try MetricCatalog.metric(named: name == "log_cosh" ? "logcosh" : name)
    }
    return FunctionMetric(name) { (labels: Tensor, predictions: Tensor) throws -> Tensor in
      let values = zip(labels.doubles, predictions.doubles).map { y, p in
        abs(y - p) <= 1 ? (y - p) * (y - p) / 2 : abs(y - p) - 0.5
      }
      return try Tensor(values, shape: predictions.shape)
    }
  }

  /// Whether the answer is Keras's: counts to the last digit, all else within 1e-6 + 1e-5·|Keras's|.
  func agrees(_ answer: Answer) -> Bool {
    guard case .figures(let optional) = answer else { return false }
    let figures = optional.compactMap { $0 }
    guard figures.count == optional.count else { return false }
    let counts = ["TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"]
    return counts.contains(className) ? figures == wanted : isCloseToKeras(figures)
  }

  func isCloseToKeras(_ figures: [Double]) -> Bool {
    let wanted = wanted
    return figures.count == wanted.count
      && zip(figures, wanted).allSatisfy { figure, keras in
        figure == keras || (figure.isNaN && keras.isNaN)
          || abs(figure - keras) <= 1e-6 + 1e-5 * abs(keras)
      }
  }
}
