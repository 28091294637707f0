import AssayCore
import AssayMetrics

/// Why Assay's own metric may answer otherwise than Keras; Guides/Parity.md has each in words.
///
/// A reason holds for a call only where undoing it gives Keras's recorded figure, or where the error
/// names what is there to be found.
enum KerasDisagreement: String, CaseIterable {
  // Other figures.
  case nothingCounted, weightsOfSteps, ignoredRowsCounted, certaintyInFloat32
  case elementsTakenForSamples, spreadInFloat32
  case samplesOfUnequalLength, batchesAveraged, oneNumberRows, hingeLabelsMixed, weightsCut
  case unseenRows
  // Errors.
  case constantRows, oneClass, labelOutside, notANumber, weightBelowZero, broadcast

  /// Whether this alone is why the answer is not Keras's.
  func explains(_ answer: KerasCall.Answer, to call: KerasCall) throws -> Bool {
    switch self {
    case .nothingCounted: nothingCounted(answer, call)
    case .weightsOfSteps: try weightsOfSteps(call)
    case .ignoredRowsCounted: ignoredRowsCounted(answer, call)
    case .certaintyInFloat32: try certaintyInFloat32(call)
    case .elementsTakenForSamples: try elementsTakenForSamples(call)
    case .spreadInFloat32: spreadInFloat32(answer, call)
    case .samplesOfUnequalLength: try samplesOfUnequalLength(call)
    case .batchesAveraged: try batchesAveraged(call)
    case .oneNumberRows: try oneNumberRows(answer, call)
    case .hingeLabelsMixed: try hingeLabelsMixed(call)
    case .weightsCut: try weightsCut(call)
    case .unseenRows: try unseenRows(answer, call)
    case .constantRows: constantRows(answer, call)
    case .oneClass: oneClass(answer, call)
    case .labelOutside: labelOutside(answer, call)
    case .notANumber: notANumber(answer, call)
    case .weightBelowZero: weightBelowZero(answer, call)
    case .broadcast: broadcast(answer, call)
    }
  }
}
