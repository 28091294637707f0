import AssayCore
import AssayData

/// All rows of a file, read in blocks of `rows`.
func readRows(_ text: String, by rows: Int = 2) throws -> [Double] {
  let source = try DataArgument(text).open()
  var values: [Double] = []
  while let block = try source.next(rows) {
    values += block.doubles
  }
  return values
}

/// The same, of text.
func readTexts(_ text: String, by rows: Int = 2) throws -> [String] {
  let source = try DataArgument(text).openText()
  var values: [String] = []
  while let block = try source.next(rows) { values += block }
  return values
}
