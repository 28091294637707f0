import AssayHDF5
import AssayTestSupport
import Foundation

/// What h5py says is in the golden files: objects and their contents by file and path.
struct ExpectedObject: Decodable {
  let attributes: [String: ExpectedAttribute]
  let dtype: String?
  let shape: [Int]?
  let data: [Double]?
  let texts: [String]?
}

struct ExpectedAttribute: Decodable {
  let value: HDF5Attribute

  private enum Key: CodingKey { case text, texts, integers, numbers, other }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let text = try container.decodeIfPresent(String.self, forKey: .text) {
      value = .text(text)
    } else if let texts = try container.decodeIfPresent([String].self, forKey: .texts) {
      value = .texts(texts)
    } else if let integers = try container.decodeIfPresent([Int64].self, forKey: .integers) {
      value = .integers(integers)
    } else if let numbers = try container.decodeIfPresent([Double].self, forKey: .numbers) {
      value = .numbers(numbers)
    } else {
      value = .other(try container.decode(String.self, forKey: .other))
    }
  }
}

/// The bytes of a golden file.
func goldenBytes(_ name: String, test: StaticString = #filePath) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: Golden.url(name, test: test)))
}

/// Every group and dataset of a tree by its path, the root under the empty one.
func objects(of group: HDF5Group, at path: String = "") -> [(path: String, object: HDF5Object)] {
  var found: [(path: String, object: HDF5Object)] = [(path, .group(group))]
  for member in group.members {
    let inner = path.isEmpty ? member.name : "\(path)/\(member.name)"
    switch member.object {
    case .group(let group): found += objects(of: group, at: inner)
    case .dataset: found.append((inner, member.object))
    }
  }
  return found
}
