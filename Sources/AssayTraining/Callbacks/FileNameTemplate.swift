/// A file name with places for the epoch and the figures: `m_{epoch:02d}_{val_loss:.2f}.npz`.
///
/// Places are written as for Python's `str.format`, and doubled braces are braces.
struct FileNameTemplate {
  private enum Piece {
    case text(String)
    case place(key: String, PythonFormat)
  }

  let text: String
  private let callback: String
  private var pieces: [Piece] = []

  /// Reads a template.
  ///
  /// - Throws: ``CallbackError`` for a brace without its other, and a format that is not known.
  init(_ text: String, of callback: String) throws {
    self.text = text
    self.callback = callback
    var rest = Substring(text)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      pieces.append(.text(String(rest[..<brace])))
      let after = rest[rest.index(after: brace)...]
      if after.first == rest[brace] {
        pieces.append(.text(String(rest[brace])))
        rest = after.dropFirst()
        continue
      }
      guard rest[brace] == "{", let end = after.firstIndex(where: { $0 == "{" || $0 == "}" }),
        after[end] == "}"
      else { throw problem("every { closed by a }, and {{ or }} for a brace of the name") }
      pieces.append(try place(after[..<end]))
      rest = after[after.index(after: end)...]
    }
    pieces.append(.text(String(rest)))
  }

  /// The keys of the places, as often as they are there.
  var keys: [String] {
    pieces.compactMap { if case .place(let key, _) = $0 { key } else { nil } }
  }

  /// The file name.
  ///
  /// - Parameters:
  ///   - counts: whole numbers from 1, which come before figures of the same name.
  /// - Throws: ``CallbackError/unknownPlace(callback:template:key:available:)``.
  func filled(_ counts: KeyValuePairs<String, Int>, _ logs: Logs) throws -> String {
    var name = ""
    for piece in pieces {
      switch piece {
      case .text(let text): name += text
      case .place(let key, let format):
        do throws(PythonFormat.Problem) {
          if let count = counts.first(where: { $0.key == key })?.value {
            name += try format.text(whole: count)
            continue
          }
          if let figure = logs[key], (logs.vector(key)?.count ?? 1) == 1 {
            name += try format.text(figure)
            continue
          }
        } catch { throw problem(error.wanted) }
        if let figures = logs.vector(key) {
          throw CallbackError.severalFigures(callback: callback, key: key, count: figures.count)
        }
        throw unknown(key, of: counts.map(\.key) + logs.keys)
      }
    }
    return name
  }

  func unknown(_ key: String, of keys: [String]) -> CallbackError {
    .unknownPlace(callback: callback, template: text, key: key, available: keys)
  }

  private func place(_ text: Substring) throws -> Piece {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let key = parts.first, !key.isEmpty else { throw problem("a name in every {}") }
    do throws(PythonFormat.Problem) {
      return .place(key: String(key), try PythonFormat(parts.count > 1 ? parts[1] : ""))
    } catch { throw problem(error.wanted) }
  }

  private func problem(_ wanted: String) -> CallbackError {
    .argument(callback: callback, argument: "the path", found: "'\(text)'", wanted: wanted)
  }
}
