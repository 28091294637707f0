import Assay
import CDigits

/// The bundled handwritten digits: 1,797 images of 8×8 pixels in 0...1, and the digit each shows.
enum Digits {
  /// - Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
  ///   Repository, CC BY 4.0.
  static func dataset() throws -> Dataset {
    let count = Int(assay_digits_count)
    let pixels = Int(assay_digits_height * assay_digits_width)
    let images = UnsafeBufferPointer(start: assay_digits_images(), count: count * pixels)
    let labels = UnsafeBufferPointer(start: assay_digits_labels(), count: count)
    let x = try Tensor(
      images.map { Float($0) / 16 },
      shape: [count, Int(assay_digits_height), Int(assay_digits_width)])
    return try Dataset(x, Tensor(labels.map { Int64($0) }))
  }

  /// The digits in three parts: every fifth row is held out; of the others every fifth is to choose by,
  /// and the rest to train on.
  static func parts() throws -> (training: Dataset, validation: Dataset, heldOut: Dataset) {
    let all = try dataset()
    let heldOut = (0..<all.count).filter { $0 % 5 == 4 }
    let others = (0..<all.count).filter { $0 % 5 != 4 }
    let validation = others.indices.filter { $0 % 5 == 4 }.map { others[$0] }
    let training = others.indices.filter { $0 % 5 != 4 }.map { others[$0] }
    return (
      all.selecting(rows: training), all.selecting(rows: validation), all.selecting(rows: heldOut)
    )
  }

  /// The rows of one dataset, then those of another.
  static func joined(_ first: Dataset, _ second: Dataset) throws -> Dataset {
    let both = [first, second]
    let count = first.count + second.count
    return try Dataset(
      Tensor(
        both.flatMap { $0.inputs[0].scalars(of: Float.self) },
        shape: first.inputs[0].shape.withFirst(count)),
      Tensor(both.flatMap { $0.labels[0].scalars(of: Int64.self) }))
  }

  /// The images of `data` as they are, and moved by one pixel in each of four directions.
  static func shifted(_ data: Dataset) throws -> Dataset {
    let (height, width) = (Int(assay_digits_height), Int(assay_digits_width))
    let images = data.inputs[0].scalars(of: Float.self)
    let labels = data.labels[0].scalars(of: Int64.self)
    let moves = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
    var pixels: [Float] = []
    pixels.reserveCapacity(images.count * moves.count)
    for (down, right) in moves {
      for image in 0..<data.count {
        for row in 0..<height {
          for column in 0..<width {
            let (y, x) = (row - down, column - right)
            let isInside = (0..<height).contains(y) && (0..<width).contains(x)
            pixels.append(isInside ? images[(image * height + y) * width + x] : 0)
          }
        }
      }
    }
    return try Dataset(
      Tensor(pixels, shape: [data.count * moves.count, height, width]),
      Tensor(moves.flatMap { _ in labels }))
  }
}
