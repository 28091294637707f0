/// The channels that an image is read as.
///
/// - Source: `color_mode` of `keras.utils.image_dataset_from_directory`.
public enum ColorMode: String, Sendable, CaseIterable {
  case grayscale, rgb, rgba

  /// The numbers a pixel has: 1, 3 or 4.
  public var channels: Int {
    switch self {
    case .grayscale: 1
    case .rgb: 3
    case .rgba: 4
    }
  }
}
