import AssayCore
import AssayModel
import CKernels
import Foundation

/// Images looked up elsewhere, and in another size.
extension OpCase {
  static let images: [OpCase] = affine + resizes + floats

  private static let affine: [OpCase] = FillMode.allCases.flatMap { fill in
    [true, false].map { isBilinear in
      // A little turned and zoomed, and far enough moved that the edges count twice over.
      let map: [Float] = [0.9, -0.3, 1.37, 0.25, 1.2, -6.27]
      return OpCase(
        "affine, \(fill)\(isBilinear ? ", bilinear" : "")", [[Shape.free, 3, 4, 2]],
        { x in
          x[0].transformed(
            by: .constant(map, shape: [1, 6]).broadcast(to: [Shape.free, 6]), size: (5, 6),
            fillMode: fill, fillValue: 0.5, isBilinear: isBilinear)
        },
        is: { x, s in
          Plain.affine(x[0], s[0], map.map(Double.init), (5, 6), fill, 0.5, isBilinear)
        })
    }
  }

  private static let resizes: [OpCase] = [
    ([Shape.free, 3, 4, 2], 5, 3), ([2, 1, 5, 1], 3, 2), ([1, 4, 4, 3], 8, 8),
  ].flatMap { (shape: Shape, height: Int, width: Int) in
    [
      OpCase(
        "resized, bilinear", [shape],
        { $0[0].resized(height: height, width: width, method: assay_resize_bilinear) },
        is: { x, s in Plain.resized(x[0], s[0], height, width) { max(0, 1 - abs($0)) } }),
      OpCase(
        "resized, nearest", [shape],
        { $0[0].resized(height: height, width: width, method: assay_resize_nearest) },
        is: { x, s in Plain.resized(x[0], s[0], height, width, nil) }),
    ]
  }

  private static let floats: [OpCase] = [
    OpCase(
      "as floats", [[2, 3], [2, 3]], contents: [.indices(below: 9), .numbers(-2...2)],
      differentiable: [1], { $0[0].asFloats * $0[1] },
      is: { x, _ in zip(x[0], x[1]).map { $0 * $1 } }),
    OpCase(
      "constant numbers", [[2, 3]], { $0[0] * .constant([1, -2, 3], shape: [3]) },
      is: { x, _ in x[0].enumerated().map { [1, -2, 3][$0 % 3] * $1 } }),
  ]
}

extension Plain {
  private static func place(_ at: Int, _ size: Int, _ fill: FillMode) -> Int? {
    if (0..<size).contains(at) { return at }
    func modulo(_ a: Int, _ b: Int) -> Int { (a % b + b) % b }
    switch fill {
    case .constant: return nil
    case .nearest: return min(max(at, 0), size - 1)
    case .wrap: return modulo(at, size)
    case .reflect:
      let turn = modulo(at, 2 * size)
      return turn < size ? turn : 2 * size - 1 - turn
    }
  }

  /// Every new pixel from where the map puts it.
  static func affine(
    _ values: [Double], _ shape: Shape, _ map: [Double], _ size: (Int, Int), _ fill: FillMode,
    _ constant: Double, _ isBilinear: Bool
  ) -> [Double] {
    (0..<shape[0]).flatMap { image in
      (0..<size.0).flatMap { i in
        (0..<size.1).flatMap { j in
          (0..<shape[3]).map { channel in
            let column = map[0] * Double(j) + map[1] * Double(i) + map[2]
            let row = map[3] * Double(j) + map[4] * Double(i) + map[5]
            func pixel(_ row: Int, _ column: Int) -> Double {
              guard let r = place(row, shape[1], fill), let c = place(column, shape[2], fill)
              else { return constant }
              return values[((image * shape[1] + r) * shape[2] + c) * shape[3] + channel]
            }
            guard isBilinear else {
              return pixel(Int(row.rounded()), Int(column.rounded()))
            }
            let (top, left) = (row.rounded(.down), column.rounded(.down))
            return [0, 1].reduce(0.0) { sum, y in
              [0, 1].reduce(sum) { sum, x in
                let weight = (1 - abs(row - top - Double(y))) * (1 - abs(column - left - Double(x)))
                return sum + weight * pixel(Int(top) + y, Int(left) + x)
              }
            }
          }
        }
      }
    }
  }

  /// Every new pixel as a mean by distance, edge pixels standing for all beyond; the nearest one without
  /// a kernel.
  static func resized(
    _ values: [Double], _ shape: Shape, _ height: Int, _ width: Int,
    _ kernel: ((Double) -> Double)?
  ) -> [Double] {
    func weights(_ to: Int, _ from: Int) -> [[Double]] {
      (0..<to).map { i in
        let place = (Double(i) + 0.5) * Double(from) / Double(to) - 0.5
        var row = Array(repeating: 0.0, count: from)
        guard let kernel else {
          row[min(Int((place + 0.5).rounded(.down)), from - 1)] = 1
          return row
        }
        for at in -2...from + 1 { row[min(max(at, 0), from - 1)] += kernel(Double(at) - place) }
        return row
      }
    }
    let (rows, columns) = (weights(height, shape[1]), weights(width, shape[2]))
    return (0..<shape[0]).flatMap { image in
      rows.flatMap { down in
        columns.flatMap { right in
          (0..<shape[3]).map { channel in
            down.indices.reduce(0.0) { sum, r in
              right.indices.reduce(sum) { sum, c in
                sum + down[r] * right[c]
                  * values[((image * shape[1] + r) * shape[2] + c) * shape[3] + channel]
              }
            }
          }
        }
      }
    }
  }
}
