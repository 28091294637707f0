"""Makes the golden training runs beside this file with real Keras.

    python make_training.py [CASE …]        all cases, or those named

Every case has the data, the initial weights, the configuration, and what Keras made of them on JAX: the history
of five epochs without shuffling, the final weights, `evaluate` on the training rows and `predict` on the first
eight. The same run on torch and TensorFlow is compared and the largest differences stand in `agreement`.
Needs keras 3.15.1, jax, torch and tensorflow-cpu.
"""

import argparse
import json
import os
import sys
import zlib

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "AssayModelTests", "Golden"))
import arrays  # noqa: E402

EPOCHS = 5
PREDICTED_ROWS = 8


# Data: rounded to three decimals so that the files stay short.

def features(random, *shape):
    return np.round(random.normal(size=shape), 3).astype(np.float32)


def classes(random, x, count):
    """Integer labels that follow `x` with some noise."""
    score = x @ random.normal(size=(x.shape[-1], count)) + random.normal(size=(len(x), count))
    return np.argmax(score, axis=-1).astype(np.int32)


def one_hot(labels, count):
    return np.eye(count, dtype=np.float32)[labels]


def binary(random, x):
    score = x @ random.normal(size=(x.shape[-1], 1)) + 0.7 * random.normal(size=x.shape[:-1] + (1,))
    return (score > 0).astype(np.float32)


def targets(random, x, count, scale=1.0):
    y = np.tanh(x @ random.normal(size=(x.shape[-1], count))) * scale + 0.3
    return np.round(y + 0.1 * random.normal(size=y.shape), 3).astype(np.float32)


# Cases. `layers` is a chain, or a graph where `from` names the inputs of a layer.

def dense(name, units, activation="linear", **more):
    return {"class": "Dense", "name": name, "units": units, "activation": activation, **more}


def named(kind, **config):
    return {"class": kind, "config": config}


CASES = {}


def case(make):
    CASES[make.__name__] = make
    return make


def split(x, y, rows):
    return {"x": x[:rows], "y": y[:rows], "validation": {"x": x[rows:], "y": y[rows:]}}


@case
def softmax_sparse_adam():
    random = np.random.default_rng(1)
    x = features(random, 90, 8)
    return dict(
        about="softmax and integer labels: accuracy is argmax against the class index",
        layers=[dense("hidden", 12, "relu"), dense("classes", 4, "softmax")],
        **split(x, classes(random, x, 4), 67), batch_size=16,
        optimizer=named("Adam", learning_rate=0.01),
        loss=named("SparseCategoricalCrossentropy"),
        metrics=["accuracy", named("SparseTopKCategoricalAccuracy", k=2, name="top_2")])


@case
def logits_onehot_nesterov():
    random = np.random.default_rng(2)
    x = features(random, 85, 8)
    return dict(
        about="logits, one-hot labels and label smoothing",
        layers=[dense("hidden", 10, "tanh"), dense("logits", 5)],
        **split(x, one_hot(classes(random, x, 5), 5), 61), batch_size=16,
        optimizer=named("SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
        loss=named("CategoricalCrossentropy", from_logits=True, label_smoothing=0.1),
        metrics=[named("CategoricalAccuracy"), named("TopKCategoricalAccuracy", k=3, name="top_3")])


def sigmoid_binary(**rmsprop):
    random = np.random.default_rng(3)
    x = features(random, 80, 6)
    return dict(
        layers=[dense("hidden", 8, "relu"), dense("probability", 1, "sigmoid")],
        **split(x, binary(random, x), 58), batch_size=16,
        optimizer=named("RMSprop", learning_rate=0.01, **rmsprop),
        loss=named("BinaryCrossentropy"),
        metrics=["accuracy", named("BinaryAccuracy"), "mse"])


@case
def sigmoid_binary_rmsprop():
    return dict(about="one probability a row", **sigmoid_binary())


@case
def sigmoid_binary_rmsprop_centered():
    return dict(about="one probability a row; RMSprop with momentum, centred",
                **sigmoid_binary(momentum=0.9, centered=True, rho=0.8))


@case
def regression_adamw():
    random = np.random.default_rng(4)
    x = features(random, 84, 7)
    return dict(
        about="two outputs wide",
        layers=[dense("hidden", 16, "relu"), dense("values", 2)],
        **split(x, targets(random, x, 2), 66), batch_size=32,
        optimizer=named("AdamW", learning_rate=0.01, weight_decay=0.05),
        loss=named("MeanSquaredError"), metrics=["mae", named("MeanSquaredError", name="squared")])


@case
def regression_huber_sgd():
    random = np.random.default_rng(5)
    x = features(random, 53, 6)
    return dict(
        about="errors on both sides of delta",
        layers=[dense("hidden", 9, "tanh"), dense("values", 3)],
        x=x, y=targets(random, x, 3, scale=2.0), batch_size=16,
        optimizer=named("SGD", learning_rate=0.05),
        loss=named("Huber", delta=0.7), metrics=["mae", "mse"])


@case
def regression_mae_amsgrad():
    random = np.random.default_rng(6)
    x = features(random, 59, 6)
    return dict(
        about="the running maximum of the second moment",
        layers=[dense("hidden", 9, "softplus"), dense("value", 1)],
        x=x, y=targets(random, x, 1, scale=2.0), batch_size=16,
        optimizer=named("Adam", learning_rate=0.02, amsgrad=True, beta_2=0.9),
        loss=named("MeanAbsoluteError"), metrics=["mse"])


@case
def sequences_binary_adam():
    random = np.random.default_rng(7)
    x = features(random, 70, 12, 5)
    return dict(
        about="one probability a step: accuracy is over rows × steps",
        layers=[dense("hidden", 8, "relu"), dense("step", 1, "sigmoid")],
        **split(x, binary(random, x), 54), batch_size=16,
        optimizer=named("Adam", learning_rate=0.01),
        loss=named("BinaryCrossentropy"), metrics=["accuracy"])


@case
def binary_logits_smoothed():
    random = np.random.default_rng(8)
    x = features(random, 83, 6)
    return dict(
        about="one logit a row: the threshold is 0",
        layers=[dense("hidden", 8, "relu"), dense("logit", 1)],
        **split(x, binary(random, x), 63), batch_size=16,
        optimizer=named("Adam", learning_rate=0.01),
        loss=named("BinaryCrossentropy", from_logits=True, label_smoothing=0.2),
        metrics=[named("BinaryAccuracy", threshold=0.0)])


def two_branches(seed, reduction, weighted=False, learning_rate=0.02):
    random = np.random.default_rng(seed)
    x = features(random, 56, 6)
    result = dict(
        inputs=["features"],
        layers=[
            dict(dense("left", 7, "gelu"), **{"from": ["features"]}),
            dict(dense("right", 7, "elu"), **{"from": ["features"]}),
            {"class": "Add", "name": "sum", "from": ["left", "right"]},
            dict(dense("value", 2), **{"from": ["sum"]}),
        ],
        x=x, y=targets(random, x, 2), batch_size=16,
        optimizer=named("SGD", learning_rate=learning_rate, momentum=0.5),
        loss=named("MeanSquaredError", reduction=reduction), metrics=["mae"])
    if weighted:
        weight = np.round(random.uniform(0, 3, size=len(x)), 2).astype(np.float32)
        weight[::7] = 0
        result.update(sample_weight=weight, weighted_metrics=["mae"], metrics=["mse"])
    return result


@case
def functional_sum():
    return dict(about="reduction 'sum': batch sums, averaged with the batch sizes as weights",
                **two_branches(9, "sum", learning_rate=0.002))


@case
def functional_mean_with_sample_weight():
    return dict(about="without weights it is the mean",
                **two_branches(10, "mean_with_sample_weight"))


@case
def functional_weighted():
    return dict(about="Σ w·loss / Σ w in a batch; batches still count by their size",
                **two_branches(11, "mean_with_sample_weight", weighted=True))


@case
def weighted_default_reduction():
    return dict(about="Σ w·loss / n in a batch; `mse` ignores the weights, weighted `mae` uses them",
                **two_branches(12, "sum_over_batch_size", weighted=True))


# EarlyStopping on a key that another callback adds.

def sequence_scores(extra):
    random = np.random.default_rng(20)
    x = features(random, 70, 12, 5)
    return dict(
        layers=[dense("hidden", 8, "relu"), dense("step", 1, "sigmoid")],
        **split(x, binary(random, x), 54), batch_size=16,
        optimizer=named("Adam", learning_rate=0.03),
        loss=named("BinaryCrossentropy"), metrics=["accuracy"], **extra)


SCRIPT = [0.3, 0.6, 0.55, 0.605, 0.59, 0.7, 0.8, 0.9, 0.95, 0.99]


@case
def early_stopping_scripted():
    return sequence_scores(dict(
        about="a callback adds `score` from a list, before EarlyStopping: 0.605 does not beat 0.6 by min_delta, "
              "so the best epoch is the second and its weights come back",
        epochs=10, callbacks=[
            {"class": "AddsScripted", "key": "score", "values": SCRIPT},
            named("EarlyStopping", monitor="score", min_delta=0.01, patience=3, mode="max",
                  restore_best_weights=True)]))


@case
def early_stopping_without_restore():
    return sequence_scores(dict(
        about="the same without restoring: the weights are those of the last epoch",
        epochs=10, callbacks=[
            {"class": "AddsScripted", "key": "score", "values": SCRIPT},
            named("EarlyStopping", monitor="score", min_delta=0.01, patience=3, mode="max")]))


@case
def early_stopping_on_whole_set_score():
    return sequence_scores(dict(
        about="a callback scores both sets whole at each epoch's end (balanced accuracy at 0.5 over rows × steps) "
              "and EarlyStopping watches the validation one",
        epochs=30, callbacks=[
            {"class": "AddsScores", "train": "score_train", "validation": "score_val"},
            named("EarlyStopping", monitor="score_val", min_delta=0.0, patience=4, mode="max",
                  restore_best_weights=True)]))


@case
def early_stopping_after_the_adder():
    return sequence_scores(dict(
        about="EarlyStopping stands before the callback that adds the key: it never sees it and only warns",
        epochs=3, callbacks=[
            named("EarlyStopping", monitor="score", patience=0, mode="max"),
            {"class": "AddsScripted", "key": "score", "values": SCRIPT}]))


@case
def early_stopping_auto_mode():
    return sequence_scores(dict(
        about="mode 'auto' cannot know which way an added key is better: an error at the first epoch's end",
        epochs=3, callbacks=[
            {"class": "AddsScripted", "key": "score", "values": SCRIPT},
            named("EarlyStopping", monitor="score", patience=1)]))


# Running one case on the backend at hand.

def build(recipe):
    import keras

    def layer(entry):
        arguments = {k: v for k, v in entry.items() if k not in ("class", "from")}
        return getattr(keras.layers, entry["class"])(**arguments)

    shape = recipe["x"].shape[1:]
    if "inputs" not in recipe:
        return keras.Sequential([keras.Input(shape), *[layer(e) for e in recipe["layers"]]])
    symbols = {recipe["inputs"][0]: keras.Input(shape, name=recipe["inputs"][0])}
    for entry in recipe["layers"]:
        inputs = [symbols[name] for name in entry["from"]]
        symbols[entry["name"]] = layer(entry)(inputs if len(inputs) > 1 else inputs[0])
    return keras.Model(symbols[recipe["inputs"][0]], symbols[recipe["layers"][-1]["name"]])


def named_weights(model):
    return [(f"{layer.name}/{weight.name}", weight) for layer in model.layers for weight in layer.weights]


def set_initial_weights(model, seed):
    random = np.random.default_rng(seed)
    for name, weight in named_weights(model):
        scale = 0.1 if name.endswith("bias") else (weight.shape[0]) ** -0.5
        weight.assign(np.round(random.normal(size=weight.shape) * scale, 4).astype(np.float32))


def weights_of(model):
    return [{"name": name, **arrays.array(weight.numpy() if hasattr(weight, "numpy") else weight.value)}
            for name, weight in named_weights(model)]


def make(module, entry):
    return entry if isinstance(entry, str) else getattr(module, entry["class"])(**entry["config"])


def full(entry, instance):
    """The configuration with every argument; what was asked for wins over what `get_config` kept of it."""
    if isinstance(entry, str):
        return {"asked": entry}
    config = {k: v for k, v in instance.get_config().items() if isinstance(v, (int, float, str, type(None)))}
    config.update(entry["config"])
    config = {k: arrays.number(v) if isinstance(v, float) else v for k, v in config.items() if k != "dtype"}
    if entry["class"] in ("SGD", "RMSprop", "Adam", "AdamW"):
        config.pop("name", None)
    return {"class": entry["class"], "config": config}


def callbacks_of(recipe, log):
    import keras

    class AddsScripted(keras.callbacks.Callback):
        def __init__(self, key, values):
            super().__init__()
            self.key, self.values = key, values

        def on_epoch_end(self, epoch, logs=None):
            logs[self.key] = self.values[epoch]

    class AddsScores(keras.callbacks.Callback):
        def __init__(self, train, validation):
            super().__init__()
            self.keys = (train, validation)

        def score(self, x, y):
            hit = (self.model.predict(x, batch_size=16, verbose=0) > 0.5) == (y > 0.5)
            return float((hit[y > 0.5].mean() + hit[y <= 0.5].mean()) / 2)

        def on_epoch_end(self, epoch, logs=None):
            logs[self.keys[0]] = self.score(recipe["x"], recipe["y"])
            logs[self.keys[1]] = self.score(recipe["validation"]["x"], recipe["validation"]["y"])

    made = []
    for entry in recipe.get("callbacks", []):
        if entry["class"] == "EarlyStopping":
            made.append(keras.callbacks.EarlyStopping(**entry["config"]))
            log["stopper"] = made[-1]
        else:
            kind = {"AddsScripted": AddsScripted, "AddsScores": AddsScores}[entry["class"]]
            made.append(kind(**{k: v for k, v in entry.items() if k != "class"}))

    if made:
        class Records(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                log.setdefault("weights", []).append([w.copy() for w in self.model.get_weights()])
                log.setdefault("keys", list(logs))
        made.append(Records())
    return made


def run(name):
    import keras
    import warnings

    recipe = CASES[name]()
    model = build(recipe)
    set_initial_weights(model, seed=zlib.crc32(name.encode()))
    optimizer = make(keras.optimizers, recipe["optimizer"])
    loss = make(keras.losses, recipe["loss"])
    metrics = [make(keras.metrics, m) for m in recipe["metrics"]]
    weighted = recipe.get("weighted_metrics")
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics, weighted_metrics=weighted)

    config = {
        "epochs": recipe.get("epochs", EPOCHS), "batch_size": recipe["batch_size"], "shuffle": False,
        "input_shape": list(recipe["x"].shape[1:]),
        **({"inputs": recipe["inputs"]} if "inputs" in recipe else {}),
        "layers": recipe["layers"],
        "optimizer": full(recipe["optimizer"], optimizer),
        "loss": full(recipe["loss"], loss),
        "metrics": [full(e, m) for e, m in zip(recipe["metrics"], metrics)],
        **({"weighted_metrics": [{"asked": m} for m in weighted]} if weighted else {}),
        **({"callbacks": recipe["callbacks"]} if "callbacks" in recipe else {}),
    }
    data = {"x": arrays.array(recipe["x"]), "y": arrays.array(recipe["y"])}
    if "sample_weight" in recipe:
        data["sample_weight"] = arrays.array(recipe["sample_weight"])
    validation = None
    if "validation" in recipe:
        validation = (recipe["validation"]["x"], recipe["validation"]["y"])
        data["validation"] = {"x": arrays.array(validation[0]), "y": arrays.array(validation[1])}
    initial = weights_of(model)

    log = {}
    result = {"about": recipe["about"], "config": config, "data": data, "initial_weights": initial}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            history = model.fit(
                recipe["x"], recipe["y"], sample_weight=recipe.get("sample_weight"),
                batch_size=recipe["batch_size"], epochs=config["epochs"], shuffle=False, verbose=0,
                validation_data=validation, callbacks=callbacks_of(recipe, log))
        except ValueError as error:
            return dict(result, error=str(error))
    result["history"] = {k: [arrays.number(v) for v in vs] for k, vs in history.history.items()}
    if log:
        stopper = log["stopper"]
        final = model.get_weights()
        same = [e for e, w in enumerate(log["weights"]) if all(np.array_equal(a, b) for a, b in zip(w, final))]
        result["early_stopping"] = {
            "epochs_run": len(history.epoch), "stopped_epoch": stopper.stopped_epoch,
            "best_epoch": stopper.best_epoch, "best": None if stopper.best is None else float(stopper.best),
            "final_weights_are_those_after_epoch": same,
            "keys_in_order": log["keys"],
            "warnings": sorted({str(w.message) for w in caught if "arly stopping" in str(w.message)}),
        }
    result["final_weights"] = weights_of(model)
    evaluated = model.evaluate(recipe["x"], recipe["y"], sample_weight=recipe.get("sample_weight"),
                               batch_size=recipe["batch_size"], verbose=0, return_dict=True)
    result["evaluate"] = {k: arrays.number(v) for k, v in evaluated.items()}
    result["predict"] = arrays.array(model.predict(recipe["x"][:PREDICTED_ROWS], verbose=0))
    return result


def agreement(ours, theirs):
    """The largest differences: relative for histories and scores, absolute for weights and predictions."""
    if "error" in ours:
        return {"same_error": ours["error"] == theirs.get("error")}
    history = max(arrays.relative(ours["history"][k], theirs["history"][k]) for k in ours["history"])
    scores = max(arrays.relative(ours["evaluate"][k], theirs["evaluate"][k]) for k in ours["evaluate"])

    def apart(a, b):
        return float(f"{np.max(np.abs(arrays.numpy_of(a) - arrays.numpy_of(b))):.2g}")

    weights = max(apart(a, b) for a, b in zip(ours["final_weights"], theirs["final_weights"]))
    result = {"history_relative": history, "evaluate_relative": scores, "weights_absolute": weights,
              "predict_absolute": apart(ours["predict"], theirs["predict"])}
    if "early_stopping" in ours:
        result["same_early_stopping"] = ours["early_stopping"] == theirs["early_stopping"]
    return result


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
    runs = {b: arrays.run_on(b, os.path.abspath(__file__), *wanted) for b in arrays.BACKENDS}
    for name in wanted:
        golden = runs["jax"][name]
        header = {
            "case": name, "about": golden.pop("about"), "made_by": "make_training.py", "backend": "jax",
            "versions": arrays.versions(),
            "agreement": {b: agreement(golden, runs[b][name]) for b in arrays.BACKENDS[1:]},
        }
        print(name, json.dumps(header["agreement"]))
        arrays.write(os.path.join(HERE, name + ".json"), {**header, **golden})


if __name__ == "__main__":
    main()
