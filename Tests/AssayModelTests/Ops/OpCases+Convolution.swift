import AssayCore
import AssayModel
import Foundation

/// Ops on images `[batch, height, width, channels]`: convolutions in all directions, pooling, padding, and
/// normalisation by the moments of a batch.
extension OpCase {
  static let convolutional: [OpCase] = convolutions + pooling + padding + batchNormalisations

  // MARK: Convolutions

  /// A convolution's sizes, and how its windows pass.
  struct Windows: Sendable {
    var image = (height: 4, width: 5, channels: 2)
    var filters = 3
    var rows = Window(size: 2)
    var columns = Window(size: 3)
    var groups = 1

    var result: (height: Int, width: Int, channels: Int) {
      (rows.places(on: image.height), columns.places(on: image.width), filters)
    }
    var kernel: Shape { [rows.size, columns.size, image.channels / groups, filters] }
    var geometry: ConvolutionGeometry {
      ConvolutionGeometry(
        image: image, result: result, rows: rows, columns: columns, groups: groups, kernel: kernel)
    }

    /// Every product of a convolution: the places in image, kernel and result that belong together.
    func forEachProduct(batch: Int, _ body: (_ image: Int, _ kernel: Int, _ result: Int) -> Void) {
      let (depth, part) = (image.channels / groups, filters / groups)
      for n in 0..<batch {
        for (row, column, filter) in places(result.height, result.width, filters) {
          for (y, x, channel) in places(rows.size, columns.size, depth) {
            let from = (
              row * rows.stride + y * rows.dilation - rows.before,
              column * columns.stride + x * columns.dilation - columns.before
            )
            guard (0..<image.height).contains(from.0), (0..<image.width).contains(from.1) else {
              continue
            }
            let source = ((n * image.height + from.0) * image.width + from.1) * image.channels
            body(
              source + filter / part * depth + channel,
              ((y * columns.size + x) * depth + channel) * filters + filter,
              ((n * result.height + row) * result.width + column) * filters + filter)
          }
        }
      }
    }

    private func places(_ a: Int, _ b: Int, _ c: Int) -> [(Int, Int, Int)] {
      (0..<a).flatMap { a in (0..<b).flatMap { b in (0..<c).map { (a, b, $0) } } }
    }
  }

  private static let convolutions: [OpCase] = {
    let forms: [(String, Windows)] = [
      ("a convolution", Windows()),
      (
        "one with padding and strides",
        Windows(
          rows: Window(size: 3, stride: 2, before: 1, after: 1),
          columns: Window(size: 2, stride: 3, before: 0, after: 1))
      ),
      (
        "one with holes",
        Windows(rows: Window(size: 2, dilation: 2), columns: Window(size: 2, dilation: 3))
      ),
      (
        "one in two groups",
        Windows(
          image: (3, 4, 4), filters: 6, rows: Window(size: 2, before: 1),
          columns: Window(size: 2, stride: 2), groups: 2)
      ),
      (
        "one channel by channel",
        Windows(
          image: (4, 3, 3), filters: 3, rows: Window(size: 3, stride: 1, before: 1, after: 1),
          columns: Window(size: 3, stride: 2, before: 1, after: 1), groups: 3)
      ),
      (
        "one channel by channel, 3 by 3",
        Windows(
          image: (3, 6, 16), filters: 16, rows: Window(size: 3, before: 1, after: 1),
          columns: Window(size: 3, before: 1, after: 1), groups: 16)
      ),
      (
        "one channel by channel, 3 by 3 every other place",
        Windows(
          image: (5, 4, 16), filters: 16, rows: Window(size: 3, stride: 2, before: 0, after: 1),
          columns: Window(size: 3, stride: 2, before: 1, after: 1), groups: 16)
      ),
      (
        "one channel by channel, twice as many",
        Windows(
          image: (3, 4, 2), filters: 4, rows: Window(size: 2), columns: Window(size: 3), groups: 2)
      ),
      (
        "one of single pixels",
        Windows(filters: 5, rows: Window(size: 1), columns: Window(size: 1, stride: 2))
      ),
      ("one of a row", Windows(image: (1, 6, 3), rows: Window(size: 1))),
    ]
    let winograd: [OpCase] = [
      (
        "a convolution by Winograd",
        Windows(image: (6, 3, 9), filters: 3, rows: Window(size: 3), columns: Window(size: 3))
      ),
      (
        "one by Winograd with padding",
        Windows(
          image: (2, 5, 2), filters: 9, rows: Window(size: 3, before: 2, after: 1),
          columns: Window(size: 3, after: 2))
      ),
    ].flatMap { (name: String, windows: Windows) in
      [
        forward(name, windows, bias: true, prefersWinograd: true),
        toInput(name, windows, prefersWinograd: true),
        toKernel(name, windows, prefersWinograd: true),
      ]
    }
    return forms.flatMap { name, windows in
      [forward(name, windows, bias: false), forward(name, windows, bias: true)]
        + [toInput(name, windows), toKernel(name, windows)]
    } + winograd + [cut("a convolution cut to 0...6", Windows())]
  }()

  private static func forward(
    _ name: String, _ windows: Windows, bias: Bool, prefersWinograd: Bool? = nil
  ) -> OpCase {
    let convolution = Convolution(
      geometry: windows.geometry, direction: .forward, prefersWinograd: prefersWinograd)
    return OpCase(
      "\(name)\(bias ? " and a bias" : "")",
      [windows.geometry.imageShape, windows.geometry.kernel] + (bias ? [[windows.filters]] : []),
      in: windows.range(prefersWinograd),
      { .apply(convolution, to: $0) }, is: { x, s in windows.convolved(x, batch: s[0][0]) })
  }

  private static func toInput(
    _ name: String, _ windows: Windows, prefersWinograd: Bool? = nil
  ) -> OpCase {
    let convolution = Convolution(
      geometry: windows.geometry, direction: .toInput, prefersWinograd: prefersWinograd)
    return OpCase(
      "\(name), to its input", [windows.geometry.resultShape, windows.geometry.kernel],
      in: windows.range(prefersWinograd),
      { .apply(convolution, to: $0) },
      is: { x, s in windows.convolvedToInput(x, batch: s[0][0]) })
  }

  /// Its gradients would be second derivatives, which there are none of.
  private static func toKernel(
    _ name: String, _ windows: Windows, prefersWinograd: Bool? = nil
  ) -> OpCase {
    let convolution = Convolution(
      geometry: windows.geometry, direction: .toKernel, prefersWinograd: prefersWinograd)
    return OpCase(
      "\(name), to its kernel", [windows.geometry.imageShape, windows.geometry.resultShape],
      in: windows.range(prefersWinograd), differentiable: [], { .apply(convolution, to: $0) },
      is: { x, s in windows.convolvedToKernel(x, batch: s[0][0]) })
  }

  /// Numbers around 3, most of them within the bounds.
  private static func cut(_ name: String, _ windows: Windows) -> OpCase {
    let geometry = windows.geometry
    return OpCase(
      name, [geometry.imageShape, geometry.kernel, [windows.filters]],
      contents: [.numbers(-1...1), .numbers(-1...1), .numbers(0...6)],
      {
        .apply(Convolution(geometry: geometry, direction: .forward, bounds: 0...6), to: $0)
      },
      is: { x, s in
        windows.convolved(x, batch: s[0][0]).map { Swift.min(Swift.max($0, 0), 6) }
      })
  }

  // MARK: Pooling and padding

  private static let pooling: [OpCase] = {
    let windows: [(Window, Window)] = [
      (Window(size: 2, stride: 2), Window(size: 2, stride: 2)),
      (Window(size: 3, before: 1, after: 1), Window(size: 2, after: 1)),
      (Window(size: 2, stride: 3), Window(size: 3, stride: 2, before: 1, after: 1)),
      (Window(size: 1), Window(size: 5)),
    ]
    return windows.flatMap { rows, columns in
      [Pooling.Kind.maximum, .average].map { kind in
        let name = "the \(kind) of \(rows.size) by \(columns.size) every \(rows.stride)"
        return OpCase(
          "\(name) by \(columns.stride)", [[Shape.free, 4, 5, 3]],
          { .apply(Pooling(kind: kind, rows: rows, columns: columns), $0[0]) },
          is: { x, s in Plain.pooled(x[0], s[0], kind, rows, columns) })
      }
    }
  }()

  private static let padding: [OpCase] = [
    PadOp(top: 1, bottom: 0, left: 2, right: 3), PadOp(top: -1, bottom: -1, left: 0, right: -2),
    PadOp(top: 2, bottom: -1, left: -1, right: 1), PadOp(top: 0, bottom: 0, left: 0, right: 0),
  ].map { pad in
    OpCase(
      "pad \(pad.top) \(pad.bottom) \(pad.left) \(pad.right)", [[Shape.free, 3, 4, 2]],
      { .apply(pad, $0[0]) },
      is: { x, s in
        let (height, width) = (3 + pad.top + pad.bottom, 4 + pad.left + pad.right)
        return (0..<s[0][0] * height * width * 2).map { flat in
          let (channel, column) = (flat % 2, flat / 2 % width - pad.left)
          let row = flat / (2 * width) % height - pad.top
          guard (0..<3).contains(row), (0..<4).contains(column) else { return 0 }
          return x[0][((flat / (2 * width * height) * 3 + row) * 4 + column) * 2 + channel]
        }
      })
  }

  // MARK: Normalisation by moments

  private static let batchNormalisations: [OpCase] =
    ([[7, 3], [Shape.free, 3, 4, 5], [2, 5, 19]] as [Shape]).flatMap { shape in
      [false, true].flatMap { isBatch in
        [false, true].map { batchNormalisation(shape, isBatch: isBatch, isCut: $0) }
      }
    }

  private static func batchNormalisation(_ shape: Shape, isBatch: Bool, isCut: Bool) -> OpCase {
    let channels: Shape = [shape.lastSize]
    let op = BatchNormalise(epsilon: 0.01, bounds: isCut ? 0...6 : nil)
    // The moments that stay have no gradient.
    let moments: [Shape] = isBatch ? [] : [channels, channels]
    return OpCase(
      "by moments \(isBatch ? "of the batch" : "that stay")\(isCut ? ", cut to 0...6" : "")",
      [shape] + moments + [channels, channels],
      contents: [.numbers(-2...2)]
        + (isBatch ? [] : [.numbers(-1...1), .numbers(0.5...2)])
        + [.numbers(0.5...2), .numbers(isCut ? 2...4 : -1...1)],
      differentiable: isBatch ? [0, 1, 2] : [0, 3, 4],
      { x in
        isBatch
          ? .apply(op, x[0], .apply(BatchMoments(), x[0]), x[1], x[2])
          : .apply(op, to: x)
      },
      is: { x, s in
        let width = s[0].lastSize
        let rows = Double(x[0].count / width)
        let (gamma, beta) = (x[x.count - 2], x[x.count - 1])
        var made = x[0]
        for channel in 0..<width {
          let places = Array(stride(from: channel, to: x[0].count, by: width))
          let own = places.reduce(0) { $0 + x[0][$1] } / rows
          let mean = isBatch ? own : x[1][channel]
          let squares = places.reduce(0) { $0 + (x[0][$1] - own) * (x[0][$1] - own) }
          let variance = isBatch ? squares / rows : x[2][channel]
          for place in places {
            let value =
              (x[0][place] - mean) / (variance + Double(Float(0.01))).squareRoot()
              * gamma[channel] + beta[channel]
            made[place] = isCut ? Swift.min(Swift.max(value, 0), 6) : value
          }
        }
        return made
      })
  }
}

extension OpCase.Windows {
  func convolved(_ x: [[Double]], batch: Int) -> [Double] {
    var made = [Double](repeating: 0, count: geometry.resultShape.filled(batch).elements)
    forEachProduct(batch: batch) { made[$2] += x[0][$0] * x[1][$1] }
    guard x.count > 2 else { return made }
    return made.enumerated().map { $1 + x[2][$0 % filters] }
  }

  func convolvedToInput(_ x: [[Double]], batch: Int) -> [Double] {
    var made = [Double](repeating: 0, count: geometry.imageShape.filled(batch).elements)
    forEachProduct(batch: batch) { made[$0] += x[1][$1] * x[0][$2] }
    return made
  }

  func convolvedToKernel(_ x: [[Double]], batch: Int) -> [Double] {
    var made = [Double](repeating: 0, count: geometry.kernel.elements)
    forEachProduct(batch: batch) { made[$1] += x[0][$0] * x[1][$2] }
    return made
  }

  /// Smaller numbers for Winograd's way, whose results are sums of larger numbers than the products are.
  fileprivate func range(_ prefersWinograd: Bool?) -> ClosedRange<Float> {
    prefersWinograd == true ? -0.25...0.25 : -2...2
  }
}

extension Plain {
  /// The maximum or mean of every window, of what of it lies on the image.
  fileprivate static func pooled(
    _ x: [Double], _ shape: Shape, _ kind: Pooling.Kind, _ rows: Window, _ columns: Window
  ) -> [Double] {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    var made: [Double] = []
    for n in 0..<shape[0] {
      for row in 0..<rows.places(on: height) {
        for column in 0..<columns.places(on: width) {
          for channel in 0..<channels {
            var seen: [Double] = []
            for y in 0..<rows.size {
              for z in 0..<columns.size {
                let at = (
                  row * rows.stride + y - rows.before, column * columns.stride + z - columns.before
                )
                guard (0..<height).contains(at.0), (0..<width).contains(at.1) else { continue }
                seen.append(x[((n * height + at.0) * width + at.1) * channels + channel])
              }
            }
            made.append(
              kind == .maximum
                ? seen.reduce(-.infinity, Swift.max) : seen.reduce(0, +) / Double(seen.count))
          }
        }
      }
    }
    return made
  }
}
