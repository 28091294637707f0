import AssayCore
import AssayData

/// All rows of a file, read in blocks of `rows`.
func readRows(_ text: String, by rows: Int = 2) throws -> [Double] {
  var source = try DataArgument(text).rows()
  var values: [Double] = []
  while let block = try source.next(rows) {
    values += block.doubles
  }
  return values
}

/// The same, of text.
func readTexts(_ text: String, by rows: Int = 2) throws -> [String] {
  let source = try DataArgument(text).textRows()
  var values: [String] = []
  while let block = try source.next(rows) { values += block }
  return values
}
