import AssayTraining
import Testing

/// Runs of real Keras from the same first weights over the same rows in the same order: several outputs,
/// weights, masks, regularizers, the arguments of `fit`.
struct GoldenTrainingTests {
  @Test(arguments: [
    "fit_default_batch_size", "fit_initial_epoch", "fit_one_batch", "fit_validation_split",
    "loss_binary_crossentropy_wide", "loss_binary_focal", "loss_binary_focal_balanced",
    "loss_binary_focal_logits", "loss_binary_smoothed", "loss_categorical_focal",
    "loss_categorical_focal_logits", "loss_categorical_hinge", "loss_categorical_smoothed",
    "loss_cosine_similarity", "loss_crossentropy_word", "loss_dice", "loss_dice_by_row",
    "loss_generalized_crossentropy", "loss_hinge", "loss_hinge_of_zeros_and_ones", "loss_huber",
    "loss_kl_divergence", "loss_log_cosh", "loss_mean_absolute_error",
    "loss_mean_absolute_percentage_error", "loss_mean_squared_logarithmic_error", "loss_poisson",
    "loss_sparse_logits", "loss_squared_hinge", "loss_tversky", "optimizer_accumulation",
    "optimizer_adadelta", "optimizer_adafactor", "optimizer_adagrad", "optimizer_adam_accumulation",
    "optimizer_adam_clipnorm", "optimizer_adamax", "optimizer_adamw", "optimizer_amsgrad",
    "optimizer_cosine_warmup", "optimizer_ema_overwrite",
    "optimizer_exponential_decay", "optimizer_exponential_decay_staircase", "optimizer_ftrl",
    "optimizer_lion", "optimizer_nadam", "optimizer_piecewise", "optimizer_rmsprop_centered",
    "optimizer_sgd_clipvalue", "optimizer_sgd_global_clipnorm", "optimizer_sgd_weight_decay",
    "sequences_counts", "two_outputs_total_only",
  ])
  func everyFigureIsThatOfKeras(name: String) throws {
    let golden = try TrainingCase(name)
    let model = try golden.compiledModel()
    try golden.expect(try golden.run(model))
    try golden.expectEnd(of: model)
  }
}
