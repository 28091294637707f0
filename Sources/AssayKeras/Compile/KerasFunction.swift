import AssayCore

/// A function as Keras writes it: `{"class_name": "function", "config": "mean_squared_error", …}`.
enum KerasFunction {
  /// The name of the function; `nil` where the value is no function.
  ///
  /// Code that somebody has written has a name that Keras lacks, or a package, or is a lambda.
  static func name(_ json: JSON) -> String? {
    guard json["class_name"] == "function", case .string(let name)? = json["config"] else {
      return nil
    }
    if case .string(let registered)? = json["registered_name"], registered.contains(">") {
      return nil
    }
    guard let module = json["module"], module != .null else { return name }
    guard case .string(let text) = module else { return nil }
    let isKeras = ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras"].contains {
      text == $0 || text.hasPrefix($0 + ".")
    }
    return text == "builtins" || isKeras ? name : nil
  }
}
