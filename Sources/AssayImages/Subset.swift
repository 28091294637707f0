/// The part of a folder's images that is taken.
///
/// - Source: `subset` of `keras.utils.image_dataset_from_directory`.
public enum Subset: String, Sendable, CaseIterable {
  case training, validation
}
