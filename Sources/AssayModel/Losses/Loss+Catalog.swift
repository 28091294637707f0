extension Loss {
  /// The losses that have names in Keras, with their default arguments.
  ///
  ///     Loss.Catalog.loss(named: "mse")        // .meanSquaredError
  ///     Loss.Catalog.loss(named: "l2")         // nil
  package enum Catalog {
    /// Every name: classes, functions and short names, as Keras writes them.
    package static let names = entries.flatMap(\.names)

    /// The loss of a name, in exactly Keras's letters; `nil` where there is none.
    package static func loss(named name: String) -> Loss? {
      var loss = entries.first { $0.names.contains(name) }?.loss
      loss?.word = name
      return loss
    }

    static let entries: [(names: [String], loss: Loss)] = [
      (["mean_squared_error", "MeanSquaredError", "mse", "MSE"], .meanSquaredError),
      (["mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"], .meanAbsoluteError),
      (
        ["mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mape", "MAPE"],
        .meanAbsolutePercentageError()
      ),
      (
        ["mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "msle", "MSLE"],
        .meanSquaredLogarithmicError()
      ),
      (["huber", "Huber"], .huber()),
      (["log_cosh", "LogCosh"], .logCosh()),
      (["poisson", "Poisson"], .poisson()),
      (["kl_divergence", "KLDivergence", "kld", "KLD"], .klDivergence()),
      (["cosine_similarity", "CosineSimilarity"], .cosineSimilarity()),
      (["hinge", "Hinge"], .hinge()),
      (["squared_hinge", "SquaredHinge"], .squaredHinge()),
      (["categorical_hinge", "CategoricalHinge"], .categoricalHinge()),
      (["binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"], .binaryCrossentropy()),
      (["binary_focal_crossentropy", "BinaryFocalCrossentropy"], .binaryFocalCrossentropy()),
      (["categorical_crossentropy", "CategoricalCrossentropy"], .categoricalCrossentropy()),
      (
        ["categorical_focal_crossentropy", "CategoricalFocalCrossentropy"],
        .categoricalFocalCrossentropy()
      ),
      (
        ["sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"],
        .sparseCategoricalCrossentropy()
      ),
      (
        ["categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"],
        .categoricalGeneralizedCrossEntropy()
      ),
      (["dice", "Dice"], .dice()),
      (["tversky", "Tversky"], .tversky()),
      (["circle", "Circle"], .circle()),
      (["ctc", "CTC"], .ctc()),
    ]
  }
}
