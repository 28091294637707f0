import AssayCore
import AssayModel

/// What stands between the brackets of `x[:, 1:3, -1]`.
struct ItemKey {
  /// The range of each axis that is not whole.
  private var ranges: [(axis: Int, range: Range<Int>)] = []
  /// The sizes of the result: axes that one number picks are gone, and `None` makes one of size 1.
  private var sizes: [Int] = []

  /// - Throws: ``KerasFileError`` for a key that reaches into the batch or over the end, or has steps.
  init(_ json: JSON, of shape: Shape, _ call: OperationCall) throws {
    let items = if case .array(let items) = json { items } else { [json] }
    func isKind(_ item: JSON, _ name: String) -> Bool { item["class_name"] == .string(name) }
    let taken = items.count { $0 != .null && !isKind($0, "__ellipsis__") }
    guard taken <= shape.count, items.count <= 2 * Shape.maximumRank,
      items.count(where: { isKind($0, "__ellipsis__") }) <= 1
    else {
      throw call.wrong("a key of \(items.count) parts", wanted: "one for \(shape)")
    }
    var axis = 0
    func pass(_ count: Int) -> [Int] {
      defer { axis += count }
      return Array(shape[axis..<axis + count])
    }
    for item in items {
      if item == .null {
        sizes.append(1)
      } else if isKind(item, "__ellipsis__") {
        sizes += pass(shape.count - taken)
      } else if isKind(item, "__slice__") {
        let range = try ItemKey.range(item["config"] ?? .null, shape[axis], call)
        if let range { ranges.append((axis, range)) }
        let size = pass(1)[0]
        sizes.append(range?.count ?? size)
      } else {
        let size = shape[axis]
        guard let index = KerasConfig.int(item), size != Shape.free,
          (-size..<size).contains(index)
        else {
          throw call.wrong(
            "\(item.line(.words).prefix(40)) for axis \(axis) of \(shape)",
            wanted: axis == 0 ? "`:`, as the batch stays" : "a whole number in \(-size..<size)")
        }
        let place = index < 0 ? index + size : index
        ranges.append((axis, place..<place + 1))
        _ = pass(1)
      }
    }
    sizes += pass(shape.count - axis)
    guard sizes.first == Shape.free else {
      throw call.wrong("an axis before that of the batch", wanted: "the batch first")
    }
  }

  /// The part of `x` that the key names.
  func part(of x: Symbol) -> Symbol {
    ranges.reduce(x) { $0.sliced(axis: $1.axis, $1.range) }.reshaped(Shape(sizes))
  }

  /// The range of a slice; `nil` where it is the whole axis.
  private static func range(_ slice: JSON, _ size: Int, _ call: OperationCall) throws -> Range<Int>?
  {
    func number(_ name: String) throws -> Int? {
      guard let value = slice[name], value != .null else { return nil }
      guard let number = KerasConfig.int(value) else {
        throw call.wrong(
          "a slice with \(name) \(value.line(.words).prefix(40))", wanted: "a number")
      }
      return number
    }
    let (start, stop, step) = (try number("start"), try number("stop"), try number("step"))
    guard step == nil || step == 1 else {
      throw call.wrong("a slice with steps of \(step ?? 1)", wanted: "steps of 1")
    }
    guard start ?? 0 != 0 || stop != nil else { return nil }
    guard size != Shape.free else {
      throw call.wrong("a slice of the batch", wanted: "`:`, as the batch stays")
    }
    func place(_ index: Int) -> Int { min(max(index < 0 ? index + size : index, 0), size) }
    let (first, end) = (place(start ?? 0), place(stop ?? size))
    guard first < end else {
      throw call.wrong("an empty slice of \(size)", wanted: "one element or more")
    }
    return first..<end
  }
}
