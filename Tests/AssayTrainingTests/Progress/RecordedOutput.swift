import AssayTraining

/// An output that keeps what is written.
final class RecordedOutput: ProgressOutput, @unchecked Sendable {
  // Used from one thread by one test.
  private(set) var text = ""
  let isTerminal: Bool
  let columns: Int?

  init(isTerminal: Bool = false, columns: Int? = nil) {
    self.isTerminal = isTerminal
    self.columns = columns
  }

  func write(_ text: String) { self.text += text }
}
