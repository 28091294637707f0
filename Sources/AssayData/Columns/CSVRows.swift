import AssayCore

/// Columns of a csv file as rows of float64.
///
/// Cells are decimal numbers, `true`, `false`, `nan` or `inf`. Whole numbers beyond 2⁵³ are
/// refused, because float64 would keep another one.
final class CSVRows: RowSource {
  let name: String
  private let reader: CSVReader

  init(_ stream: any ByteStream, columns: String?) throws {
    reader = try CSVReader(stream, columns: columns)
    name = columns.map { "\(stream.name):\($0)" } ?? stream.name
  }

  init(_ reader: CSVReader, named name: String) {
    self.reader = reader
    self.name = name
  }

  /// - Parameter places: of the columns in the file, from 0.
  init(_ stream: any ByteStream, places: [Int], named name: String) throws {
    reader = try CSVReader(stream) { names in
      guard places.allSatisfy(names.indices.contains) else {
        throw DataError.changed(file: stream.name)
      }
      return places
    }
    self.name = name
  }

  var dtype: DType { .float64 }
  var count: Int? { nil }
  /// One column has rank 1.
  var shape: Shape {
    reader.columns.count == 1 ? [Shape.free] : [Shape.free, reader.columns.count]
  }

  func next(_ rows: Int) throws -> Tensor? {
    precondition(rows > 0, "next(_:) was asked for \(rows) rows; wanted at least 1")
    let width = reader.columns.count
    var values: [Double] = []
    values.reserveCapacity(min(rows, 65_536) * min(width, 1024))
    var count = 0
    while count < rows, try reader.next() {
      for place in 0..<width {
        switch DecimalNumber.read(reader.bytes(place)) {
        case .number(let value): values.append(value)
        case let reading:
          let found = FoundText.shown(reader.bytes(place), nothing: "an empty cell")
          throw reader.malformed(place, found, wanted: reading.wanted)
        }
      }
      count += 1
    }
    return count == 0 ? nil : try Tensor(values, shape: shape.withFirst(count))
  }
}

extension DecimalNumber.Reading {
  /// What an error says was wanted instead.
  var wanted: String {
    switch self {
    case .inexact: "a whole number of at most \(DecimalNumber.largestExact) in size"
    case .tooLarge: "a number that float64 can hold"
    case .notANumber, .number: "a number"
    }
  }
}
