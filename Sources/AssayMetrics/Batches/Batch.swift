import AssayCore
import CKernels

/// Labels, predictions and weights that have been found to fit together, ready for a kernel.
struct Batch: ~Copyable {
  let metric: String
  let labels: Tensor?
  let predictions: Tensor
  let weights: Tensor?
  /// How many values there are, how many scores each has, how many share a weight.
  let rows: Int
  let classes: Int
  let block: Int
  var k = 0
  var threshold = 0.0

  /// How many doubles, or their size, a temporary allocation keeps off the heap.
  static let onStack = 128

  /// Calls `body` with the batch as the kernels take it.
  borrowing func withKernelBatch(_ body: (inout assay_batch) -> assay_fault) -> assay_fault {
    var raw = assay_batch()
    raw.rows = Int64(rows)
    raw.classes = Int32(classes)
    raw.block = Int64(block)
    raw.k = Int64(k)
    raw.threshold = threshold
    raw.prediction_type = predictions.dtype.code
    return predictions.withUnsafeBytes { predicted in
      raw.predictions = predicted.baseAddress
      guard let labels else { return withWeights(&raw, body) }
      raw.label_type = labels.dtype.code
      return labels.withUnsafeBytes { labelled in
        raw.labels = labelled.baseAddress
        return withWeights(&raw, body)
      }
    }
  }

  private borrowing func withWeights(
    _ raw: inout assay_batch, _ body: (inout assay_batch) -> assay_fault
  ) -> assay_fault {
    guard let weights else { return body(&raw) }
    raw.weight_type = weights.dtype.code
    return weights.withUnsafeBytes { weighted in
      raw.weights = weighted.baseAddress
      return body(&raw)
    }
  }

  /// What a kernel found wrong, in words.
  borrowing func error(_ fault: assay_fault) -> MetricError {
    let index = Int(fault.index)
    func place(_ tensor: Tensor?) -> MetricError.Position {
      MetricError.Position(index: index, in: tensor?.shape ?? [])
    }
    func number(_ tensor: Tensor?) -> Double { tensor?.double(at: index) ?? 0 }
    switch Int(fault.kind) {
    case ASSAY_FAULT_LABEL_NAN:
      return .labelNotANumber(metric: metric, at: place(labels))
    case ASSAY_FAULT_LABEL_RANGE:
      return .classOutOfRange(
        metric: metric, label: number(labels), at: place(labels), classes: classes)
    case ASSAY_FAULT_LABEL_FRACTION:
      return .labelNotWhole(metric: metric, label: number(labels), at: place(labels))
    case ASSAY_FAULT_LABEL_BINARY:
      return .labelNotBinary(metric: metric, label: number(labels), at: place(labels))
    case ASSAY_FAULT_PREDICTION_NAN:
      return labels == nil
        ? .notFinite(metric: metric, label: nil, prediction: .nan, at: place(predictions))
        : .predictionNotANumber(metric: metric, at: place(predictions))
    case ASSAY_FAULT_VALUE:
      return .notFinite(
        metric: metric, label: labels == nil ? nil : number(labels),
        prediction: number(predictions), at: place(predictions))
    default:
      return .weightOutOfRange(metric: metric, weight: number(weights), at: place(weights))
    }
  }
}

/// What a row's label must be among its scores to count as right.
enum HitRule {
  case classIndex, classRow, classIndexInTop, classRowInTop, binary, equal

  /// How many labels a row of so many scores has.
  func labelWidth(classes: Int) -> Int {
    self == .classRow || self == .classRowInTop ? classes : 1
  }

  var code: Int32 {
    switch self {
    case .classIndex: Int32(ASSAY_HIT_CLASS)
    case .classRow: Int32(ASSAY_HIT_ROW)
    case .classIndexInTop: Int32(ASSAY_HIT_CLASS_TOP)
    case .classRowInTop: Int32(ASSAY_HIT_ROW_TOP)
    case .binary: Int32(ASSAY_HIT_BINARY)
    case .equal: Int32(ASSAY_HIT_EQUAL)
    }
  }
}

/// The value of a pair.
enum ValueRule {
  case squaredError, absoluteError, prediction

  var code: Int32 {
    switch self {
    case .squaredError: Int32(ASSAY_VALUE_SQUARED_ERROR)
    case .absoluteError: Int32(ASSAY_VALUE_ABSOLUTE_ERROR)
    case .prediction: Int32(ASSAY_VALUE_PREDICTION)
    }
  }
}

extension DType {
  var code: Int32 {
    switch self {
    case .bool: Int32(ASSAY_BOOL)
    case .uint8: Int32(ASSAY_UINT8)
    case .int8: Int32(ASSAY_INT8)
    case .int16: Int32(ASSAY_INT16)
    case .int32: Int32(ASSAY_INT32)
    case .int64: Int32(ASSAY_INT64)
    case .float32: Int32(ASSAY_FLOAT32)
    case .float64: Int32(ASSAY_FLOAT64)
    }
  }
}
