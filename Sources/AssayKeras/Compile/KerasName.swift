/// The names that Keras makes of its classes.
enum KerasName {
  /// `RMSprop` is `rm_sprop`, `MeanIoU` is `mean_io_u`.
  static func snake(_ className: String) -> String {
    let letters = Array(className)
    var name = ""
    for (index, letter) in letters.enumerated() {
      if index > 0, letter.isUppercase {
        let next = index + 1 < letters.count ? letters[index + 1] : "A"
        let last = letters[index - 1]
        if next.isLowercase || last.isLowercase || last.isNumber { name += "_" }
      }
      name += letter.lowercased()
    }
    return name
  }
}
