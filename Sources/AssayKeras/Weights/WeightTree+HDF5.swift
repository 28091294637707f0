import AssayCore
import AssayHDF5
import AssayModel

/// Numbers found for parameters, all of them before the first is set.
typealias FoundWeights = [(parameter: Parameter, values: [Float])]

extension WeightTree {
  /// Finds every weight in a file's root.
  ///
  /// - Throws: ``KerasFileError`` naming the first place that does not fit, and ``HDF5Error``.
  func find(in root: HDF5Group) throws -> FoundWeights {
    var found: FoundWeights = []
    var read: Set<String> = []
    for group in groups {
      let wanted =
        "\(group.place.isEmpty ? "" : "for '\(group.place)' ")" + Self.list(group.parameters)
      // As Keras 2 called the parts of attentions.
      let stored =
        root.group(group.path) ?? group.path.withUnderscore.flatMap { root.group($0) }
      guard let stored else {
        guard !group.parameters.isEmpty else { continue }
        throw KerasFileError(
          place: group.path,
          found: "no such group\(Self.nearest(group.path, in: root))", wanted: wanted)
      }
      let names = stored.members.map(\.name)
      guard names.count == group.parameters.count else {
        throw KerasFileError(
          place: group.path, found: names.isEmpty ? "no arrays" : "\(names.count) arrays",
          wanted: wanted)
      }
      for (index, parameter) in group.parameters.enumerated() {
        let path = "\(group.path)/\(index)"
        guard let dataset = stored.dataset("\(index)") else {
          throw KerasFileError(place: path, found: "no such array", wanted: wanted)
        }
        guard dataset.shape == parameter.shape else {
          throw KerasFileError(
            place: path, found: "\(dataset.shape)",
            wanted: "\(parameter.shape) for '\(group.place)', \(parameter.name)")
        }
        found.append((parameter, try dataset.tensor().floats(place: path)))
      }
      read.insert(group.path)
      if let other = group.path.withUnderscore { read.insert(other) }
    }
    if let surplus = Self.datasets(in: root).first(where: { path in
      !read.contains(path.split(separator: "/").dropLast().joined(separator: "/"))
        && !path.contains("seed_generator")
        && (path.hasPrefix("layers/") || path.hasPrefix("vars/"))
    }) {
      throw KerasFileError(
        place: surplus, found: "weights that the model has not", wanted: "the model's alone")
    }
    return found
  }

  /// The file's root.
  ///
  /// - Parameters:
  ///   - values: of every parameter.
  func write(_ values: (Parameter) -> Tensor) -> HDF5Group {
    var root = HDF5Group()
    for group in groups {
      var stored = HDF5Group()
      stored.setAttribute("name", .text(group.name))
      for (index, parameter) in group.parameters.enumerated() {
        stored.add(.dataset(HDF5Dataset(values(parameter))), at: "\(index)")
      }
      root.add(.group(stored), at: group.path)
    }
    return root
  }

  private static func list(_ parameters: [Parameter]) -> String {
    guard !parameters.isEmpty else { return "no arrays" }
    return parameters.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
  }

  /// What there is beside a path that is not there.
  private static func nearest(_ path: String, in root: HDF5Group) -> String {
    var parts = path.split(separator: "/").map(String.init)
    while !parts.isEmpty {
      parts.removeLast()
      if let group = parts.isEmpty ? root : root.group(parts.joined(separator: "/")) {
        let names = group.members.prefix(12).map(\.name).joined(separator: ", ")
        return "; '\(parts.joined(separator: "/"))' holds \(names.isEmpty ? "nothing" : names)"
      }
    }
    return ""
  }

  private static func datasets(in group: HDF5Group, path: String = "") -> [String] {
    group.members.flatMap { name, object in
      let path = path.isEmpty ? name : "\(path)/\(name)"
      return switch object {
      case .dataset: [path]
      case .group(let inner): datasets(in: inner, path: path)
      }
    }
  }
}

extension String {
  /// The path with `_query_dense` in place of `query_dense`; `nil` where it has no such part.
  fileprivate var withUnderscore: String? {
    let parts = split(separator: "/").map { $0.hasSuffix("_dense") ? "_\($0)" : String($0) }
    let other = parts.joined(separator: "/")
    return other == self ? nil : other
  }
}

extension Tensor {
  /// The elements as `float32`.
  ///
  /// - Throws: ``KerasFileError`` for what a `float32` does not hold.
  func floats(place: String) throws -> [Float] {
    switch dtype {
    case .float32: scalars(of: Float.self)
    case .float64: scalars(of: Double.self).map { Float($0) }
    case .int32: scalars(of: Int32.self).map { Float($0) }
    case .int64: scalars(of: Int64.self).map { Float($0) }
    default:
      throw KerasFileError(place: place, found: "an array of \(dtype)", wanted: "float32")
    }
  }
}

extension FoundWeights {
  /// Sets them, in the models that have the parameters or in the first that will.
  func apply() { for (parameter, values) in self { parameter.restart(from: values) } }
}
