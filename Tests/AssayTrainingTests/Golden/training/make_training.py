"""Makes the golden training runs beside this file with real Keras.

    python make_training.py [CASE …]        all cases, or those named

`CASES` is the table. Every file has the model, the arguments of `compile` and `fit`, the data, the first weights, and
what Keras made of them: the history (without shuffling; `keys` has its keys in Keras's order), the last weights,
`evaluate` on the training rows and `predict` on the first four. A call that Keras refuses leaves `error` instead.
The reference is JAX; the same run on torch is compared and the largest differences stand in `agreement`. Some cases
name two other backends in `backends`, because of what Keras does with masks and metrics of layers:
- on JAX a layer cannot update a metric of its own, and the metrics of a training epoch do not see the mask (those of
  `evaluate` do);
- on torch the loss multiplies the share of kept steps into the array of weights in place, so that weighted metrics
  get other weights when there are a mask and weights;
- on torch the history of a metric that is its own state (FalsePositives) takes the figure of validation;
- on TensorFlow Adam treats rows of an embedding that a batch does not use in its own way.
Needs keras 3.15.1, jax, torch and tensorflow-cpu.
"""

import argparse
import json
import os
import sys
import tempfile
import zlib

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "AssayModelTests", "Golden"))
import arrays  # noqa: E402

PREDICTED_ROWS = 4
SAME = 1e-5


# Data: rounded to three decimals so that the files stay short.

def rounded(values):
    return np.round(values, 3).astype(np.float32)


def features(random, *shape):
    return rounded(random.normal(size=shape))


def scores(random, x, count):
    return x @ random.normal(size=(x.shape[-1], count)) + 0.5 * random.normal(size=x.shape[:-1] + (count,))


def classes(random, x, count):
    return np.argmax(scores(random, x, count), axis=-1).astype(np.int32)


def one_hot(labels, count):
    return np.eye(count, dtype=np.float32)[labels]


def binary(random, x, count=1):
    return (scores(random, x, count) > 0).astype(np.float32)


def targets(random, x, count=1):
    return rounded(np.tanh(scores(random, x, count)) + 0.3)


def weights(random, *shape, zeros=True):
    values = rounded(random.uniform(0, 3, size=shape))
    if zeros:
        values.ravel()[::5] = 0
    return values


# The words of a case. A layer names its sources in `from`; without it, it follows the one before.

def named(kind, **config):
    return {"class": kind, "config": config}


def layer(kind, name, *sources, **config):
    return {"class": kind, "name": name, **({"from": list(sources)} if sources else {}), "config": config}


def dense(name, units, activation="linear", *sources, **config):
    return layer("Dense", name, *sources, units=units, activation=activation, **config)


def sgd(rate=0.1, **config):
    return named("SGD", learning_rate=rate, **config)


def adam(rate=0.02, **config):
    return named("Adam", learning_rate=rate, **config)


CASES = {}


def case(name, about, **recipe):
    """Adds a case: `inputs`, `layers`, `outputs`, `data`, `validation_data`, `compile`, `fit`, `class_weight`, `callbacks`."""
    assert name not in CASES, name
    CASES[name] = dict(about=about, **recipe)


def rows_of(data, rows):
    if data is None:
        return None
    if isinstance(data, dict):
        return {k: rows_of(v, rows) for k, v in data.items()}
    if isinstance(data, list):
        return [rows_of(v, rows) for v in data]
    return data[rows]


def split(data, count, validation_weights=True):
    """The first `count` rows to train on, the others to validate on."""
    held = rows_of(data, slice(count, None))
    if not validation_weights:
        held.pop("sample_weight", None)
    return dict(data=rows_of(data, slice(0, count)), validation_data=held)


def fit(batch_size=8, epochs=3, **arguments):
    return dict(batch_size=batch_size, epochs=epochs, **arguments)


# One output: weights by row and by class.

def regression(seed, rows=37, **more):
    random = np.random.default_rng(seed)
    x = features(random, rows, 4)
    return dict(inputs=[["features", [4], "float32"]], outputs=["value"],
                layers=[dense("hidden", 5, "tanh"), dense("value", 1)],
                **split(dict(x=x, y=targets(random, x), sample_weight=weights(random, rows)), 26), **more)


def classifier(kind, seed, rows=36, weighted=False, **more):
    random = np.random.default_rng(seed)
    x = features(random, rows, 4)
    labels = classes(random, x, 3)
    y, units, activation = {
        "binary": (binary(random, x), 1, "sigmoid"),
        "categorical": (one_hot(labels, 3), 3, "softmax"),
        "sparse": (labels, 3, "softmax"),
    }[kind]
    data = dict(x=x, y=y, **({"sample_weight": weights(random, rows)} if weighted else {}))
    return dict(inputs=[["features", [4], "float32"]], outputs=["class"],
                layers=[dense("hidden", 5, "relu"), dense("class", units, activation)], **split(data, 26), **more)


MAE = dict(loss="mse", metrics=["mae"], weighted_metrics=["mae"])

case("weights_by_row", "weights (N,), some 0, the last batch smaller; the second `mae` is the weighted one",
     **regression(1), compile=dict(optimizer=sgd(), **MAE), fit=fit())

column = regression(2)
for part in ("data", "validation_data"):
    column[part]["sample_weight"] = column[part]["sample_weight"][:, None]
case("weights_in_a_column", "weights (N, 1)", **column, compile=dict(optimizer=adam(), **MAE), fit=fit())

nothing = regression(3)
nothing["data"]["sample_weight"][:] = 0
case("weights_all_zero", "nothing moves, and weighted figures are 0",
     **nothing, compile=dict(optimizer=sgd(), **MAE), fit=fit(epochs=2))

partly = regression(4)
partly["data"]["sample_weight"][8:16] = 0
case("weights_zero_for_a_batch", "one whole batch weighs nothing: momentum still moves the weights",
     **partly, compile=dict(optimizer=sgd(momentum=0.9), **MAE), fit=fit())

case("weights_mean_with_sample_weight", "the batch's loss is a weighted mean, then batches count by their size",
     **regression(5), fit=fit(),
     compile=dict(optimizer=sgd(), loss=named("MeanSquaredError", reduction="mean_with_sample_weight"),
                  metrics=["mae"], weighted_metrics=["mse", named("RootMeanSquaredError")]))

case("weights_sum", "batch sums, averaged with the batch sizes as weights",
     **regression(6), compile=dict(optimizer=sgd(0.01), loss=named("MeanSquaredError", reduction="sum"),
                                   metrics=["mae"]), fit=fit())

case("weights_only_for_validation", "the validation data brings weights, the training data does not",
     **(lambda r: (r["data"].pop("sample_weight"), r)[1])(regression(7)),
     compile=dict(optimizer=sgd(), **MAE), fit=fit())

for kind, loss in (("binary", "binary_crossentropy"), ("categorical", "categorical_crossentropy"),
                   ("sparse", "sparse_categorical_crossentropy")):
    case(f"class_weight_{kind}", "a class without a weight counts once; validation is not weighted by class",
         **classifier(kind, 10 + len(kind)), class_weight={"0": 0.5, "1": 2.5},
         compile=dict(optimizer=adam(), loss=loss, metrics=["accuracy"], weighted_metrics=["accuracy"]), fit=fit())

weighted_validation = classifier("binary", 21, weighted=True)
weighted_validation["data"].pop("sample_weight")
case("class_weight_and_weighted_validation", "class weights while training, weights by row in validation",
     **weighted_validation, class_weight={"0": 0.75, "1": 3.0}, fit=fit(),
     compile=dict(optimizer=sgd(), loss="binary_crossentropy", metrics=["mae"],
                  weighted_metrics=["mae", "accuracy", named("Precision", name="precision"), named("AUC", name="auc")]))

case("class_weight_and_sample_weight", "refused: both weigh the same rows",
     **classifier("binary", 22, weighted=True), class_weight={"0": 0.75, "1": 3.0}, fit=fit(),
     compile=dict(optimizer=sgd(), loss="binary_crossentropy"))

case("weighted_metrics_of_counts", "metrics that count: weighted and not, side by side",
     **classifier("binary", 23, weighted=True), fit=fit(),
     compile=dict(optimizer=adam(), loss="binary_crossentropy",
                  metrics=[named("Recall", name="recall"), named("Precision", name="precision")],
                  weighted_metrics=[named("Recall", name="recall"), named("FalsePositives", name="false_positives"),
                                    named("AUC", name="auc", num_thresholds=50)]))


# Two outputs from one trunk.

def two_outputs(seed, weight=None, held=True, data=None, **more):
    """`weight` makes the sample weights from (random, rows); Keras takes them by name only where outputs have keys."""
    random = np.random.default_rng(seed)
    rows = 36
    x = features(random, rows, 5)
    y = {"diagnosis": binary(random, x), "radius": targets(random, x)}
    whole = dict(x=x, y=y if data != "list" else [y["diagnosis"], y["radius"]])
    if data == "keys":
        more["outputs_have_keys"] = True
    if weight is not None:
        whole["sample_weight"] = weight(random, rows)
    parts = split(whole, 26)
    if not held:
        parts.pop("validation_data")
    return dict(inputs=[["features", [5], "float32"]], outputs=["diagnosis", "radius"],
                layers=[dense("hidden", 6, "tanh", "features"), dense("diagnosis", 1, "sigmoid", "hidden"),
                        dense("radius", 1, "linear", "hidden")], **parts, **more)


BOTH = {"diagnosis": "binary_crossentropy", "radius": "mse"}

case("two_outputs_dict", "losses, loss weights and metrics by the names of outputs",
     **two_outputs(30), fit=fit(),
     compile=dict(optimizer=adam(), loss=BOTH, loss_weights={"diagnosis": 2.0, "radius": 0.5},
                  metrics={"diagnosis": ["accuracy", named("AUC", name="auc")], "radius": ["mae", "mse"]}))

case("two_outputs_list", "losses, loss weights and metrics in the order of outputs",
     **two_outputs(31, data="list"), fit=fit(),
     compile=dict(optimizer=sgd(), loss=["binary_crossentropy", "huber"], loss_weights=[1.0, 0.25],
                  metrics=[["accuracy", "mae"], ["mae"]]))

case("two_outputs_one_word", "one loss for both; a flat list of metrics is one for each output",
     **two_outputs(32), fit=fit(), compile=dict(optimizer=sgd(), loss="mse", metrics=["accuracy", "mae"]))

case("two_outputs_one_loss", "an output without a loss: no loss of its own, metrics all the same",
     **two_outputs(33), fit=fit(),
     compile=dict(optimizer=sgd(), loss={"diagnosis": "binary_crossentropy", "radius": None},
                  metrics={"diagnosis": ["accuracy"], "radius": ["mae"]}))

case("two_outputs_one_weight_array", "one array (N,) weighs both outputs",
     **two_outputs(34, lambda r, n: weights(r, n), data="list"), fit=fit(),
     compile=dict(optimizer=adam(), loss=BOTH, metrics={"radius": ["mae"]},
                  weighted_metrics={"diagnosis": ["accuracy"], "radius": ["mae"]}))

case("two_outputs_weights_list", "an array of weights for each output, in a list",
     **two_outputs(35, lambda r, n: [weights(r, n), weights(r, n)], data="list"), fit=fit(),
     compile=dict(optimizer=adam(), loss=["binary_crossentropy", "mse"],
                  weighted_metrics=[["accuracy"], ["mae"]]))

case("two_outputs_weights_dict", "an array of weights for each output, by name",
     **two_outputs(36, lambda r, n: {"diagnosis": weights(r, n), "radius": weights(r, n)}, data="keys"), fit=fit(),
     compile=dict(optimizer=sgd(), loss=BOTH, loss_weights={"diagnosis": 1.0, "radius": 3.0},
                  metrics={"diagnosis": ["accuracy"], "radius": ["mae"]},
                  weighted_metrics={"diagnosis": ["accuracy"], "radius": ["mae"]}))

case("two_outputs_same_names", "a name again: a number, `weighted_`, then `weighted_` with a number",
     **two_outputs(37, lambda r, n: weights(r, n), data="list"), fit=fit(epochs=2),
     compile=dict(optimizer=sgd(), loss=BOTH,
                  metrics={"diagnosis": [named("AUC"), named("AUC", num_thresholds=20), "mse"],
                           "radius": ["mse", "mse"]},
                  weighted_metrics={"diagnosis": ["mse"], "radius": ["mse", "mse"]}))

case("same_names", "one output: `mse`, `mse_1`, `MSE`, `weighted_mse`, `weighted_mse_1`, `auc`, `auc_1`",
     **classifier("binary", 38, weighted=True), fit=fit(epochs=2),
     compile=dict(optimizer=sgd(), loss="binary_crossentropy",
                  metrics=["mse", "mse", "MSE", named("AUC"), named("AUC", curve="PR")],
                  weighted_metrics=["mse", "mse"]))

case("two_outputs_total_only", "only losses are asked for",
     **two_outputs(39, held=False), fit=fit(), compile=dict(optimizer=adam(), loss=BOTH))

case("two_outputs_too_few_metrics", "refused: a flat list shorter than the outputs",
     **two_outputs(40), fit=fit(), compile=dict(optimizer=sgd(), loss="mse", metrics=["mae"]))

case("two_outputs_unknown_name", "refused: metrics for an output that there is not",
     **two_outputs(41), fit=fit(), compile=dict(optimizer=sgd(), loss=BOTH, metrics={"radii": ["mae"]}))


def three_outputs(seed, **more):
    random = np.random.default_rng(seed)
    x = features(random, 35, 5)
    y = {"kind": classes(random, x, 3), "grown": binary(random, x), "size": targets(random, x, 2)}
    return dict(inputs=[["features", [5], "float32"]], outputs=["kind", "grown", "size"],
                layers=[dense("trunk", 8, "relu", "features"), dense("kind", 3, "softmax", "trunk"),
                        dense("grown", 1, "linear", "trunk"), dense("size", 2, "linear", "trunk")],
                **split(dict(x=x, y=y), 27), **more)


MIXED = {"kind": named("SparseCategoricalCrossentropy"), "grown": named("BinaryCrossentropy", from_logits=True),
         "size": named("Huber", delta=0.5)}

case("three_outputs_mixed", "sparse classes, a logit and Huber; three weights, Adam",
     **three_outputs(50), fit=fit(),
     compile=dict(optimizer=adam(), loss=MIXED, loss_weights={"kind": 1.0, "grown": 0.5, "size": 2.0},
                  metrics={"kind": ["accuracy"], "grown": [named("BinaryAccuracy", threshold=0.0)], "size": ["mae"]}))

case("three_outputs_one_silent", "the middle output has no loss: its layer never moves",
     **three_outputs(51), fit=fit(epochs=2),
     compile=dict(optimizer=sgd(), loss=dict(MIXED, grown=None), metrics={"kind": ["accuracy"]}))


# Sequences, masks.

STEPS = 6
USUAL, MASKED, WEIGHTED = ("jax", "torch"), ("torch", "tensorflow"), ("tensorflow", "torch")


def sequences(seed, weight=None, masked=False, sizes=1, **more):
    random = np.random.default_rng(seed)
    x = features(random, 30, STEPS, 3)
    y = binary(random, x)
    if masked:
        y = targets(random, x, sizes)
        for row, length in enumerate(random.integers(1, STEPS + 1, size=len(x))):
            x[row, length:] = 0
    data = dict(x=x, y=y, **({"sample_weight": weight(random, len(x))} if weight else {}))
    if masked:
        layers = [layer("Masking", "masking", mask_value=0.0), dense("hidden", 5, "tanh"), dense("step", sizes)]
    else:
        layers = [dense("hidden", 5, "relu"), dense("step", 1, "sigmoid")]
    return dict(inputs=[["steps", [STEPS, 3], "float32"]], outputs=["step"], layers=layers,
                **split(data, 22), **({"backends": MASKED if masked else USUAL} | more))


COUNTS = ["accuracy", named("Recall", name="recall"), named("Precision", name="precision")]

case("sequences_counts", "rows × steps are counted",
     **sequences(60), fit=fit(), compile=dict(optimizer=adam(), loss="binary_crossentropy", metrics=COUNTS))

case("sequences_weights_by_step", "weights (N, steps)",
     **sequences(61, lambda r, n: weights(r, n, STEPS)), fit=fit(),
     compile=dict(optimizer=adam(), loss="binary_crossentropy", metrics=COUNTS, weighted_metrics=["accuracy", "mse"]))

case("sequences_weights_by_row", "weights (N, 1) over steps; (N,) is refused by Keras",
     **sequences(62, lambda r, n: weights(r, n, 1)), fit=fit(),
     compile=dict(optimizer=adam(), loss="binary_crossentropy", metrics=["accuracy"], weighted_metrics=["mse"]))

case("masking", "masked steps count in no loss and no mean",
     **sequences(63, masked=True), fit=fit(),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mse", "mae"], weighted_metrics=["mse"]))

case("masking_two_wide", "the mask is of steps, the figures of two values each",
     **sequences(64, masked=True, sizes=2), fit=fit(),
     compile=dict(optimizer=adam(), loss="huber", metrics=["mae"]))

case("masking_weights_by_step", "a mask and weights (N, steps)",
     **sequences(65, lambda r, n: weights(r, n, STEPS), masked=True, backends=WEIGHTED), fit=fit(),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mae"], weighted_metrics=["mae"]))

case("masking_sum", "a sum is not scaled by the share of kept steps",
     **sequences(66, masked=True), fit=fit(),
     compile=dict(optimizer=sgd(0.002), loss=named("MeanSquaredError", reduction="sum"), metrics=["mae"]))


counted = sequences(67, masked=True)
for part in ("data", "validation_data"):
    counted[part]["y"] = (counted[part]["y"] > 0).astype(np.float32)
counted["layers"][-1] = dense("step", 1, "sigmoid")
case("masking_counts", "Keras masks means of values alone: recall and AUC count padding",
     **counted, fit=fit(),
     compile=dict(optimizer=adam(), loss="binary_crossentropy",
                  metrics=["accuracy", named("Recall", name="recall"), named("AUC", name="auc")]))


def words(seed, flat=False, weight=None, **more):
    random = np.random.default_rng(seed)
    x = random.integers(1, 9, size=(30, STEPS)).astype(np.int32)
    for row, length in enumerate(random.integers(1, STEPS + 1, size=len(x))):
        x[row, length:] = 0
    y = (x.sum(axis=1, keepdims=True) > 14).astype(np.float32) if flat else ((x + np.roll(x, 1, 1)) % 3).astype(np.int32)
    layers = [layer("Embedding", "table", input_dim=9, output_dim=4, mask_zero=True)]
    layers += [layer("Flatten", "flat"), dense("label", 1, "sigmoid")] if flat else [
        dense("hidden", 6, "tanh"), dense("label", 3, "softmax")]
    data = dict(x=x, y=y, **({"sample_weight": weight(random, len(x))} if weight else {}))
    return dict(inputs=[["words", [STEPS], "int32"]], outputs=["label"], layers=layers,
                **split(data, 22), **more)


case("embedding_masked_steps", "word 0 is padding: classes per step, the mean over the other steps",
     **words(70), fit=fit(), backends=("torch", "jax"),
     compile=dict(optimizer=adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"]))

case("embedding_masked_weights", "padding and weights (N, steps)",
     **words(71, weight=lambda r, n: weights(r, n, STEPS)), fit=fit(), backends=WEIGHTED,
     compile=dict(optimizer=sgd(0.5), loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                  weighted_metrics=["accuracy"]))

case("embedding_flattened", "Flatten drops the mask: padding counts",
     **words(72, flat=True), fit=fit(),
     compile=dict(optimizer=adam(), loss="binary_crossentropy", metrics=["accuracy"]))


# Regularizers, constraints, layers that report.

def chain(seed, layers, rows=28, held=True, **more):
    random = np.random.default_rng(seed)
    x = features(random, rows, 4)
    parts = split(dict(x=x, y=targets(random, x)), 20)
    if not held:
        parts.pop("validation_data")
    return dict(inputs=[["features", [4], "float32"]], outputs=[layers[-1]["name"]], layers=layers, **parts, **more)


L1, L2, BOTH_L = named("L1", l1=0.005), named("L2", l2=0.01), named("L1L2", l1=0.003, l2=0.02)

case("regularizer_l2", "Σ of squares of the kernel in loss and val_loss, not in a metric",
     **chain(80, [dense("hidden", 5, "tanh", kernel_regularizer=L2), dense("value", 1)]), fit=fit(),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mse"]))

case("regularizer_l1_and_bias", "L1 of a kernel, L2 of a bias, L1L2 of the next kernel",
     **chain(81, [dense("hidden", 5, "tanh", kernel_regularizer=L1, bias_regularizer=L2),
                  dense("value", 1, kernel_regularizer=BOTH_L)]), fit=fit(),
     compile=dict(optimizer=adam(), loss="mse", metrics=["mse"]))

case("regularizer_activity", "the activity of a layer, by batch",
     **chain(82, [dense("hidden", 5, "tanh", activity_regularizer=L2), dense("value", 1)]), fit=fit(),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mse"]))

case("regularizer_orthogonal", "an orthogonal regularizer of rows",
     **chain(83, [dense("hidden", 5, "tanh", kernel_regularizer=named("OrthogonalRegularizer", factor=0.02, mode="rows")),
                  dense("value", 1)]), fit=fit(epochs=2), compile=dict(optimizer=sgd(), loss="mse", metrics=["mse"]))

regularized = two_outputs(84)
regularized["layers"] = [
    dense("hidden", 6, "tanh", "features", kernel_regularizer=L2, activity_regularizer=L1),
    dense("diagnosis", 1, "sigmoid", "hidden", bias_regularizer=L1),
    dense("radius", 1, "linear", "hidden", kernel_regularizer=BOTH_L)]
case("regularizers_two_outputs", "added to the total, not to the outputs' own losses nor to loss weights",
     **regularized, fit=fit(),
     compile=dict(optimizer=adam(), loss=BOTH, loss_weights={"diagnosis": 2.0, "radius": 0.5},
                  metrics={"radius": ["mae"]}))

weighted_regularized = regression(85)
weighted_regularized["layers"] = [dense("hidden", 5, "tanh", kernel_regularizer=L2), dense("value", 1)]
case("regularizer_with_weights", "weights by row leave the regularizer whole",
     **weighted_regularized, fit=fit(), compile=dict(optimizer=sgd(), **MAE))

for name, constraint in (
        ("non_neg", named("NonNeg")), ("max_norm", named("MaxNorm", max_value=0.8, axis=0)),
        ("unit_norm", named("UnitNorm", axis=0)),
        ("min_max_norm", named("MinMaxNorm", min_value=0.4, max_value=0.9, rate=0.5, axis=0))):
    case(f"constraint_{name}", "applied to the kernel after every step",
         **chain(86, [dense("hidden", 5, "tanh", kernel_constraint=constraint), dense("value", 1)]),
         compile=dict(optimizer=sgd(momentum=0.9), loss="mse"), fit=fit(batch_size=4, epochs=2))

case("layer_that_adds_a_loss", "0.1 · mean(outputs²) of each batch",
     **chain(87, [dense("hidden", 5, "tanh"), layer("AddsLoss", "penalty", factor=0.1), dense("value", 1)]),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mse"]), fit=fit(batch_size=8))

case("layer_that_adds_a_metric", "a Mean of the mean activation of each batch: every batch counts once",
     **chain(88, [dense("hidden", 5, "relu"), layer("AddsMetric", "report", metric="mean_activation"),
                  dense("value", 1)]),
     compile=dict(optimizer=sgd(), loss="mse", metrics=["mse"]), fit=fit(batch_size=8), backends=MASKED)


# Optimizers with their options, through fit.

def optimized(name, about, optimizer, epochs=3, **more):
    case(f"optimizer_{name}", about,
         **chain(90, [dense("hidden", 5, "tanh"), dense("value", 1)], rows=26), fit=fit(batch_size=4, epochs=epochs),
         compile=dict(optimizer=optimizer, loss="mse", metrics=["mae"]), **more)


optimized("adam_clipnorm", "each gradient's norm is at most 0.2", adam(clipnorm=0.2))
optimized("sgd_global_clipnorm", "the norm of all gradients together is at most 0.3",
          sgd(0.05, momentum=0.9, nesterov=True, global_clipnorm=0.3))
optimized("sgd_clipvalue", "each entry of a gradient is at most 0.05", sgd(clipvalue=0.05))
optimized("rmsprop_centered", "centred, with momentum",
          named("RMSprop", learning_rate=0.01, rho=0.8, momentum=0.5, centered=True))
optimized("accumulation", "gradients of two steps are averaged; five steps an epoch, so the pairs cross epochs",
          sgd(gradient_accumulation_steps=2))
optimized("adam_accumulation", "the same under Adam", adam(gradient_accumulation_steps=2))
optimized("ema", "averages are kept, and put in place when training ends", sgd(use_ema=True, ema_momentum=0.8))
optimized("ema_overwrite", "every third step the averages become the weights",
          sgd(use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3))
optimized("exponential_decay", "the rate falls with each step", sgd(named(
    "ExponentialDecay", initial_learning_rate=0.2, decay_steps=4, decay_rate=0.7)))
optimized("exponential_decay_staircase", "the rate falls every fourth step", sgd(named(
    "ExponentialDecay", initial_learning_rate=0.2, decay_steps=4, decay_rate=0.7, staircase=True)))
optimized("cosine_warmup", "up for four steps, then down along a cosine to a tenth", adam(named(
    "CosineDecay", initial_learning_rate=0.01, decay_steps=8, alpha=0.1, warmup_target=0.05, warmup_steps=4)))
optimized("piecewise", "three rates", sgd(named(
    "PiecewiseConstantDecay", boundaries=[4, 9], values=[0.1, 0.05, 0.01])))
optimized("adamw", "decay apart from the gradient", named("AdamW", learning_rate=0.02, weight_decay=0.05))
optimized("sgd_weight_decay", "weight decay of SGD", sgd(weight_decay=0.02, momentum=0.5))
optimized("amsgrad", "the largest second moment so far", adam(amsgrad=True, beta_2=0.9))
for kind, rate in (("Adagrad", 0.1), ("Adadelta", 1.0), ("Adamax", 0.02), ("Nadam", 0.02), ("Ftrl", 0.1),
                   ("Lion", 0.005), ("Adafactor", 0.05)):
    optimized(kind.lower(), "with Keras's defaults but the rate", named(kind, learning_rate=rate))


# Arguments of fit.

def asked(name, about, loss="mse", drop=(), **arguments):
    recipe = chain(100, [dense("hidden", 5, "tanh"), dense("value", 1)], rows=36)
    for part in drop:
        recipe.pop(part)
    case(f"fit_{name}", about, **recipe, fit=fit(**arguments),
         compile=dict(optimizer=sgd(0.02 if not isinstance(loss, str) else 0.1), loss=loss, metrics=["mae"]))


SUM = named("MeanSquaredError", reduction="sum")
asked("steps_per_epoch", "three batches, two steps an epoch: the second epoch gets what is left of the rows",
      steps_per_epoch=2, epochs=3)
asked("validation_steps", "the first batch of the validation data only", validation_steps=1)
asked("validation_freq", "after every second epoch", validation_freq=2, epochs=5)
asked("validation_epochs", "after the first and the third epoch", validation_freq=[1, 3], epochs=4)
asked("initial_epoch", "epochs 2 and 3", initial_epoch=2, epochs=4)
asked("initial_epoch_of_steps", "Keras begins with the first row whatever the epoch", initial_epoch=1, epochs=3,
      steps_per_epoch=1, batch_size=10, drop=["validation_data"])
asked("validation_split", "the last 30 per cent", drop=["validation_data"], validation_split=0.3)
asked("validation_batch_size", "a summed loss shows the size of the batches", loss=SUM, validation_batch_size=5)
asked("default_batch_size", "batches of 32", batch_size=None)
asked("one_batch", "all rows at once", batch_size=64, epochs=4)


# Losses, each through fit.

def lossy(name, loss, activation, labels, units=3, metrics=(), weight=None, rows=20, about=None, **more):
    random = np.random.default_rng(110)
    x = features(random, rows, 4)
    data = dict(x=x, y=labels(random, x))
    if weight:
        data["sample_weight"] = weight(random, rows)
    case(f"loss_{name}", about or "three wide, two layers", inputs=[["features", [4], "float32"]], outputs=["value"],
         layers=[dense("hidden", 5, "tanh"), dense("value", units, activation)], data=data,
         compile=dict(optimizer=sgd(0.05), loss=loss, metrics=list(metrics)), fit=fit(epochs=2), **more)


def positive(random, x):
    return rounded(np.exp(0.4 * scores(random, x, 3)))


def counts(random, x):
    return np.floor(np.exp(0.4 * scores(random, x, 3))).astype(np.float32)


def signs(random, x):
    return 2 * binary(random, x, 3) - 1


def three(random, x):
    return binary(random, x, 3)


def wide(random, x):
    return targets(random, x, 3)


def hot(random, x):
    return one_hot(classes(random, x, 3), 3)


def index(random, x):
    return classes(random, x, 3)


def shares(random, x):
    return rounded(random.dirichlet([1.5, 1.0, 0.8], size=len(x)))


for name, loss, activation, labels in (
        ("poisson", "poisson", "softplus", counts),
        ("mean_squared_logarithmic_error", "msle", "softplus", positive),
        ("mean_absolute_percentage_error", "mape", "softplus", positive),
        ("mean_absolute_error", "mae", "linear", wide),
        ("log_cosh", "log_cosh", "linear", wide),
        ("huber", named("Huber", delta=0.4), "linear", wide),
        ("cosine_similarity", "cosine_similarity", "linear", wide),
        ("hinge", "hinge", "tanh", signs),
        ("hinge_of_zeros_and_ones", "hinge", "tanh", three),
        ("squared_hinge", "squared_hinge", "tanh", signs),
        ("categorical_hinge", "categorical_hinge", "softmax", hot),
        ("kl_divergence", "kl_divergence", "softmax", shares),
        ("binary_crossentropy_wide", "binary_crossentropy", "sigmoid", three),
        ("binary_smoothed", named("BinaryCrossentropy", label_smoothing=0.2), "sigmoid", three),
        ("binary_focal", "binary_focal_crossentropy", "sigmoid", three),
        ("binary_focal_balanced", named("BinaryFocalCrossentropy", apply_class_balancing=True, gamma=3.0),
         "sigmoid", three),
        ("binary_focal_logits", named("BinaryFocalCrossentropy", from_logits=True, gamma=1.5), "linear", three),
        ("categorical_smoothed", named("CategoricalCrossentropy", label_smoothing=0.1), "softmax", hot),
        ("categorical_focal", "categorical_focal_crossentropy", "softmax", hot),
        ("categorical_focal_logits", named("CategoricalFocalCrossentropy", from_logits=True, alpha=0.5, gamma=1.0),
         "linear", hot),
        ("generalized_crossentropy", named("CategoricalGeneralizedCrossEntropy", q=0.7), "softmax", index),
        ("dice", "dice", "sigmoid", three),
        ("dice_by_row", named("Dice", axis=[1]), "sigmoid", three),
        ("tversky", named("Tversky", alpha=0.3, beta=0.7), "sigmoid", three),
        ("sparse_logits", named("SparseCategoricalCrossentropy", from_logits=True), "linear", index)):
    lossy(name, loss, activation, labels)

lossy("crossentropy_word", "crossentropy", "softmax", index, metrics=["accuracy"],
      about="the word `crossentropy`: sparse, by the shapes")


def with_ignored(random, x):
    labels = classes(random, x, 3)
    labels[::4] = -1
    return labels


IGNORES = named("SparseCategoricalCrossentropy", ignore_class=-1)
lossy("ignore_class", IGNORES, "softmax", with_ignored, about="rows of class -1 count in no batch's mean")
lossy("ignore_class_weighted", IGNORES, "softmax", with_ignored, weight=lambda r, n: weights(r, n),
      about="the same with weights by row")
lossy("two_on_one_output", ["mse", "mae"], "linear", wide, about="a list of two losses for one output: the first is used")


# Metrics with several values, callbacks.

case("metrics_of_several_values", "a list in every epoch: F1 by class, precision by threshold",
     **classifier("categorical", 120), fit=fit(),
     compile=dict(optimizer=adam(0.05), loss="categorical_crossentropy",
                  metrics=[named("F1Score", average=None, name="f1_score"), named("F1Score", average="macro", name="macro"),
                           named("Precision", thresholds=[0.3, 0.5, 0.7], name="precision")]))


def called(name, about, callbacks, optimizer=None, epochs=8, seed=130):
    random = np.random.default_rng(seed)
    x = features(random, 30, 4)
    y = binary(random, x)
    case(f"callback_{name}", about, inputs=[["features", [4], "float32"]], outputs=["label"],
         layers=[dense("hidden", 8, "tanh"), dense("label", 1, "sigmoid")], **split(dict(x=x, y=y), 18),
         compile=dict(optimizer=optimizer or adam(0.2), loss="binary_crossentropy", metrics=["accuracy"]),
         fit=fit(batch_size=6, epochs=epochs), callbacks=callbacks)


called("reduce_lr_on_plateau", "val_loss stands still: the rate falls; the history has `learning_rate`",
       [named("ReduceLROnPlateau", monitor="val_loss", factor=0.5, patience=1, min_delta=0.001, cooldown=1, min_lr=0.03)])
called("learning_rate_scheduler", "halved from the third epoch on",
       [named("LearningRateScheduler", multiply_by=0.5, from_epoch=2)], epochs=5)
called("early_stopping", "stops after two epochs without a better val_loss, and takes the best weights back",
       [named("EarlyStopping", monitor="val_loss", patience=2, restore_best_weights=True)], epochs=12)
called("early_stopping_and_schedule", "with a schedule, the history has the rate too",
       [named("LearningRateScheduler", multiply_by=0.9, from_epoch=1),
        named("EarlyStopping", monitor="val_accuracy", mode="max", patience=3, start_from_epoch=1,
              restore_best_weights=True)], epochs=12)
called("csv_logger", "the text of the file", [named("CSVLogger", separator=",", append=False)], epochs=3)
called("model_checkpoint_best", "only where val_loss is better than ever",
       [named("ModelCheckpoint", monitor="val_loss", save_best_only=True, save_weights_only=True)], epochs=4)
called("model_checkpoint_threshold", "better than 0.6 by val_accuracy, higher is better",
       [named("ModelCheckpoint", monitor="val_accuracy", mode="max", save_best_only=True, save_weights_only=True,
              initial_value_threshold=0.6)], epochs=4)
called("model_checkpoint_every_steps", "after every fifth step",
       [named("ModelCheckpoint", save_freq=5, save_weights_only=True)], epochs=4)


# Several arguments at once.

def cut(recipe, share=0.3):
    recipe.pop("validation_data")
    return dict(recipe, fit=fit(validation_split=share))


case("split_weights", "the weights of the last rows go with them", **cut(regression(140)),
     compile=dict(optimizer=sgd(), **MAE))
case("split_class_weight", "the rows cut off are not weighted by class",
     **cut(classifier("sparse", 141)), class_weight={"0": 0.5, "2": 3.0},
     compile=dict(optimizer=adam(), loss="sparse_categorical_crossentropy", weighted_metrics=["accuracy"]))
case("two_outputs_weight_of_zero", "a loss that counts nothing is logged all the same; a negative one is made larger",
     **two_outputs(142), fit=fit(),
     compile=dict(optimizer=sgd(), loss=BOTH, loss_weights={"diagnosis": 0.0, "radius": -0.5}))


def many(seed, labels, activation, weighted=True, units=3):
    random = np.random.default_rng(seed)
    x = features(random, 36, 4)
    data = dict(x=x, y=labels(random, x), **({"sample_weight": weights(random, 36)} if weighted else {}))
    return dict(inputs=[["features", [4], "float32"]], outputs=["value"],
                layers=[dense("hidden", 6, "tanh"), dense("value", units, activation)], **split(data, 26))


def alike(metrics):
    return dict(metrics=metrics, weighted_metrics=metrics)


case("weights_three_labels", "three labels a row, weights by row",
     **many(143, three, "sigmoid"), fit=fit(),
     compile=dict(optimizer=adam(0.05), loss="binary_crossentropy",
                  **alike(["binary_accuracy", named("Precision", name="precision"), named("TruePositives", name="positives"),
                           named("BinaryCrossentropy", name="crossentropy_of"), "mae"])))
case("weights_regression_metrics", "three numbers a row, weights by row",
     **many(144, wide, "linear"), fit=fit(),
     compile=dict(optimizer=adam(0.05), loss="huber",
                  **alike(["mape", "cosine_similarity", named("RootMeanSquaredError", name="rmse"),
                           named("LogCoshError", name="log_cosh"), named("R2Score", name="r2")])))
case("weights_class_metrics", "class indices, weights by row",
     **many(145, index, "softmax"), fit=fit(),
     compile=dict(optimizer=adam(0.05), loss="sparse_categorical_crossentropy",
                  **alike(["accuracy", named("SparseTopKCategoricalAccuracy", k=2, name="top_2"),
                           named("SparseCategoricalCrossentropy", name="crossentropy_of")])))
case("weights_one_hot_metrics", "one-hot labels, weights by row; a list in every epoch",
     **many(146, hot, "softmax"), fit=fit(),
     compile=dict(optimizer=adam(0.05), loss="categorical_crossentropy",
                  **alike(["accuracy", "categorical_accuracy", named("TopKCategoricalAccuracy", k=2, name="top_2"),
                           named("F1Score", average=None, name="f1"), named("OneHotMeanIoU", num_classes=3, name="iou"),
                           named("Recall", thresholds=[0.3, 0.6], name="recall"),
                           named("AUC", multi_label=True, num_labels=3, num_thresholds=30, name="auc")])))

crowded = two_outputs(147, lambda r, n: weights(r, n), data="list")
crowded["layers"] = [
    dense("hidden", 6, "tanh", "features", kernel_regularizer=L2, kernel_constraint=named("MaxNorm", max_value=0.9, axis=0)),
    dense("diagnosis", 1, "sigmoid", "hidden", activity_regularizer=L1),
    dense("radius", 1, "linear", "hidden", bias_regularizer=L2)]
case("everything_at_once", "weights, loss weights, regularizers, a constraint, accumulation, clipping and averages",
     **crowded,
     compile=dict(optimizer=adam(0.05, gradient_accumulation_steps=2, clipnorm=0.5, use_ema=True, ema_momentum=0.7,
                                 weight_decay=0.01),
                  loss=["binary_crossentropy", "mae"], loss_weights=[1.5, 0.5],
                  metrics=[["accuracy"], ["mse"]], weighted_metrics=[["accuracy"], ["mse"]]),
     fit=fit(batch_size=6, epochs=4, steps_per_epoch=3, validation_freq=[2, 4], validation_steps=1,
             validation_batch_size=4))


# Running one case on the backend at hand.

def made(keras, entry, *modules):
    """What an entry of the table stands for; lists and dictionaries keep their form."""
    if isinstance(entry, list):
        return [made(keras, e, *modules) for e in entry]
    if isinstance(entry, dict) and set(entry) != {"class", "config"}:
        return {k: made(keras, e, *modules) for k, e in entry.items()}
    if not isinstance(entry, dict):
        return entry
    config = {}
    for key, value in entry["config"].items():
        if isinstance(value, dict):
            value = made(keras, value, keras.optimizers.schedules, keras.regularizers, keras.constraints)
        config[key] = tuple(value) if key == "axis" and isinstance(value, list) else value
    kind = next(getattr(m, entry["class"]) for m in modules if hasattr(m, entry["class"]))
    return kind(**config)


def own_layers(keras):
    class AddsLoss(keras.layers.Layer):
        def __init__(self, factor, **more):
            super().__init__(**more)
            self.factor = factor

        def call(self, x):
            self.add_loss(self.factor * keras.ops.mean(keras.ops.square(x)))
            return x

    class AddsMetric(keras.layers.Layer):
        def __init__(self, metric, **more):
            super().__init__(**more)
            self.mean = keras.metrics.Mean(name=metric)

        def call(self, x):
            self.mean.update_state(keras.ops.mean(x))
            return x

    return {"AddsLoss": AddsLoss, "AddsMetric": AddsMetric}


def build(keras, recipe):
    own = own_layers(keras)
    symbols = {name: keras.Input(shape, name=name, dtype=dtype) for name, shape, dtype in recipe["inputs"]}
    last = recipe["inputs"][0][0]
    for entry in recipe["layers"]:
        config = {k: made(keras, v, keras.regularizers, keras.constraints) if isinstance(v, dict) else v
                  for k, v in entry["config"].items()}
        kind = own.get(entry["class"]) or getattr(keras.layers, entry["class"])
        inputs = [symbols[name] for name in entry.get("from", [last])]
        symbols[entry["name"]] = kind(name=entry["name"], **config)(*inputs)
        last = entry["name"]
    outputs = [symbols[name] for name in recipe["outputs"]]
    if recipe.get("outputs_have_keys"):
        return keras.Model(symbols[recipe["inputs"][0][0]], dict(zip(recipe["outputs"], outputs)))
    return keras.Model(symbols[recipe["inputs"][0][0]], outputs if len(outputs) > 1 else outputs[0])


def named_weights(model):
    for part in model.layers:
        for weight in part.weights:
            yield f"{part.name}/{weight.name}", weight


def set_initial_weights(model, seed):
    random = np.random.default_rng(seed)
    for name, weight in named_weights(model):
        scale = 0.1 if name.endswith("bias") else weight.shape[0] ** -0.5
        weight.assign(rounded(random.normal(size=weight.shape) * scale))


def numpy_of(weight):
    value = weight.value
    return value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)


def weights_of(model):
    return [{"name": name, **arrays.array(numpy_of(weight))} for name, weight in named_weights(model)]


def logged(value):
    """A figure, or a list of them."""
    value = np.asarray(value)
    return arrays.number(value) if value.ndim == 0 else [arrays.number(v) for v in value]


def form(data):
    """The arrays of a dictionary or a list, written."""
    if isinstance(data, dict):
        return {k: form(v) for k, v in data.items()}
    if isinstance(data, list):
        return [form(v) for v in data]
    return None if data is None else arrays.array(data)


def callbacks_of(keras, recipe, folder, log):
    """The callbacks of a case, and one that notes after each epoch what they did."""
    asked = recipe.get("callbacks", [])
    result = []
    for entry in asked:
        config = dict(entry["config"])
        if entry["class"] == "LearningRateScheduler":
            factor, start = config["multiply_by"], config["from_epoch"]
            result.append(keras.callbacks.LearningRateScheduler(
                lambda epoch, rate: rate * factor if epoch >= start else rate))
            continue
        if entry["class"] == "CSVLogger":
            config["filename"] = os.path.join(folder, "log.csv")
        if entry["class"] == "ModelCheckpoint":
            pattern = "{epoch:02d}-{batch:02d}" if isinstance(config.get("save_freq"), int) else "{epoch:02d}"
            config["filepath"] = os.path.join(folder, pattern + ".weights.h5")
        result.append(getattr(keras.callbacks, entry["class"])(**config))
    log["made"] = list(result)

    class Notes(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            log.setdefault("files", []).append(sorted(f.removesuffix(".weights.h5") for f in os.listdir(folder)
                                                      if f.endswith(".h5")))
            log.setdefault("weights", []).append(self.model.get_weights())

    return result + [Notes()] if asked else []


def callback_results(recipe, folder, log, history, model):
    result = {"epochs_run": history.epoch}
    for entry, callback in zip(recipe["callbacks"], log["made"]):
        if entry["class"] == "EarlyStopping":
            final = model.get_weights()
            result["early_stopping"] = {
                "stopped_epoch": callback.stopped_epoch, "best_epoch": callback.best_epoch,
                "best": arrays.number(callback.best),
                "final_weights_are_those_after_epoch": [
                    e for e, w in enumerate(log["weights"]) if all(np.array_equal(a, b) for a, b in zip(w, final))]}
        if entry["class"] == "CSVLogger":
            with open(os.path.join(folder, "log.csv"), newline="") as file:
                result["csv"] = file.read()
        if entry["class"] == "ModelCheckpoint":
            result["saved_by_the_end_of_epoch"] = log["files"]
    return result


def run(name):
    import keras

    keras.utils.clear_session()
    recipe = CASES[name]
    data, held = recipe["data"], recipe.get("validation_data")
    compiling = recipe["compile"]
    result = {
        "about": recipe["about"],
        "model": {"inputs": [dict(zip(("name", "shape", "dtype"), i)) for i in recipe["inputs"]],
                  "layers": recipe["layers"], "outputs": recipe["outputs"],
                  **({"outputs_have_keys": True} if recipe.get("outputs_have_keys") else {})},
        "compile": compiling, "fit": {**recipe["fit"], "shuffle": False},
        **{k: recipe[k] for k in ("class_weight", "callbacks") if k in recipe},
        "data": form(data), **({"validation_data": form(held)} if held else {}),
    }
    model = build(keras, recipe)
    set_initial_weights(model, seed=zlib.crc32(name.encode()))
    result["initial_weights"] = weights_of(model)

    log = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            model.compile(
                optimizer=made(keras, compiling["optimizer"], keras.optimizers),
                loss=made(keras, compiling["loss"], keras.losses), loss_weights=compiling.get("loss_weights"),
                metrics=made(keras, compiling.get("metrics"), keras.metrics),
                weighted_metrics=made(keras, compiling.get("weighted_metrics"), keras.metrics))
            history = model.fit(
                data["x"], data["y"], sample_weight=data.get("sample_weight"),
                validation_data=tuple(held[k] for k in ("x", "y", "sample_weight") if k in held) if held else None,
                class_weight={int(k): v for k, v in recipe["class_weight"].items()} if "class_weight" in recipe else None,
                shuffle=False, verbose=0, callbacks=callbacks_of(keras, recipe, folder, log), **recipe["fit"])
        except Exception as error:
            return dict(result, error=str(error))
        if "callbacks" in recipe:
            result["callback_results"] = callback_results(recipe, folder, log, history, model)
    result["keys"] = list(history.history)
    result["history"] = {k: [logged(v) for v in values] for k, values in history.history.items()}
    result["final_weights"] = weights_of(model)
    evaluated = model.evaluate(data["x"], data["y"], sample_weight=data.get("sample_weight"),
                               batch_size=recipe["fit"]["batch_size"], verbose=0, return_dict=True)
    result["evaluate"] = {k: logged(v) for k, v in evaluated.items()}
    predicted = model.predict(data["x"][:PREDICTED_ROWS], verbose=0)
    if isinstance(predicted, dict):
        predicted = [predicted[name] for name in recipe["outputs"]]
    result["predict"] = [arrays.array(p) for p in (predicted if isinstance(predicted, list) else [predicted])]
    return result


def agreement(ours, theirs):
    """The largest differences: relative for histories and scores, absolute for weights and predictions."""
    if "error" in ours or "error" in theirs:
        return {"same_error": ours.get("error") == theirs.get("error")}

    def apart(a, b):
        return max(float(f"{np.max(np.abs(arrays.numpy_of(p) - arrays.numpy_of(q))):.2g}") for p, q in zip(a, b))

    assert ours["keys"] == theirs["keys"], (ours["keys"], theirs["keys"])
    far = {part: {k: arrays.relative(ours[part][k], theirs[part][k]) for k in ours[part]}
           for part in ("history", "evaluate")}
    differing = sorted({k for figures in far.values() for k, v in figures.items() if v > SAME})
    return {**{f"{part}_relative": max([v for v in figures.values() if v <= SAME], default=0.0)
               for part, figures in far.items()},
            "weights_absolute": apart(ours["final_weights"], theirs["final_weights"]),
            "predict_absolute": apart(ours["predict"], theirs["predict"]),
            **({"differs_in": differing} if differing else {})}


def save(name, runs):
    reference, other = CASES[name].get("backends", USUAL)
    golden = runs[reference][name]
    header = {"case": name, "about": golden.pop("about"), "made_by": "make_training.py", "backend": reference,
              "versions": arrays.versions(), "agreement": {other: agreement(golden, runs[other][name])}}
    print(name, json.dumps(header["agreement"]))
    arrays.write(os.path.join(HERE, name + ".json"), {**header, **golden})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--backend")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    wanted = arguments.cases or list(CASES)
    if arguments.backend:
        with open(arguments.out, "w") as file:
            json.dump({name: run(name) for name in wanted}, file)
        return
    runs = {}
    for backend in arrays.BACKENDS:
        asked = [name for name in wanted if backend in CASES[name].get("backends", USUAL)]
        runs[backend] = arrays.run_on(backend, os.path.abspath(__file__), *asked) if asked else {}
    for name in wanted:
        save(name, runs)


if __name__ == "__main__":
    main()
