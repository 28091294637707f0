import AssayCore

/// What is wrong with data that came from outside: where, what was found, what was wanted.
public enum DataError: Error, Equatable, Sendable {
  // Files.
  case missingFile(String)
  case inputOutput(file: String, doing: String, reason: String)
  case malformed(file: String, found: String, wanted: String)
  case unsupported(file: String, found: String, wanted: String)
  case missingMember(file: String, member: String, members: [String])
  case malformedLine(file: String, line: Int, column: String?, found: String, wanted: String)
  case missingColumn(file: String, column: String, columns: [String])
  case severalColumns(file: String, columns: [String])
  case argument(String, wanted: String)

  // Arrays.
  case noInputs
  case noRowAxis(array: String)
  case noRows(array: String)
  case rowCounts(array: String, rows: Int, other: String, otherRows: Int)
  case fractionOutOfRange(Double)
  case emptySplit(rows: Int, fraction: Double, training: Int)
  case notFinite(array: String, row: Int, value: Double)
  case notAClassIndex(array: String, row: Int, label: Double, classes: Int)
  case classOutOfRange(array: String, row: Int, label: Double, classes: Int)
  case weightCount(found: Int, labels: Int)
  case negativeWeight(array: String, row: Int, weight: Double)
  case indexOutOfRange(array: String, row: Int, index: Double, rows: Int)

  // The data of a model.
  case inputShape(array: String, found: Shape, input: String, wanted: Shape)
  case featureCount(file: String, found: Int, input: String, wanted: Shape)
  case notWhole(array: String, row: Int, value: Double, input: String)
  case endsEarly(array: String, rows: Int, other: String)
  case changed(file: String)
  case noLabels(file: String, wanted: String)

  /// Whether a file that was named is not there.
  public var isMissingFile: Bool {
    if case .missingFile = self { true } else { false }
  }

  /// Whether the system could not read or write, whatever the data were.
  public var isInputOutput: Bool {
    if case .inputOutput = self { true } else { false }
  }
}

extension DataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingFile(let file): "\(file): there is no such file"
    case .inputOutput(let file, let doing, let reason): "\(file): \(doing) failed: \(reason)"
    case .malformed(let file, let found, let wanted),
      .unsupported(let file, let found, let wanted):
      "\(file): found \(found.quotable(atMost: 400)); wanted \(wanted.quotable(atMost: 400))"
    case .missingMember(let file, let member, let members):
      "\(file): there is no '\(member.quotable())'; it holds "
        + (members.isEmpty ? "no arrays" : DataError.list(members))
    case .malformedLine(let file, let line, let column, let found, let wanted):
      "\(file), line \(line)\(column.map { ", '\($0.quotable())'" } ?? ""): "
        + "found \(found.quotable(atMost: 400)); wanted \(wanted.quotable(atMost: 400))"
    case .missingColumn(let file, let column, let columns):
      "\(file): there is no '\(column.quotable())'; it holds \(DataError.list(columns))"
    case .severalColumns(let file, let columns):
      "\(file): found \(DataError.list(columns)); wanted one of them named, as in "
        + "\(file == "standard input" ? "-" : file):\((columns.first ?? "").quotable())"
    case .argument(let text, let wanted): "'\(text)': wanted \(wanted)"
    case .noInputs: "a dataset needs at least one input array"
    case .noRowAxis(let array):
      "\(array) is a single number, shape []; its first axis must count the samples"
    case .noRows(let array): "\(array) has no rows; give at least one sample"
    case .rowCounts(let array, let rows, let other, let otherRows):
      "\(array) has \(rows) rows, but \(other) has \(otherRows); every array needs one row a sample"
    case .fractionOutOfRange(let fraction):
      "validation split \(fraction) is not a fraction between 0 and 1, both excluded; "
        + "0.2 keeps the last fifth of the rows for validation"
    case .emptySplit(let rows, let fraction, let training):
      "a validation split of \(fraction) leaves none of \(rows) row\(rows == 1 ? "" : "s") for "
        + (training == 0
          ? "training; give a smaller fraction, more rows, or validation data of its own"
          : "validation; give a larger fraction, more rows, or validation data of its own")
    case .notFinite(let array, let row, let value):
      "\(array): \(value.text) in row \(row); "
        + (value.isFinite
          ? "models compute in float32, which ends at 3.4e38: scale the numbers"
          : "numbers must be finite: repair the row or leave it out")
    case .notAClassIndex(let array, let row, let label, let classes):
      "\(array): label \(label.text) in row \(row) is not a class index; "
        + "labels are whole numbers in 0..<\(classes)"
    case .classOutOfRange(let array, let row, let label, let classes):
      "\(array): label \(DataError.whole(label)) in row \(row) is outside 0..<\(classes); "
        + "labels count from 0"
    case .weightCount(let found, let labels):
      "\(found) array\(found == 1 ? "" : "s") of weights for \(labels) of labels; give one each, nil for "
        + "those without, or one array with one weight a sample for all"
    case .negativeWeight(let array, let row, let weight):
      "\(array): \(weight) in row \(row); weights are 0 or more"
    case .indexOutOfRange(let array, let row, let index, let rows):
      "\(array): \(DataError.whole(index)) in row \(row) is no index of a table of \(rows) rows; "
        + "indices are whole numbers in 0..<\(rows)"
    case .inputShape(let array, let found, let input, let wanted):
      "\(array) is \(found); the model's input '\(input)' wants \(wanted)"
        + DataError.repair(found, wanted)
    case .featureCount(let file, let found, let input, let wanted):
      "\(file) has \(found) column\(found == 1 ? "" : "s") of features; the model's input '\(input)', "
        + "\(wanted), wants \(wanted.sample.elements); columns of labels are none (--label)"
    case .notWhole(let array, let row, let value, let input):
      "\(array): \(value) in row \(row); the model's input '\(input)' wants whole numbers of int32"
    case .endsEarly(let array, let rows, let other):
      "\(array) ends after \(rows) rows, but \(other) goes on; every array needs one row a sample"
    case .changed(let file):
      "\(file): found another length or shape than before; wanted a file that stays as it is while "
        + "it is read"
    case .noLabels(let file, let wanted): "\(file): found no labels; wanted \(wanted)"
    }
  }

  /// How an array becomes what an input wants, where its numbers are as many.
  private static func repair(_ found: Shape, _ wanted: Shape) -> String {
    let sample = wanted.sample
    guard sample.isStatic, !found.isEmpty, found.sample.elements == sample.elements else {
      return ""
    }
    if Array(found.sample) + [1] == Array(sample) {
      return "; add the last axis, in NumPy x[..., None]"
    }
    if Array(found.sample) == Array(sample) + [1] {
      return "; take the last axis away, in NumPy x[..., 0]"
    }
    return "; if the numbers are in its order, in NumPy x.reshape(-1, "
      + sample.map(String.init).joined(separator: ", ") + ")"
  }

  /// Names in quotes; of very many only the first.
  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "nothing" }
    let rest = names.count > 40 ? " and \(names.count - 40) more" : ""
    return names.prefix(40).map { "'\($0.quotable())'" }.joined(separator: ", ") + rest
  }

  private static func whole(_ label: Double) -> String {
    Int(exactly: label).map(String.init) ?? label.text
  }
}
