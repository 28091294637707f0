/// The form in which a folder of classes gives its labels.
///
/// - Source: `label_mode` of `keras.utils.image_dataset_from_directory`.
public enum ImageLabels: String, Sendable, CaseIterable {
  /// The index of the class: int32, shape `[batch]`.
  case int
  /// A one at the index of the class: float32, shape `[batch, classes]`.
  case categorical
  /// 0 or 1, of two classes: float32, shape `[batch, 1]`.
  case binary
  /// No labels: every image in the folder and in those below it.
  case none
}
