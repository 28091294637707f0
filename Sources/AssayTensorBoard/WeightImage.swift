import AssayCore
import Foundation

/// A weight as grey or coloured pictures, laid out as Keras's callback does.
///
/// Axes of size 1 do not count. A vector stands on end, a matrix lies on its longer side, of three axes
/// each slice along the last is a picture, and four axes are pictures of 1, 3 or 4 channels. 0 is black
/// and 1 is white; what lies outside is cut off.
///
/// - Source: `keras.callbacks.TensorBoard(write_images=True)`.
package struct WeightImage {
  package let width: Int
  package let height: Int
  /// PNGs, three at most.
  package let pictures: [Data]

  /// `nil` for scalars, for what is empty, and for shapes that are no pictures.
  package init?(_ weight: Tensor) {
    guard weight.count > 0 else { return nil }
    let sizes = weight.shape.filter { $0 != 1 }
    // Where the pixel at a place of a picture lies among the weight's elements.
    let place: (_ picture: Int, _ row: Int, _ column: Int, _ channel: Int) -> Int
    var (count, channels) = (1, 1)
    switch sizes.count {
    case 1:
      (width, height) = (1, sizes[0])
      place = { _, row, _, _ in row }
    case 2 where sizes[0] > sizes[1]:
      (width, height) = (sizes[0], sizes[1])
      place = { _, row, column, _ in column * sizes[1] + row }
    case 2:
      (width, height) = (sizes[1], sizes[0])
      place = { _, row, column, _ in row * sizes[1] + column }
    case 3:
      (width, height, count) = (sizes[1], sizes[0], sizes[2])
      place = { picture, row, column, _ in (row * sizes[1] + column) * sizes[2] + picture }
    case 4 where [3, 4].contains(sizes[3]):
      (width, height, count, channels) = (sizes[2], sizes[1], sizes[0], sizes[3])
      place = { picture, row, column, channel in
        ((picture * sizes[1] + row) * sizes[2] + column) * sizes[3] + channel
      }
    default:
      return nil
    }
    var pictures: [Data] = []
    for picture in 0..<min(count, 3) {
      var pixels: [UInt8] = []
      pixels.reserveCapacity(width * height * channels)
      for row in 0..<height {
        for column in 0..<width {
          for channel in 0..<channels {
            pixels.append(
              Self.pixel(weight.double(at: place(picture, row, column, channel))))
          }
        }
      }
      pictures.append(
        PNG.encoded(width: width, height: height, channels: channels, pixels: pixels))
    }
    self.pictures = pictures
  }

  private static func pixel(_ value: Double) -> UInt8 {
    value > 0 ? UInt8(min(255, value * 255.5)) : 0
  }
}
