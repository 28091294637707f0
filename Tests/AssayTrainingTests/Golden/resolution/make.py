"""What real Keras prints for `fit` with loss "crossentropy" and metric "accuracy". Writes keras.json.

    KERAS_BACKEND=jax python make.py

One Dense layer on the last axis from given weights, two epochs of SGD without shuffling, for every shape of
labels and outputs; Keras 3's words, which look at shapes alone and never at the last activation. `outputs` are
what the model predicts at the end, from which the truth can be worked out.
"""

import json
import pathlib

import keras
import numpy as np


def features(random, *shape):
    return np.round(random.normal(size=shape), 2).astype(np.float32)


def yes_or_no(random, x, units):
    score = x @ random.normal(size=(x.shape[-1], units))
    return (score + 0.3 * random.normal(size=score.shape) > 0.4).astype(np.int32)


def classes(random, x, count):
    return np.argmax(x @ random.normal(size=(x.shape[-1], count)), axis=-1).astype(np.int32)


CASES = []


def case(name, x, y, units, activation):
    CASES.append(dict(name=name, x=x, y=y, units=units, activation=activation))


for activation in ["softmax", "linear"]:
    kind = "probabilities" if activation == "softmax" else "logits"
    random = np.random.default_rng(1)
    x = features(random, 22, 5)
    y = classes(random, x, 4)
    case(f"{kind}, class indices", x, y, 4, activation)
    case(f"{kind}, column of class indices", x, y[:, None], 4, activation)
    case(f"{kind}, one-hot", x, np.eye(4, dtype=np.int32)[y], 4, activation)
    x = features(random, 9, 2, 3, 4)
    y = classes(random, x, 3)
    case(f"segmentation, {kind}, class indices", x, y, 3, activation)
    case(f"segmentation, {kind}, one-hot", x, np.eye(3, dtype=np.int32)[y], 3, activation)

for activation in ["sigmoid", "linear"]:
    kind = "probabilities" if activation == "sigmoid" else "logits"
    random = np.random.default_rng(2)
    x = features(random, 22, 5)
    y = yes_or_no(random, x, 1)
    case(f"binary, {kind}, column labels", x, y, 1, activation)
    case(f"binary, {kind}, flat labels", x, y[:, 0], 1, activation)
    x = features(random, 7, 60, 3)
    y = yes_or_no(random, x, 1)
    case(f"sequences, {kind}", x, y, 1, activation)
    case(f"sequences, {kind}, flat labels", x, y[..., 0], 1, activation)
    x = features(random, 22, 5)
    case(f"multi-label, {kind}", x, yes_or_no(random, x, 3), 3, activation)
    x = features(random, 6, 2, 3, 4)
    case(f"mask, {kind}", x, yes_or_no(random, x, 1), 1, activation)


def run(c):
    random = np.random.default_rng(9)
    kernel = np.round(random.normal(size=(c["x"].shape[-1], c["units"])), 2).astype(np.float32)
    model = keras.Sequential([
        keras.Input(c["x"].shape[1:]), keras.layers.Dense(c["units"], activation=c["activation"])])
    model.layers[0].set_weights([kernel, np.zeros(c["units"], np.float32)])
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="crossentropy", metrics=["accuracy"])
    history = model.fit(c["x"], c["y"], batch_size=5, epochs=2, shuffle=False, verbose=0).history
    scores = model.evaluate(c["x"], c["y"], batch_size=5, verbose=0, return_dict=True)
    return dict(
        name=c["name"], activation=c["activation"], units=c["units"],
        x_shape=c["x"].shape, x=c["x"].ravel().tolist(), y_shape=c["y"].shape, y=c["y"].ravel().tolist(),
        kernel=kernel.ravel().tolist(), history=history, scores=scores)


def text(value):
    return json.dumps(value)


rows = [run(c) for c in CASES]
for row in rows:
    row["x"] = [float(str(np.float32(v))) for v in row["x"]]
    row["kernel"] = [float(str(np.float32(v))) for v in row["kernel"]]
    print(row["name"], row["history"], row["scores"])
body = ",\n".join("  " + text(row) for row in rows)
(pathlib.Path(__file__).parent / "keras.json").write_text(
    f'{{"keras": "{keras.__version__}", "backend": "{keras.backend.backend()}", "cases": [\n{body}\n]}}\n')
