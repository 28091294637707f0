extension Double {
  /// The shortest digits that read back as this number; `nan` without a sign or what a NaN carries.
  package var text: String { isNaN ? "nan" : description }
}
