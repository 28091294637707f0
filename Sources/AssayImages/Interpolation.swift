import CKernels

/// How an image is brought to another size.
///
/// The centre of pixel `i` lies at `i + ½`. None of them smooths an image that shrinks, except `area`,
/// which averages what each new pixel covers.
///
/// - Precision: in float32, to 0.002 of 255 of TensorFlow and JAX, but for `bicubic`, where TensorFlow
///   reads the weights from a table of 1024 places and differs by up to 0.2.
/// - Source: `interpolation` of `keras.utils.image_dataset_from_directory`.
public enum Interpolation: String, Sendable, CaseIterable {
  case nearest, bilinear, bicubic, area, lanczos3, lanczos5, gaussian, mitchellcubic

  var method: assay_resize_method {
    switch self {
    case .nearest: assay_resize_nearest
    case .bilinear: assay_resize_bilinear
    case .bicubic: assay_resize_bicubic
    case .area: assay_resize_area
    case .lanczos3: assay_resize_lanczos3
    case .lanczos5: assay_resize_lanczos5
    case .gaussian: assay_resize_gaussian
    case .mitchellcubic: assay_resize_mitchellcubic
    }
  }
}
