import AssayTraining
import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An SVG as a flat list of its elements, read by a parser that is not ours.
final class SVGReading: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// `nil` where `svg` is not well formed.
  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  /// The elements called `name` that have every class in `classes`.
  func all(_ name: String, _ classes: String = "") -> [Element] {
    let wanted = Set(classes.split(separator: " "))
    return elements.filter {
      $0.name == name
        && wanted.isSubset(of: ($0.attributes["class"] ?? "").split(separator: " "))
    }
  }

  /// What its texts of this class say.
  func texts(_ style: String = "") -> [String] { all("text", style).map(\.text) }
}

/// A history from its JSON form.
func history(_ json: String) throws -> History {
  try JSONDecoder().decode(History.self, from: Data(json.utf8))
}
