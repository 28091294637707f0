import AssayCore
import AssayModel
import Foundation

/// Layers that normalize, as functions of their input and their parameters.
extension OpCase {
  static let normalizations: [OpCase] = {
    let rows: [Shape] = [[2, 5], [Shape.free, 3, 4], [3, 300], [2, 1, 70]]
    let layers: [OpCase] = rows.flatMap { shape in
      [NormalizationForm.Kind.deviation, .rootMeanSquare, .length].flatMap { kind in
        [
          normalization(shape, kind, gamma: true, beta: true),
          normalization(shape, kind, gamma: true, beta: false),
          normalization(shape, kind, gamma: false, beta: true),
          normalization(shape, kind, gamma: false, beta: false),
        ]
      }
    }
    let groups: [OpCase] = [
      ([Shape.free, 3, 4], 2, 2), ([2, 3, 2, 6], 3, 3), ([2, 6, 5], 1, 2), ([2, 6, 5], 1, 6),
      ([2, 3, 6, 2], 2, 3), ([2, 2, 70], 2, 5), ([1, 4], 1, 2), ([2, 20, 6], 2, 6),
    ].flatMap { (shape: Shape, axis: Int, groups: Int) in
      [
        group(shape, axis, groups, gamma: true, beta: true),
        group(shape, axis, groups, gamma: false, beta: false),
      ]
    }
    return layers + groups
  }()

  private static func normalization(
    _ shape: Shape, _ kind: NormalizationForm.Kind, gamma: Bool, beta: Bool
  ) -> OpCase {
    let width: Shape = [shape.lastSize]
    let form = NormalizationForm(kind: kind, epsilon: 0.01, leading: shape.count - 1)
    return OpCase(
      "by \(kind)\(gamma ? ", gamma" : "")\(beta ? ", beta" : "")",
      [shape] + (gamma ? [width] : []) + (beta ? [width] : []),
      { x in
        x[0].normalized(form, gamma: gamma ? x[1] : nil, beta: beta ? x[gamma ? 2 : 1] : nil)
      },
      is: { x, s in
        Plain.rows(x[0], width: s[0].lastSize) { row in
          Plain.normalized(row, kind, epsilon: 0.01).enumerated().map { index, value in
            value * (gamma ? x[1][index] : 1) + (beta ? x[gamma ? 2 : 1][index] : 0)
          }
        }
      })
  }

  private static func group(
    _ shape: Shape, _ axis: Int, _ groups: Int, gamma: Bool, beta: Bool
  ) -> OpCase {
    let channels: Shape = [shape[axis]]
    let form = NormalizationForm(
      kind: .deviation, epsilon: 0.01, leading: 1, channelAxis: axis, groups: groups)
    return OpCase(
      "\(groups) groups of axis \(axis)\(gamma ? ", gamma" : "")\(beta ? ", beta" : "")",
      [shape] + (gamma ? [channels] : []) + (beta ? [channels] : []),
      { x in
        x[0].normalized(form, gamma: gamma ? x[1] : nil, beta: beta ? x[gamma ? 2 : 1] : nil)
      },
      is: { x, s in
        let inner = s[0][(axis + 1)...].reduce(1, *)
        let size = s[0].sample.elements
        let width = s[0][axis] / groups
        var result = x[0]
        for sample in 0..<s[0][0] {
          for group in 0..<groups {
            let places = (0..<size).filter { $0 / inner % s[0][axis] / width == group }
            let values = Plain.normalized(
              places.map { x[0][sample * size + $0] }, .deviation, epsilon: 0.01)
            for (place, value) in zip(places, values) {
              let channel = place / inner % s[0][axis]
              result[sample * size + place] =
                value * (gamma ? x[1][channel] : 1) + (beta ? x[gamma ? 2 : 1][channel] : 0)
            }
          }
        }
        return result
      })
  }
}

extension Plain {
  static func normalized(
    _ row: [Double], _ kind: NormalizationForm.Kind, epsilon: Float
  ) -> [Double] {
    let count = Double(row.count)
    let mean = kind == .deviation ? row.reduce(0, +) / count : 0
    let squares = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let divisor =
      kind == .length
      ? max(squares.squareRoot(), Double(epsilon))
      : (squares / count + Double(epsilon)).squareRoot()
    return row.map { ($0 - mean) / divisor }
  }
}
