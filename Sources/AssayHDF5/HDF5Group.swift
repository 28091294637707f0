/// A folder of an HDF5 file.
///
///     var root = HDF5Group()
///     root.add(.dataset(HDF5Dataset(kernel)), at: "layers/dense/vars/0")
///     root.setAttribute("name", .text("dense"), at: "layers/dense/vars")
package struct HDF5Group: Sendable {
  /// The members in the order added, or that of the file.
  package private(set) var members: [(name: String, object: HDF5Object)] = []
  /// The attributes in the order set, or that of the file.
  package private(set) var attributes: [(name: String, value: HDF5Attribute)] = []

  // The place of each name in `members`: groups of thousands of layers are looked up by name.
  private var places: [String: Int] = [:]

  package init() {}

  /// The object at a path, `layers/dense/vars/0`; the group itself at an empty one.
  package subscript(_ path: String) -> HDF5Object? {
    var object = HDF5Object.group(self)
    for name in HDF5Group.names(path) {
      guard case .group(let group) = object, let place = group.places[name] else { return nil }
      object = group.members[place].object
    }
    return object
  }

  /// The group at a path, if one is there.
  package func group(_ path: String) -> HDF5Group? {
    if case .group(let group) = self[path] { group } else { nil }
  }

  /// The dataset at a path, if one is there.
  package func dataset(_ path: String) -> HDF5Dataset? {
    if case .dataset(let dataset) = self[path] { dataset } else { nil }
  }

  /// The attribute of this group by name.
  package func attribute(_ name: String) -> HDF5Attribute? {
    attributes.first { $0.name == name }?.value
  }

  /// Adds an object, and the groups on the way to it.
  ///
  /// A group added where one stands joins it. Anything else added to a taken name makes a second member
  /// of that name, which `HDF5.write` refuses, so that nothing is lost unseen.
  package mutating func add(_ object: HDF5Object, at path: String) {
    add(object, at: HDF5Group.names(path)[...])
  }

  /// Sets an attribute of the group at a path, which is made where there is none.
  package mutating func setAttribute(
    _ name: String, _ value: HDF5Attribute, at path: String = ""
  ) {
    guard !path.isEmpty else { return setOwnAttribute(name, value) }
    var group = HDF5Group()
    group.setOwnAttribute(name, value)
    add(.group(group), at: path)
  }

  /// Adds a member as a file lists it; whether its name was free.
  mutating func append(_ name: String, _ object: HDF5Object) -> Bool {
    guard places.updateValue(members.count, forKey: name) == nil else { return false }
    members.append((name, object))
    return true
  }

  /// Takes the attributes that a file lists.
  mutating func take(attributes: [(name: String, value: HDF5Attribute)]) {
    self.attributes = attributes
  }

  private mutating func setOwnAttribute(_ name: String, _ value: HDF5Attribute) {
    if let place = attributes.firstIndex(where: { $0.name == name }) {
      attributes[place].value = value
    } else {
      attributes.append((name, value))
    }
  }

  private mutating func add(_ object: HDF5Object, at names: ArraySlice<String>) {
    guard let name = names.first else {
      if case .group(let group) = object { join(group) } else { insert(object, named: "") }
      return
    }
    let rest = names.dropFirst()
    if rest.isEmpty, case .dataset = object { return insert(object, named: name) }
    guard let place = places[name], var group = takeGroup(at: place) else {
      var group = HDF5Group()
      group.add(object, at: rest)
      return insert(.group(group), named: name)
    }
    group.add(object, at: rest)
    members[place].object = .group(group)
  }

  private mutating func join(_ other: HDF5Group) {
    for member in other.members { add(member.object, at: [member.name]) }
    for attribute in other.attributes { setOwnAttribute(attribute.name, attribute.value) }
  }

  private mutating func insert(_ object: HDF5Object, named name: String) {
    if places[name] == nil { places[name] = members.count }
    members.append((name, object))
  }

  /// Takes a group out of its place, so that changing it copies nothing.
  private mutating func takeGroup(at place: Int) -> HDF5Group? {
    guard case .group(let group) = members[place].object else { return nil }
    members[place].object = .group(HDF5Group())
    return group
  }

  private static func names(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init)
  }
}
