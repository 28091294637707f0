import AssayCore

/// How labels lie against an output, by their shapes alone.
enum Alignment {
  /// One label for each output.
  case elements
  /// One class index for each row of outputs.
  case indices
  /// Labels in the shape of an output of several columns: rows of one class, or labels of their own.
  case sameShape

  /// The one way in which the shapes fit.
  ///
  /// - Throws: ``ResolutionError`` where they fit in none; nothing is broadcast.
  init(_ question: Resolution.Question, _ facts: ResolutionFacts) throws(ResolutionError) {
    let output = facts.output
    let labels = facts.labels
    guard output.count == 1 || output.lastSize > 0 else {
      throw .noLastAxis(question, tensor: "output", shape: output)
    }
    let isOneColumn = output.count == 1 || output.lastSize == 1
    let rows = output.count == 1 ? output : Shape(output.dropLast())
    let column = Shape(rows + [1])

    if isOneColumn {
      guard labels.fits(rows) || labels.fits(column) else {
        throw .shapesDoNotFit(
          question, labels: labels, output: output, wanted: ["\(rows)", "\(column)"])
      }
      self = .elements
    } else if labels.fits(output) {
      guard labels.lastSize > 0 else {
        throw .noLastAxis(question, tensor: "labels", shape: labels)
      }
      self = .sameShape
    } else if labels.fits(rows) || labels.fits(column) {
      self = .indices
    } else if labels.count == output.count + 1, labels.lastSize == 1,
      Shape(labels.dropLast()).fits(output)
    {
      self = .elements
    } else {
      throw .shapesDoNotFit(
        question, labels: labels, output: output,
        wanted: [
          "\(rows)", "\(column) (class indices)", "\(output) (one-hot rows, or a label for each)",
        ])
    }
  }
}

extension Shape {
  /// Whether both can be the shape of one tensor: axes are equal, or free.
  func fits(_ other: Shape) -> Bool {
    count == other.count
      && zip(self, other).allSatisfy { $0 == $1 || $0 == Shape.free || $1 == Shape.free }
  }
}
