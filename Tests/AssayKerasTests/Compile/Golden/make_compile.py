"""What real Keras writes for optimizers, schedules, losses, metrics and compiled models, and what its
files hold of optimizers.

    KERAS_BACKEND=jax python make_compile.py       # compile_configs.json, optimizer_files.json
    KERAS_BACKEND=torch python make_compile.py     # scaled_optimizer_files.json

On PyTorch some optimizers are classes of the backend's own, and ScheduleFreeAdamW changes a number
that it still needs; on JAX a LossScaleOptimizer cannot be applied outside of a trainer.
"""

import json
import os
import tempfile

import h5py
import keras
import numpy as np

O = keras.optimizers
S = keras.optimizers.schedules
L = keras.losses
M = keras.metrics
IS_JAX = keras.backend.backend() == "jax"
HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = {"keras": keras.__version__, "backend": keras.backend.backend(), "numpy": np.__version__}

COMMON = dict(
    learning_rate=0.02, weight_decay=0.01, clipnorm=1.5, use_ema=True, ema_momentum=0.9,
    ema_overwrite_frequency=4, loss_scale_factor=8.0, gradient_accumulation_steps=2,
)

OPTIMIZERS = [
    O.Adadelta(),
    O.Adadelta(rho=0.856, epsilon=1e-06, **COMMON),
    O.Adafactor(),
    O.Adafactor(
        beta_2_decay=-0.719, epsilon_1=1.0000000000000001e-29, epsilon_2=0.0019, clip_threshold=0.901, relative_step=False, **COMMON,
    ),
    O.Adagrad(),
    O.Adagrad(initial_accumulator_value=0.091, epsilon=1e-06, **COMMON),
    O.Adam(),
    O.Adam(beta_1=0.811, beta_2=0.9001, epsilon=1e-06, amsgrad=True, **COMMON),
    O.AdamW(),
    O.AdamW(beta_1=0.811, beta_2=0.9001, epsilon=1e-06, amsgrad=True, **COMMON),
    O.Adamax(),
    O.Adamax(beta_1=0.811, beta_2=0.9001, epsilon=1e-06, **COMMON),
    O.Ftrl(),
    O.Ftrl(
        learning_rate_power=-0.449, initial_accumulator_value=0.091, l1_regularization_strength=0.001, l2_regularization_strength=0.001, l2_shrinkage_regularization_strength=0.001, beta=2.0, **COMMON,
    ),
    O.Lamb(),
    O.Lamb(beta_1=0.811, beta_2=0.9001, epsilon=1e-06, **COMMON),
    O.Lion(),
    O.Lion(beta_1=0.811, beta_2=0.892, **COMMON),
    O.Muon(),
    O.Muon(
        adam_beta_1=0.811, adam_beta_2=0.9001, adam_weight_decay=0.0046, epsilon=1e-06, exclude_layers=['head'], exclude_embeddings=False, muon_a=3.10105, muon_b=-4.2965, muon_c=1.82935, adam_lr_ratio=2, momentum=0.856, ns_steps=6, nesterov=False, rms_rate=0.181, **COMMON,
    ),
    O.Nadam(),
    O.Nadam(beta_1=0.811, beta_2=0.9001, epsilon=1e-06, **COMMON),
    O.RMSprop(),
    O.RMSprop(rho=0.811, momentum=0.001, epsilon=1e-06, centered=True, **COMMON),
    O.SGD(),
    O.SGD(momentum=0.001, nesterov=True, **COMMON),
    O.ScheduleFreeAdamW(),
    O.ScheduleFreeAdamW(beta_1=0.811, beta_2=0.9001, epsilon=1e-07, warmup_steps=1, **COMMON),
    O.Adam(global_clipnorm=2.0),
    O.Adam(clipvalue=0.5),
    O.SGD(S.ExponentialDecay(0.1, 10, 0.5), momentum=0.9),
    O.LossScaleOptimizer(O.Adam(0.002)),
    O.LossScaleOptimizer(O.SGD(0.1, momentum=0.9), initial_scale=1024.0, dynamic_growth_steps=10),
]

SCHEDULES = [
    S.CosineDecay(initial_learning_rate=0.1, decay_steps=10),
    S.CosineDecay(
        initial_learning_rate=0.1, decay_steps=10, alpha=0.001, name='other_name', warmup_steps=3, warmup_target=0.2,
    ),
    S.CosineDecayRestarts(initial_learning_rate=0.1, first_decay_steps=10),
    S.CosineDecayRestarts(
        initial_learning_rate=0.1, first_decay_steps=10, t_mul=1.801, m_mul=0.901, alpha=0.001, name='other_name',
    ),
    S.ExponentialDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5),
    S.ExponentialDecay(
        initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True, name='other_name',
    ),
    S.InverseTimeDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5),
    S.InverseTimeDecay(
        initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True, name='other_name',
    ),
    S.PiecewiseConstantDecay(boundaries=[2, 5], values=[0.1, 0.05, 0.01]),
    S.PiecewiseConstantDecay(boundaries=[2, 5], values=[0.1, 0.05, 0.01], name='other_name'),
    S.PolynomialDecay(initial_learning_rate=0.1, decay_steps=10),
    S.PolynomialDecay(
        initial_learning_rate=0.1, decay_steps=10, end_learning_rate=0.00109, power=0.901, cycle=True, name='other_name',
    ),
]

LOSSES = [
    L.BinaryCrossentropy(),
    L.BinaryCrossentropy(
        from_logits=True, label_smoothing=0.1, axis=-1, reduction='sum', name='other_name',
    ),
    L.BinaryFocalCrossentropy(),
    L.BinaryFocalCrossentropy(
        apply_class_balancing=True, alpha=0.226, gamma=1.801, from_logits=True, label_smoothing=0.1, axis=-1, reduction='sum', name='other_name',
    ),
    L.CTC(),
    L.CTC(reduction='sum', name='other_name'),
    L.CategoricalCrossentropy(),
    L.CategoricalCrossentropy(
        from_logits=True, label_smoothing=0.1, axis=-1, reduction='sum', name='other_name',
    ),
    L.CategoricalFocalCrossentropy(),
    L.CategoricalFocalCrossentropy(
        alpha=0.226, gamma=1.801, from_logits=True, label_smoothing=0.1, axis=-1, reduction='sum', name='other_name',
    ),
    L.CategoricalGeneralizedCrossEntropy(),
    L.CategoricalGeneralizedCrossEntropy(q=0.451, reduction='sum', name='other_name'),
    L.CategoricalHinge(),
    L.CategoricalHinge(reduction='sum', name='other_name'),
    L.Circle(),
    L.Circle(gamma=72.001, margin=0.361, remove_diagonal=False, reduction='sum', name='other_name'),
    L.CosineSimilarity(),
    L.CosineSimilarity(axis=-1, reduction='sum', name='other_name'),
    L.Dice(),
    L.Dice(reduction='sum', name='other_name'),
    L.Hinge(),
    L.Hinge(reduction='sum', name='other_name'),
    L.Huber(),
    L.Huber(delta=0.901, reduction='sum', name='other_name'),
    L.KLDivergence(),
    L.KLDivergence(reduction='sum', name='other_name'),
    L.LogCosh(),
    L.LogCosh(reduction='sum', name='other_name'),
    L.MeanAbsoluteError(),
    L.MeanAbsoluteError(reduction='sum', name='other_name'),
    L.MeanAbsolutePercentageError(),
    L.MeanAbsolutePercentageError(reduction='sum', name='other_name'),
    L.MeanSquaredError(),
    L.MeanSquaredError(reduction='sum', name='other_name'),
    L.MeanSquaredLogarithmicError(),
    L.MeanSquaredLogarithmicError(reduction='sum', name='other_name'),
    L.Poisson(),
    L.Poisson(reduction='sum', name='other_name'),
    L.SparseCategoricalCrossentropy(),
    L.SparseCategoricalCrossentropy(
        from_logits=True, ignore_class=0, reduction='sum', axis=-1, name='other_name',
    ),
    L.SquaredHinge(),
    L.SquaredHinge(reduction='sum', name='other_name'),
    L.Tversky(),
    L.Tversky(alpha=0.451, beta=2.0, reduction='sum', name='other_name'),
]

METRICS = [
    M.AUC(),
    M.AUC(
        curve='PR', summation_method='majoring', name='other_name', multi_label=True, num_labels=2, label_weights=[0.4, 0.6], from_logits=True, num_thresholds=50,
    ),
    M.Accuracy(),
    M.Accuracy(name='other_name'),
    M.BinaryAccuracy(),
    M.BinaryAccuracy(name='other_name', threshold=0.4),
    M.BinaryCrossentropy(),
    M.BinaryCrossentropy(name='other_name', from_logits=True, label_smoothing=0.1),
    M.BinaryIoU(),
    M.BinaryIoU(target_class_ids=[1], threshold=0.4, name='other_name'),
    M.CategoricalAccuracy(),
    M.CategoricalAccuracy(name='other_name'),
    M.CategoricalCrossentropy(),
    M.CategoricalCrossentropy(name='other_name', from_logits=True, label_smoothing=0.1, axis=-1),
    M.CategoricalHinge(),
    M.CategoricalHinge(name='other_name'),
    M.ConcordanceCorrelation(),
    M.ConcordanceCorrelation(name='other_name', axis=-1),
    M.CosineSimilarity(),
    M.CosineSimilarity(name='other_name', axis=-1),
    M.F1Score(),
    M.F1Score(average='macro', threshold=0.4, name='other_name'),
    M.FBetaScore(),
    M.FBetaScore(average='macro', beta=2.0, threshold=0.4, name='other_name'),
    M.FalseNegatives(),
    M.FalseNegatives(thresholds=[0.3, 0.6], name='other_name'),
    M.FalsePositives(),
    M.FalsePositives(thresholds=[0.3, 0.6], name='other_name'),
    M.Hinge(),
    M.Hinge(name='other_name'),
    M.IoU(num_classes=3, target_class_ids=[0, 2]),
    M.IoU(
        num_classes=4, target_class_ids=[1], name='other_name', ignore_class=0, sparse_y_true=False, sparse_y_pred=False, axis=-1,
    ),
    M.KLDivergence(),
    M.KLDivergence(name='other_name'),
    M.LogCoshError(),
    M.LogCoshError(name='other_name'),
    M.Mean(),
    M.Mean(name='other_name'),
    M.MeanAbsoluteError(),
    M.MeanAbsoluteError(name='other_name'),
    M.MeanAbsolutePercentageError(),
    M.MeanAbsolutePercentageError(name='other_name'),
    M.MeanIoU(num_classes=3),
    M.MeanIoU(
        num_classes=4, name='other_name', ignore_class=0, sparse_y_true=False, sparse_y_pred=False, axis=-1,
    ),
    M.MeanSquaredError(),
    M.MeanSquaredError(name='other_name'),
    M.MeanSquaredLogarithmicError(),
    M.MeanSquaredLogarithmicError(name='other_name'),
    M.OneHotIoU(num_classes=3, target_class_ids=[0, 2]),
    M.OneHotIoU(
        num_classes=4, target_class_ids=[1], name='other_name', ignore_class=0, sparse_y_pred=True, axis=-1,
    ),
    M.OneHotMeanIoU(num_classes=3),
    M.OneHotMeanIoU(num_classes=4, name='other_name', ignore_class=0, sparse_y_pred=True, axis=-1),
    M.PearsonCorrelation(),
    M.PearsonCorrelation(name='other_name', axis=-1),
    M.Poisson(),
    M.Poisson(name='other_name'),
    M.Precision(),
    M.Precision(thresholds=[0.3, 0.6], class_id=1, name='other_name'),
    M.PrecisionAtRecall(recall=0.5),
    M.PrecisionAtRecall(recall=0.5, num_thresholds=50, class_id=1, name='other_name'),
    M.R2Score(),
    M.R2Score(class_aggregation='variance_weighted_average', num_regressors=1, name='other_name'),
    M.Recall(),
    M.Recall(thresholds=[0.3, 0.6], class_id=1, name='other_name'),
    M.RecallAtPrecision(precision=0.5),
    M.RecallAtPrecision(precision=0.5, num_thresholds=50, class_id=1, name='other_name'),
    M.RootMeanSquaredError(),
    M.RootMeanSquaredError(name='other_name'),
    M.SensitivityAtSpecificity(specificity=0.5),
    M.SensitivityAtSpecificity(specificity=0.5, num_thresholds=50, class_id=1, name='other_name'),
    M.SparseCategoricalAccuracy(),
    M.SparseCategoricalAccuracy(name='other_name'),
    M.SparseCategoricalCrossentropy(),
    M.SparseCategoricalCrossentropy(name='other_name', from_logits=True, ignore_class=0, axis=-1),
    M.SparseTopKCategoricalAccuracy(),
    M.SparseTopKCategoricalAccuracy(k=2, name='other_name', from_sorted_ids=True),
    M.SpecificityAtSensitivity(sensitivity=0.5),
    M.SpecificityAtSensitivity(sensitivity=0.5, num_thresholds=50, class_id=1, name='other_name'),
    M.SquaredHinge(),
    M.SquaredHinge(name='other_name'),
    M.Sum(),
    M.Sum(name='other_name'),
    M.TopKCategoricalAccuracy(),
    M.TopKCategoricalAccuracy(k=2, name='other_name'),
    M.TrueNegatives(),
    M.TrueNegatives(thresholds=[0.3, 0.6], name='other_name'),
    M.TruePositives(),
    M.TruePositives(thresholds=[0.3, 0.6], name='other_name'),
    M.AUC(thresholds=[0.25, 0.5]),
    M.MeanMetricWrapper(L.mean_squared_error, name="wrapped"),
]


def config(thing):
    return keras.saving.serialize_keras_object(thing)


def model(outputs=1):
    inputs = keras.Input((3,), name="x")
    made = [keras.layers.Dense(2, name="abc"[i])(inputs) for i in range(outputs)]
    return keras.Model(inputs, made[0] if outputs == 1 else made)


def compiled():
    """compile_config of models; get_compile_config is what config.json holds."""
    cases = []

    def add(outputs=1, **arguments):
        one = model(outputs)
        one.compile(**arguments)
        cases.append(one.get_compile_config())

    add(optimizer="adam", loss="mse")
    add(optimizer="sgd", loss="mse", metrics=["accuracy", "mae"], weighted_metrics=["MSE"])
    add(
        optimizer=O.Adam(0.01), loss=L.Huber(reduction="sum"), jit_compile=False,
        metrics=[M.AUC(name="area"), M.MeanAbsoluteError()], steps_per_execution=4,
    )
    add(optimizer="adam", loss=L.mean_squared_error, metrics=[M.mean_squared_error])
    add(2, optimizer="adam", loss=["mse", L.Hinge()], loss_weights=[1.0, 2.0],
        metrics=[["mae"], [M.Hinge(), "acc"]])
    add(2, optimizer="adam", loss={"a": "mse", "b": "mae"}, loss_weights={"a": 1.0, "b": 0.5},
        metrics={"a": "mae", "b": ["mse", M.MeanSquaredError()]},
        weighted_metrics={"a": ["mse"]})
    add(2, optimizer="rmsprop", loss={"a": "mse"}, run_eagerly=True)
    add(2, optimizer="adam", loss=["mse", None], metrics=[None, ["mae"]])
    add(optimizer="adam")
    return cases


def gradients(step):
    rng = np.random.default_rng(step)
    return [rng.normal(size=(3, 2)).astype("float32"), rng.normal(size=2).astype("float32")]


def files():
    """Trees of optimizers in files after three steps, and the weights after two more."""
    cases = []
    for make in [
        lambda: O.SGD(0.1), lambda: O.SGD(0.1, momentum=0.9, nesterov=True),
        lambda: O.SGD(S.ExponentialDecay(0.1, 10, 0.5), momentum=0.9),
        lambda: O.Adam(0.01), lambda: O.Adam(0.01, amsgrad=True, use_ema=True, ema_momentum=0.9),
        lambda: O.Adam(0.01, gradient_accumulation_steps=2),
        lambda: O.AdamW(0.01, weight_decay=0.1), lambda: O.Adadelta(1.0), lambda: O.Adafactor(0.01),
        lambda: O.Adagrad(0.1), lambda: O.Adamax(0.01), lambda: O.Ftrl(0.1),
        lambda: O.Lamb(0.01), lambda: O.Lion(0.01), lambda: O.Muon(0.01), lambda: O.Nadam(0.01),
        lambda: O.RMSprop(0.01, momentum=0.9, centered=True), lambda: O.RMSprop(0.01),
        lambda: O.ScheduleFreeAdamW(0.01, warmup_steps=2),
        lambda: O.LossScaleOptimizer(O.Adam(0.01), dynamic_growth_steps=2),
        lambda: O.LossScaleOptimizer(O.SGD(S.ExponentialDecay(0.1, 10, 0.5), momentum=0.9)),
        lambda: O.LossScaleOptimizer(O.Nadam(0.01)),
        lambda: O.LossScaleOptimizer(
            O.SGD(0.1, momentum=0.9, use_ema=True, gradient_accumulation_steps=2)),
        lambda: O.LossScaleOptimizer(O.Adafactor(0.01)),
    ]:
        if isinstance(make(), O.LossScaleOptimizer) == IS_JAX:
            continue
        one = model()
        one.set_weights([np.linspace(-1, 1, 6, dtype="float32").reshape(3, 2), np.ones(2, "float32")])
        one.compile(make(), "mse")
        optimizer = one.optimizer

        def step(index):
            scale = float(optimizer.dynamic_scale) if hasattr(optimizer, "dynamic_scale") else 1
            optimizer.apply(
                [keras.ops.convert_to_tensor(g * scale) for g in gradients(index)],
                one.trainable_variables)

        def weights():
            return [np.asarray(w, float).ravel().tolist() for w in one.get_weights()]

        if hasattr(optimizer, "dynamic_scale"):
            optimizer.build(one.trainable_variables)
        tree = {}

        def visit(name, item):
            if isinstance(item, h5py.Dataset) and name.startswith("optimizer/"):
                tree[name[len("optimizer/"):]] = {
                    "dtype": str(item.dtype), "shape": list(item.shape),
                    "data": np.asarray(item).ravel().tolist()}

        for index in range(3):
            step(index)
        saved = weights()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.weights.h5")
            one.save_weights(path)
            with h5py.File(path) as file:
                file.visititems(visit)
        for index in range(3, 5):
            step(index)
        cases.append({
            "optimizer": config(optimizer), "tree": tree, "weights": saved, "later": weights()})
    return {"gradients": [[g.ravel().tolist() for g in gradients(i)] for i in range(5)],
            "cases": cases}


def write(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump({"versions": VERSIONS, **content}, file, separators=(",", ":"))
        file.write("\n")


if IS_JAX:
    write("compile_configs.json", {
        "optimizers": [config(one) for one in OPTIMIZERS],
        "schedules": [config(one) for one in SCHEDULES],
        "losses": [config(one) for one in LOSSES],
        "metrics": [config(one) for one in METRICS],
        "compiled": compiled(),
    })
write("optimizer_files.json" if IS_JAX else "scaled_optimizer_files.json", files())
