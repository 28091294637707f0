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

  /// Every fifth row, held out; and the others.
  static func split() throws -> (training: Dataset, heldOut: Dataset) {
    let all = try dataset()
    return (
      all.selecting(rows: (0..<all.count).filter { $0 % 5 != 4 }),
      all.selecting(rows: (0..<all.count).filter { $0 % 5 == 4 })
    )
  }
}
