import AssayCore

/// What the pooling layers share: the size of a window, and how it passes over the input.
public class PoolingLayer: Layer {
  public let poolSize: Extent
  public let strides: Extent
  public let padding: Padding
  private let kind: Pooling.Kind
  private let isSequence: Bool

  init(
    _ kind: Pooling.Kind, poolSize: Extent, strides: Extent?, padding: Padding, isSequence: Bool,
    name: String?
  ) {
    self.kind = kind
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.isSequence = isSequence
    super.init(name: name)
  }

  public final override func call(_ x: Symbol, _ scope: Scope) -> Symbol {
    for (name, extent) in [("poolSize", poolSize), ("strides", strides)]
    where !extent.isSensible {
      return Symbol(
        failure: .argument(
          where: "", found: "\(name) is \(isSequence ? "\(extent.width)" : "\(extent)")",
          wanted: "1 to 2147483647"))
    }
    guard padding != .causal else {
      return Symbol(
        failure: .argument(where: "", found: "padding is causal", wanted: "valid or same"))
    }
    let x = x.require(
      x.shape.count == (isSequence ? 3 : 4),
      isSequence ? "[batch, steps, channels]" : "[batch, height, width, channels]")
    guard x.error == nil else { return x }
    let image = isSequence ? x.reshaped([x.shape[0], 1, x.shape[1], x.shape[2]]) : x
    let rows = Window(
      size: isSequence ? 1 : poolSize.height, stride: isSequence ? 1 : strides.height
    ).padded(padding, for: image.shape[1])
    let columns = Window(size: poolSize.width, stride: strides.width)
      .padded(padding, for: image.shape[2])
    let fitting = x.require(
      rows.places(on: image.shape[1]) > 0 && columns.places(on: image.shape[2]) > 0,
      isSequence
        ? "\(columns.size) steps or more" : "an image of \(rows.size) by \(columns.size) or more")
    guard fitting.error == nil else { return fitting }
    let made = Symbol.apply(Pooling(kind: kind, rows: rows, columns: columns), image)
    guard isSequence, made.error == nil else { return made }
    return made.reshaped([x.shape[0], made.shape[2], made.shape[3]])
  }
}
