"""Writes counts.json, constrained.json, auc.json and exact.json beside itself: what real Keras and
real scikit-learn answer about small random arrays full of ties, zeros, ones and thresholds.

    KERAS_BACKEND=tensorflow python make_thresholds.py

A case is arguments, arrays, the row before which the second batch starts (null: one batch), and what
each class answered. Every input is one that Keras takes: labels 0 and 1, predictions in 0...1 (or
logits, where it is told so), weights of 0 and more.
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

random = np.random.default_rng(20260815)
CASES = 240


def pick(*choices):
    return choices[random.integers(len(choices))]


def array(x):
    if x is None:
        return None
    data = [float(str(v)) if x.dtype == np.float32 else v.item() for v in x.reshape(-1)]
    return {"dtype": str(x.dtype), "shape": list(x.shape), "data": data}


def labels(shape):
    y = random.random(shape) < pick(0.1, 0.5, 0.5, 0.8)
    return y.astype(pick("int64", "int32", "uint8", "float32", "bool"))


def probabilities(shape):
    """Scores with many ties, some of them 0, 1 or equal to a threshold."""
    steps = pick(2, 4, 10, 20, 100, 0)
    p = random.random(shape) if steps == 0 else random.integers(0, steps + 1, shape) / steps
    if random.random() < 0.2:
        p = p / pick(50, 1000)
    return p.astype("float32")


def weights(*shapes):
    """None, or weights of one of the shapes, some of them 0."""
    if random.random() < 0.35:
        return None
    w = pick(random.random, lambda s: random.integers(0, 12, s) / 4)(pick(*shapes))
    w[random.random(w.shape) < 0.2] = 0
    return w.astype("float32")


def drawn(matrix=False, least=1, most=14):
    """Labels, predictions and weights, a vector or a matrix of labels."""
    n = int(random.integers(least, most + 1))
    if not matrix and random.random() < 0.6:
        y, p, w = labels((n,)), probabilities((n,)), weights((n,))
        if random.random() < 0.2:
            p = p.reshape(n, 1)
        return y, p, w
    n, k = min(n, 7), int(random.integers(2, 5))
    return labels((n, k)), probabilities((n, k)), weights((n,), (n, k))


def cut_of(y):
    return int(random.integers(1, len(y))) if len(y) > 1 and random.random() < 0.4 else None


def keras_answer(metric, data, cut):
    parts = [slice(None)] if cut is None else [slice(0, cut), slice(cut, None)]
    for part in parts:
        y, p, w = (None if x is None else x[part] for x in data)
        metric.update_state(y, p, sample_weight=w)
    result = np.asarray(metric.result()).astype("float32")
    return [float(str(v)) for v in result.reshape(-1)]


def case(arguments, data, cut, answers):
    y, p, w = map(array, data)
    return {"arguments": arguments, "labels": y, "predictions": p, "weights": w, "cut": cut,
            "answers": answers}


def write(name, cases, **versions):
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    head = json.dumps({"python": sys.version.split()[0], "numpy": np.__version__, **versions})
    path = Path(__file__).with_name(name)
    path.write_text('{"versions": %s, "cases": [\n%s\n]}\n' % (head, text))
    print(name, len(cases), path.stat().st_size)


def counts():
    """One threshold or several, even or not, in any order, for the counts, precision and recall."""
    plain = [keras.metrics.TruePositives, keras.metrics.FalsePositives,
             keras.metrics.TrueNegatives, keras.metrics.FalseNegatives]
    shares = [keras.metrics.Precision, keras.metrics.Recall]
    for i in range(CASES):
        arguments = {}
        if random.random() < 0.75:
            arguments["thresholds"] = pick(
                0.0, 0.25, 0.7, 1.0, [0.5], [0.3, 0.8], [0.8, 0.3], [0.1, 0.1, 0.6],
                [0.0, 0.5, 1.0], [j / 10 for j in range(11)], [0.25, 0.5, 0.75],
                sorted(round(float(t), 3) for t in random.random(4)))
        data = drawn()
        cut = cut_of(data[0])
        answers = {c.__name__: keras_answer(c(**arguments), data, cut) for c in plain + shares}
        yield case(arguments, data, cut, answers)
    # Of equal scores the first are kept by some backends and the last by others, so none are equal.
    for i in range(CASES):
        arguments = {}
        n, k = int(random.integers(1, 8)), int(random.integers(2, 6))
        if random.random() < 0.8:
            arguments["top_k"] = int(random.integers(1, k + 1))
        if random.random() < 0.5 or not arguments:
            arguments["class_id"] = int(random.integers(0, k))
        if random.random() < 0.4:
            arguments["thresholds"] = pick(0.25, 0.5, [0.3, 0.8], [0.0, 0.5, 1.0])
        p = np.stack([random.permutation(21)[:k] / 20 for _ in range(n)]).astype("float32")
        data = labels((n, k)), p, weights((n,), (n, k))
        cut = cut_of(p)
        if "class_id" in arguments and data[2] is not None and data[2].ndim == 2:
            data = (*data[:2], data[2][:, 0].copy())
        yield case(arguments, data, cut,
                   {c.__name__: keras_answer(c(**arguments), data, cut) for c in shares})


def constrained():
    """The best of one figure where another is good enough."""
    classes = {keras.metrics.SensitivityAtSpecificity: "specificity",
               keras.metrics.SpecificityAtSensitivity: "sensitivity",
               keras.metrics.PrecisionAtRecall: "recall",
               keras.metrics.RecallAtPrecision: "precision"}
    for i in range(CASES):
        arguments = {}
        if random.random() < 0.8:
            arguments["num_thresholds"] = pick(1, 2, 3, 5, 11, 50, 101, 200)
        # Between the shares that small counts can make, so that rounding decides nothing.
        least = pick(0.0, 1.0, 0.303, 0.507, 0.801)
        data = drawn()
        if random.random() < 0.2:
            k = data[1].shape[1] if data[1].ndim == 2 else 1
            if k > 1 and (data[2] is None or data[2].ndim == 1):
                arguments["class_id"] = int(random.integers(0, k))
        cut = cut_of(data[0])
        yield case({"least": least, **arguments}, data, cut, {
            c.__name__: keras_answer(c(least, **arguments), data, cut) for c in classes})


def auc():
    """Every curve, summation and argument."""
    for i in range(2 * CASES):
        arguments = {"curve": pick("ROC", "PR", "PRGAIN"),
                     "summation_method": pick("interpolation", "minoring", "majoring")}
        if random.random() < 0.3:
            arguments["thresholds"] = pick(
                [0.5], [0.25, 0.5, 0.75], [0.1, 0.35, 0.8], [0.8, 0.2], [0.0, 1.0],
                sorted(round(float(t), 3) for t in random.random(5)))
        elif random.random() < 0.8:
            arguments["num_thresholds"] = pick(2, 3, 5, 11, 50, 101, 200, 200)
        multi = random.random() < 0.4
        data = drawn(matrix=multi, least=2)
        k = data[1].shape[1] if data[1].ndim == 2 else 1
        if multi:
            arguments["multi_label"] = True
            if random.random() < 0.5:
                arguments["num_labels"] = k
        if k > 1 and random.random() < 0.5:
            arguments["label_weights"] = [pick(0.5, 1.0, 2.0, 3.0) for _ in range(k)]
        if random.random() < 0.25:
            arguments["from_logits"] = True
            data = (data[0], (data[1] * 12 - 6.1).astype("float32"), data[2])
        cut = cut_of(data[0])
        yield case(arguments, data, cut,
                   {"AUC": keras_answer(keras.metrics.AUC(**arguments), data, cut)})


def scores(shape):
    """Scores of any range and either precision, with ties."""
    kind = random.integers(4)
    if kind == 0:
        s = random.normal(size=shape) * 10.0 ** random.integers(-30, 30)
    elif kind == 1:
        s = random.integers(-3, 4, shape) * -0.5
    else:
        s = random.integers(0, pick(2, 5, 30), shape) / 8
    return s.astype(pick("float32", "float64"))


def exact():
    """scikit-learn's areas: one question, a question a column, one class against the rest."""
    while True:
        kind = pick("one", "one", "one", "columns", "classes")
        n = int(random.integers(2, 25))
        arguments = {}
        k = 3
        if kind == "classes":
            y = np.concatenate([np.arange(k), random.integers(0, k, n)])
            # Sixteenths: they add up to 1 exactly, as scikit-learn wants them to.
            p = np.stack([np.diff(np.sort(np.r_[0, random.integers(0, 17, k - 1), 16]))
                          for _ in y]) / 16
            p = p.astype(pick("float32", "float64"))
        else:
            shape = (n,) if kind == "one" else (n, k)
            y, p = labels(shape), scores(shape)
            if kind == "columns":
                arguments["multi_label"] = True
        w = weights((len(y),))
        if w is not None and random.random() < 0.3:
            w = np.ceil(w).astype("int64")
        counted = y if w is None else y[w > 0]
        if kind == "classes":
            fits = len(set(counted.tolist())) == k
        else:
            fits = len(counted) > 0 and (counted.any(0) & ~counted.astype(bool).all(0)).all()
        if not fits:
            continue
        how = {"one": {}, "columns": {"average": "macro"},
               "classes": {"average": "macro", "multi_class": "ovr"}}[kind]
        answers = {"ExactAUC": [float(roc_auc_score(y, p, sample_weight=w, **how))]}
        how.pop("multi_class", None)
        answers["AveragePrecision"] = [float(average_precision_score(y, p, sample_weight=w, **how))]
        yield case(arguments, (y, p, w), cut_of(y), answers)


if __name__ == "__main__":
    backend = f"{keras.__version__}, {keras.backend.backend()} backend"
    warnings.simplefilter("error")
    exactly = exact()
    write("exact.json", [next(exactly) for _ in range(2 * CASES)], sklearn=sklearn.__version__)
    warnings.simplefilter("default")
    write("counts.json", list(counts()), keras=backend)
    write("constrained.json", list(constrained()), keras=backend)
    write("auc.json", list(auc()), keras=backend)
