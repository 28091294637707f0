import AssayCore
import CKernels

/// What lies beyond the edges of an image that is turned, zoomed or moved.
///
/// - Source: `fill_mode` of `keras.layers.RandomRotation` and its like.
public enum FillMode: String, Sendable, CaseIterable {
  /// One number.
  case constant
  /// The pixel at the edge: `a a a a | a b c d | d d d d`.
  case nearest
  /// The image again from the edge: `d c b a | a b c d | d c b a`.
  case reflect
  /// The image again from the other edge: `a b c d | a b c d | a b c d`.
  case wrap

  var number: Int {
    switch self {
    case .constant: assay_fill_constant
    case .nearest: assay_fill_nearest
    case .reflect: assay_fill_reflect
    case .wrap: assay_fill_wrap
    }
  }
}

/// Images `[batch, height, width, channels]` looked up where linear maps `[batch, 6]` put each new pixel.
///
/// - Gradient: each pixel's gradient added up where it was looked up; keeps the maps.
struct AffineTransform: Op {
  /// The height and width of the result.
  let size: (height: Int, width: Int)
  let fillMode: FillMode
  let fillValue: Float
  let isBilinear: Bool

  func shape(of inputs: [Shape]) -> Shape {
    [inputs[0][0], size.height, size.width, inputs[0][3]]
  }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    [.apply(AffineGradient(forward: self, target: inputs[0].shape), dy, inputs[1]), nil]
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    10 * node.shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node.inputs[0])
    planner.call(
      assay_transform, (node.inputs + [node]).map { planner.buffer($0) }, sizes: sizes(x),
      settings: settings(x), work: planner.shape(node).elements)
  }

  func sizes(_ x: Shape) -> [Int] { [x[0], x[1], x[2], size.height, size.width] }

  func settings(_ x: Shape) -> [Float] {
    [fillValue, Float(fillMode.number), isBilinear ? 1 : 0, Float(x[3])]
  }
}

/// The gradient of ``AffineTransform`` with respect to the images.
struct AffineGradient: Op {
  let forward: AffineTransform
  let target: Shape

  func shape(of inputs: [Shape]) -> Shape { target }

  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] {
    preconditionFailure("AffineGradient: second derivatives are not supported")
  }

  func operations(_ node: Node, batchSize: Int) -> Int {
    10 * node.inputs[0].shape.filled(batchSize).elements
  }

  func plan(_ node: Node, _ planner: inout Planner) {
    let x = planner.shape(node)
    planner.call(
      assay_transform_gradient, (node.inputs + [node]).map { planner.buffer($0) },
      sizes: forward.sizes(x), settings: forward.settings(x), work: x.elements)
  }
}

/// One map drawn for each image of a batch.
struct RandomMaps: RandomOp {
  enum Kind {
    /// In whole turns.
    case rotation(ClosedRange<Float>)
    /// In parts of height and width; both alike without the latter.
    case zoom(ClosedRange<Float>, ClosedRange<Float>?)
    case translation(ClosedRange<Float>, ClosedRange<Float>)
    case flip(horizontally: Bool, vertically: Bool)
    /// The last row and column at which a crop may begin.
    case crop(Int, Int)
  }
  let kind: Kind
  /// The images' height and width.
  let size: (height: Int, width: Int)
  let place: RandomPlace
  let seed: Int?

  func shape(of inputs: [Shape]) -> Shape { [Shape.free, 6] }
  func gradients(_ dy: Symbol, of y: Symbol, from inputs: [Symbol]) -> [Symbol?] { [] }

  func plan(_ node: Node, _ planner: inout Planner) {
    let (number, settings): (Int, [Float]) =
      switch kind {
      case .rotation(let turns): (assay_draw_rotation, [turns.lowerBound, turns.upperBound])
      case .zoom(let height, let width?):
        (
          assay_draw_zoom,
          [height.lowerBound, height.upperBound, width.lowerBound, width.upperBound]
        )
      case .zoom(let both, nil): (assay_draw_zoom_alike, [both.lowerBound, both.upperBound])
      case .translation(let height, let width):
        (
          assay_draw_translation,
          [height.lowerBound, height.upperBound, width.lowerBound, width.upperBound]
        )
      case .flip(let horizontally, let vertically):
        (assay_draw_flip, [horizontally ? 1 : 0, vertically ? 1 : 0])
      case .crop(let row, let column): (assay_draw_crop, [Float(row), Float(column)])
      }
    planner.call(
      assay_random_maps, [planner.buffer(node), planner.clock],
      sizes: [
        planner.shape(node)[0], planner.number(of: place, seed: seed), size.height, size.width,
        number,
      ], settings: settings)
  }
}

extension Symbol {
  /// Images looked up where maps `[batch, 6]` put each new pixel; see ``AffineTransform``.
  package func transformed(
    by maps: Symbol, size: (height: Int, width: Int)? = nil, fillMode: FillMode = .constant,
    fillValue: Float = 0, isBilinear: Bool = true
  ) -> Symbol {
    let op = AffineTransform(
      size: size ?? (shape.count == 4 ? (shape[1], shape[2]) : (1, 1)), fillMode: fillMode,
      fillValue: fillValue, isBilinear: isBilinear)
    return .apply(op, self, maps)
  }
}
