"""Writes metrics.json: what real Keras answers for each metric, on whole arrays.

    KERAS_BACKEND=jax python make_metrics.py

Each case is a metric with its configuration, the batches it was given in order, and its result.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

random = np.random.default_rng(20260101)
cases = []


def array(x):
    x = np.asarray(x)
    data = [float(str(v)) if x.dtype == np.float32 else v.item() for v in x.reshape(-1)]
    return {"dtype": str(x.dtype), "shape": list(x.shape), "data": data}


def case(name, metric, updates):
    """Feeds the metric; an update is (labels, predictions) or (labels, predictions, weights)."""
    for update in updates:
        metric.update_state(*update)
    config = {k: v for k, v in metric.get_config().items() if k not in ("name", "dtype")}
    config = {k: v for k, v in config.items() if k in ("threshold", "k")}
    cases.append({
        "name": name,
        "class_name": type(metric).__name__,
        "config": config,
        "updates": [dict(zip(("y_true", "y_pred", "sample_weight"), map(array, u)))
                    for u in updates],
        "result": float(metric.result()),
    })


def weights(shape):
    w = random.uniform(0, 2, shape).astype("float32")
    w[random.uniform(size=shape) < 0.2] = 0
    return w


def batches(name, make, draw, weight_shapes):
    """One batch, three uneven batches, and each way of weighting them."""
    case(name, make(), [draw(6)])
    case(name + ", three batches", make(), [draw(4), draw(3), draw(1)])
    for shape in weight_shapes:
        case(f"{name}, weights {['N', *shape]}", make(),
             [(*draw(n), weights((n, *shape))) for n in (4, 3)])


def scores(shape, ties=True):
    p = random.normal(size=shape).astype("float32")
    return np.round(p, 1) if ties else p


INNER = {"samples": (), "sequences": (4,), "images": (2, 3)}

for unit, inner in INNER.items():
    def sparse(n, dtype="int32", last=False, classes=5):
        y = random.integers(0, classes, (n, *inner, 1) if last else (n, *inner)).astype(dtype)
        return y, scores((n, *inner, classes))

    def one_hot(n, classes=5):
        y, p = sparse(n, classes=classes)
        return np.eye(classes, dtype="float32")[y], p

    per_sample = [()] + ([inner] if inner else [])
    for dtype in ("int32", "int64", "float32", "uint8"):
        batches(f"{unit}, labels {dtype}", keras.metrics.SparseCategoricalAccuracy,
                lambda n: sparse(n, dtype), per_sample if dtype == "int32" else [])
    batches(f"{unit}, labels [..., 1]", keras.metrics.SparseCategoricalAccuracy,
            lambda n: sparse(n, last=True), [])
    batches(f"{unit}, 12 classes", keras.metrics.SparseCategoricalAccuracy,
            lambda n: sparse(n, classes=12), [])
    batches(unit, keras.metrics.CategoricalAccuracy, one_hot, per_sample)
    for k in (1, 2, 5, 7):
        make = lambda: keras.metrics.SparseTopKCategoricalAccuracy(k=k)
        batches(f"{unit}, k {k}", make, sparse, per_sample if k == 2 else [])
        batches(f"{unit}, k {k}, 19 classes", make, lambda n: sparse(n, classes=19), [])
        make = lambda: keras.metrics.TopKCategoricalAccuracy(k=k)
        batches(f"{unit}, k {k}", make, one_hot, per_sample if k == 2 else [])

ELEMENTS = {"(N, 1)": (1,), "(N, 3)": (3,), "(N, 4, 1)": (4, 1), "(N, 2, 3, 1)": (2, 3, 1)}

for unit, inner in ELEMENTS.items():
    # A weight for each sample, and one for each element where Keras keeps them apart.
    shapes = [(), inner]

    def binary(n):
        return (random.integers(0, 2, (n, *inner)).astype("float32"),
                np.round(random.uniform(size=(n, *inner)), 1).astype("float32"))

    def numbers(n):
        return (random.normal(size=(n, *inner)).astype("float32"),
                random.normal(size=(n, *inner)).astype("float32"))

    def integers(n):
        return (random.integers(0, 3, (n, *inner)).astype("int32"),
                random.integers(0, 3, (n, *inner)).astype("int32"))

    batches(unit, keras.metrics.BinaryAccuracy, binary, shapes)
    for threshold in (0.0, 0.3):
        batches(f"{unit}, threshold {threshold}",
                lambda: keras.metrics.BinaryAccuracy(threshold=threshold), binary, [])
    batches(unit, keras.metrics.Accuracy, integers, shapes)
    for make in (keras.metrics.MeanSquaredError, keras.metrics.MeanAbsoluteError):
        batches(unit, make, numbers, [()] + ([inner[:-1]] if len(inner) > 1 else []))

# Labels (N,) against predictions (N, 1).
case("labels (N,) against (N, 1)", keras.metrics.BinaryAccuracy(),
     [(np.array([1, 0, 1, 1]), np.array([[0.9], [0.2], [0.4], [0.7]], "float32"))])
case("labels (N,) against (N, 1)", keras.metrics.MeanSquaredError(),
     [(np.array([1, 0, 3], "float32"), np.array([[0.9], [0.2], [0.4]], "float32"))])
case("labels (N,) against (N, 1)", keras.metrics.MeanAbsoluteError(),
     [(np.array([1, 0, 3], "float32"), np.array([[0.9], [0.2], [0.4]], "float32"))])
case("labels (N,) against (N, 1)", keras.metrics.Accuracy(),
     [(np.array([1, 2, 3, 4]), np.array([[0], [2], [3], [4]]))])
case("weights (N, 1)", keras.metrics.BinaryAccuracy(),
     [(np.array([[1], [0], [1]]), np.array([[0.9], [0.2], [0.4]], "float32"),
       np.array([[1], [2], [0.5]], "float32"))])

document = {
    "source": f"keras {keras.__version__}, {keras.backend.backend()} backend",
    "cases": cases,
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
with open(path, "w") as file:
    file.write('{"source": ' + json.dumps(document["source"]) + ',\n"cases": [\n')
    file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
    file.write("\n]}\n")
print(f"{len(cases)} cases, {os.path.getsize(path)} bytes", file=sys.stderr)
