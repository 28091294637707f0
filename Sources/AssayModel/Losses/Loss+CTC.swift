import AssayCore

extension Loss {
  /// Connectionist temporal classification: how unlikely the labels are over all ways to align them with
  /// the steps of the predictions.
  ///
  ///     value = −ln Σ over alignments Π over steps softmax(logits)[class]
  ///
  /// Predictions are logits `[batch, steps, classes]`, where class 0 is the blank. Labels are
  /// `[batch, length]`, padded with 0. More labels than steps have no alignment: the loss is infinite.
  ///
  /// - Source: `keras.losses.CTC`.
  public static func ctc(reduction: Reduction = .sumOverBatchSize) -> Loss {
    Loss(
      "ctc", className: "CTC", labels: .sequences, reduction: reduction
    ) { labels, predictions in
      let logarithms = predictions.logSoftmax()
      let table = Symbol.apply(CTCTable(isForward: true), logarithms, labels)
      return .apply(CTCOp(), logarithms, labels, table)
    }
  }
}
