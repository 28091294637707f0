import AssayCore
import AssayTestSupport
import AssayTraining
import Foundation
import Testing

/// Runs of real Keras from the same first weights over the same rows in the same order: several outputs,
/// weights, masks, regularizers, the arguments of `fit`.
struct GoldenTrainingTests {
  static let agreeing = [
    "class_weight_and_weighted_validation", "class_weight_binary", "class_weight_categorical",
    "class_weight_sparse", "constraint_max_norm", "constraint_min_max_norm", "constraint_non_neg",
    "constraint_unit_norm", "embedding_flattened", "embedding_masked_steps",
    "embedding_masked_weights", "everything_at_once", "fit_default_batch_size",
    "fit_initial_epoch", "fit_initial_epoch_of_steps", "fit_one_batch", "fit_steps_per_epoch",
    "fit_validation_batch_size", "fit_validation_epochs", "fit_validation_freq",
    "fit_validation_split", "fit_validation_steps", "layer_that_adds_a_loss",
    "layer_that_adds_a_metric", "loss_binary_crossentropy_wide", "loss_binary_focal",
    "loss_binary_focal_balanced", "loss_binary_focal_logits", "loss_binary_smoothed",
    "loss_categorical_focal", "loss_categorical_focal_logits", "loss_categorical_hinge",
    "loss_categorical_smoothed", "loss_cosine_similarity", "loss_crossentropy_word", "loss_dice",
    "loss_dice_by_row", "loss_generalized_crossentropy", "loss_hinge",
    "loss_hinge_of_zeros_and_ones", "loss_huber", "loss_ignore_class",
    "loss_ignore_class_weighted", "loss_kl_divergence", "loss_log_cosh",
    "loss_mean_absolute_error", "loss_mean_absolute_percentage_error",
    "loss_mean_squared_logarithmic_error", "loss_poisson", "loss_sparse_logits",
    "loss_squared_hinge", "loss_tversky", "masking", "masking_sum", "masking_two_wide",
    "masking_weights_by_step", "metrics_of_several_values", "optimizer_accumulation",
    "optimizer_adadelta", "optimizer_adafactor", "optimizer_adagrad",
    "optimizer_adam_accumulation", "optimizer_adam_clipnorm", "optimizer_adamax",
    "optimizer_adamw", "optimizer_amsgrad", "optimizer_cosine_warmup", "optimizer_ema",
    "optimizer_ema_overwrite", "optimizer_exponential_decay",
    "optimizer_exponential_decay_staircase", "optimizer_ftrl", "optimizer_lion", "optimizer_nadam",
    "optimizer_piecewise", "optimizer_rmsprop_centered", "optimizer_sgd_clipvalue",
    "optimizer_sgd_global_clipnorm", "optimizer_sgd_weight_decay", "regularizer_activity",
    "regularizer_l1_and_bias", "regularizer_l2", "regularizer_orthogonal",
    "regularizer_with_weights", "regularizers_two_outputs", "same_names", "sequences_counts",
    "sequences_weights_by_row", "sequences_weights_by_step", "split_class_weight", "split_weights",
    "three_outputs_mixed", "three_outputs_one_silent", "two_outputs_dict", "two_outputs_list",
    "two_outputs_one_loss", "two_outputs_one_weight_array", "two_outputs_one_word",
    "two_outputs_same_names", "two_outputs_total_only", "two_outputs_weight_of_zero",
    "two_outputs_weights_dict", "two_outputs_weights_list", "weighted_metrics_of_counts",
    "weights_by_row", "weights_class_metrics", "weights_in_a_column",
    "weights_mean_with_sample_weight", "weights_only_for_validation", "weights_regression_metrics",
    "weights_sum", "weights_three_labels", "weights_zero_for_a_batch",
  ]

  @Test(arguments: agreeing)
  func everyFigureIsThatOfKeras(name: String) throws {
    let golden = try TrainingCase(name)
    let model = try golden.compiledModel()
    try golden.expect(try golden.run(model))
    try golden.expectEnd(of: model)
  }

  /// Where Assay does something else than Keras, by choice, and what it says.
  static let refusals = [
    // Keras uses the first of two losses and drops the other in silence.
    "loss_two_on_one_output":
      "2 losses were given for 1 output, value; give one loss, or write their sum as a custom one",
    // Keras refuses these too, in words about tuples.
    "two_outputs_too_few_metrics":
      "metrics: a list of 1 entry for a model with 2 outputs, diagnosis, radius; "
      + "give a list for each in this order, nil for none, or lists by name",
    "two_outputs_unknown_name":
      "metrics: \"radii\" for a model with 2 outputs, diagnosis, radius; "
      + "give a list for each in this order, nil for none, or lists by name",
  ]

  @Test(arguments: refusals.keys.sorted())
  func whatIsRefusedIsRefusedInWords(name: String) throws {
    let golden = try TrainingCase(name)
    let error = #expect(throws: (any Error).self) { try golden.compiledModel() }
    #expect(error.map { "\($0)" } == Self.refusals[name])
  }

  /// Keras calls the mean of nothing 0, which reads like a perfect figure; here it is no number. The
  /// loss, which is divided by the number of rows, is 0 in both.
  @Test func aMetricWithoutAnyWeightIsUndefined() throws {
    let golden = try TrainingCase("weights_all_zero")
    let model = try golden.compiledModel()
    let history = try golden.run(model)
    try golden.expect(history, except: ["weighted_mae"])
    #expect(golden.history?["weighted_mae"]?.compactMap(\.number) == [0, 0])
    #expect(history["weighted_mae"]?.map(\.isNaN) == [true, true])
    try golden.expectEnd(of: model, except: ["weighted_mae"])
  }

  /// Keras refuses weights of classes where there are weights of samples; here they are multiplied.
  @Test func classWeightsTimesSampleWeightsAreTheirProduct() throws {
    let golden = try TrainingCase("class_weight_and_sample_weight")
    #expect(
      golden.error == "You cannot `class_weight` and `sample_weight` at the same time.")
    let model = try golden.compiledModel()
    let history = try golden.run(model)
    let byHand = try golden.compiledModel()
    let data = try golden.training
    let products = zip(data.labels[0].doubles, try #require(data.weights[0]).doubles).map {
      Float($1) * ($0 == 0 ? 0.75 : 3)
    }
    let weighted = try data.weighted(by: [.init(products)])
    let other = try byHand.fit(
      weighted, batchSize: golden.batchSize, epochs: 3, shuffle: false, progress: .silent)
    #expect(history["loss"] == other["loss"])
    #expect(model.weights == byHand.weights)
  }

  /// Keras masks means of values and shows padding to metrics that count; here all metrics leave it out,
  /// unless Keras's rule is asked for.
  @Test func countsLeavePaddingOutUnlessKerasIsAskedFor() throws {
    let golden = try TrainingCase("masking_counts")
    let keras = try golden.compiledModel(rule: .keras3)
    try golden.expect(try golden.run(keras))
    try golden.expectEnd(of: keras)
    let own = try golden.compiledModel()
    let counts = ["recall", "auc", "val_recall", "val_auc"]
    let history = try golden.run(own)
    try golden.expect(history, except: counts)
    try golden.expectEnd(of: own, except: counts)
    for key in counts {
      #expect(history[key] != golden.history?[key]?.compactMap(\.number), "\(key)")
    }
  }

  /// Keras casts the weights of intersections over unions to whole numbers; here they count as they are.
  @Test func unionsAreWeightedByWholeWeightsInKerasAlone() throws {
    let golden = try TrainingCase("weights_one_hot_metrics")
    let model = try golden.compiledModel()
    let unions = ["weighted_iou", "val_weighted_iou"]
    try golden.expect(try golden.run(model), except: unions)
    try golden.expectEnd(of: model, except: unions)
    let data = try golden.training
    let whole = try data.weighted(by: [
      Tensor(try #require(data.weights[0]).doubles.map { Float($0.rounded(.down)) })
    ])
    let keras = try #require(golden.evaluate?["weighted_iou"]?.number)
    let own = try #require(try model.evaluate(whole)["weighted_iou"])
    #expect(TrainingCase.isClose(own, keras), "\(own), Keras \(keras)")
  }

  @Test func everyFileIsTried() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Golden.url("training").path)
    let names = files.filter { $0.hasSuffix(".json") && !$0.hasPrefix("callback_") }
      .map { String($0.dropLast(5)) }
    let others = [
      "weights_all_zero", "class_weight_and_sample_weight", "masking_counts",
      "weights_one_hot_metrics",
    ]
    #expect(names.sorted() == (Self.agreeing + Self.refusals.keys + others).sorted())
  }
}
