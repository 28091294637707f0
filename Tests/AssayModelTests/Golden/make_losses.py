"""Makes every_loss.json and loss_table.json beside this file with real Keras.

    python make_losses.py

every_loss.json: value and gradient of every loss, under every reduction, with weights and masks, in double
precision from JAX on inputs that float32 holds; what torch gives in double precision and JAX in float32 is compared,
and the largest differences stand in `agreement`. loss_table.json: the examples that people check by hand, in float32,
the names that `keras.losses.get` takes, and the configurations that losses write.
Needs keras 3.15.1, jax and torch.
"""

import argparse
import itertools
import json
import os
import sys

import numpy as np

import arrays

HERE = os.path.dirname(os.path.abspath(__file__))
REDUCTIONS = ["sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none"]


def inputs():
    random = np.random.default_rng(15)
    shape = (3, 2, 4)

    def rounded(values, digits=2):
        return np.round(values, digits).astype(np.float32)

    classes = np.array([[2, 0], [3, 1], [1, 1]], dtype=np.int32)
    ignored = classes.copy()
    ignored[1, 0], ignored[2, 1] = -1, -1
    embeddings = random.normal(size=(6, 4))
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    return {
        "numbers": {"y": rounded(random.normal(size=shape) * 2), "p": rounded(random.normal(size=shape) * 2)},
        "counts": {"y": random.integers(0, 6, shape).astype(np.float32), "p": rounded(random.uniform(0.3, 5, shape))},
        "shares": {"y": rounded(random.uniform(0.02, 0.98, shape)), "p": rounded(random.uniform(0.05, 0.95, shape))},
        "logits": {"y": rounded(random.uniform(0, 1, shape)), "p": rounded(random.normal(size=shape) * 2)},
        "binary": {"y": random.integers(0, 2, shape).astype(np.float32), "p": rounded(random.normal(size=shape))},
        "signs": {"y": (random.integers(0, 2, shape) * 2 - 1).astype(np.float32),
                  "p": rounded(random.normal(size=shape))},
        "classes": {"y": classes, "p": rounded(random.uniform(0.05, 0.95, shape))},
        "classes_logits": {"y": classes, "p": rounded(random.normal(size=shape) * 2)},
        "ignored": {"y": ignored, "p": rounded(random.uniform(0.05, 0.95, shape))},
        "ignored_logits": {"y": ignored, "p": rounded(random.normal(size=shape) * 2)},
        "pairs": {"y": np.array([0, 1, 0, 2, 1, 0], dtype=np.int32), "p": rounded(embeddings, 3)},
        "sequences": {"y": np.array([[1, 2, 0], [3, 3, 1], [0, 0, 0]], dtype=np.int32),
                      "p": rounded(random.normal(size=(3, 6, 4)))},
    }


WEIGHTS = {
    "samples": np.array([0.5, 2, 1.25], dtype=np.float32),
    "column": np.array([[0.5], [2], [1.25]], dtype=np.float32),
    "steps": np.array([[1, 0.25], [0, 2], [1.5, 3]], dtype=np.float32),
    "steps_column": np.array([[[1], [0.25]], [[0], [2]], [[1.5], [3]]], dtype=np.float32),
    "six": np.array([1, 0.5, 2, 0, 1.5, 1], dtype=np.float32),
}
MASKS = {
    "steps": np.array([[1, 0], [1, 1], [0, 1]], dtype=np.float32),
    "none_left": np.zeros((3, 2), dtype=np.float32),
    "three": np.array([1, 0, 1], dtype=np.float32),
    "six": np.array([1, 1, 0, 1, 1, 1], dtype=np.float32),
}

# Class, configurations, inputs. The first configuration goes through every reduction, weight and mask.
STEPS = ("steps", "six")
PLAIN = [
    ("MeanSquaredError", [{}], ["numbers"]), ("MeanAbsoluteError", [{}], ["numbers"]),
    ("MeanAbsolutePercentageError", [{}], ["shares"]), ("MeanSquaredLogarithmicError", [{}], ["counts"]),
    ("LogCosh", [{}], ["numbers"]), ("Poisson", [{}], ["counts"]), ("KLDivergence", [{}], ["shares"]),
    ("Huber", [{}, {"delta": 0.5}, {"delta": 3.0}], ["numbers"]),
    ("CosineSimilarity", [{}, {"axis": 1}, {"axis": -2}], ["numbers"]),
    ("Hinge", [{}], ["signs", "binary", "numbers"]), ("SquaredHinge", [{}], ["binary", "signs"]),
    ("CategoricalHinge", [{}], ["binary"]),
    ("BinaryCrossentropy", [{}, {"label_smoothing": 0.2}, {"axis": 1}], ["shares"]),
    ("BinaryCrossentropy", [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.2},
                            {"from_logits": True, "axis": 1}], ["logits"]),
    ("BinaryFocalCrossentropy", [{}, {"gamma": 0.0}, {"gamma": 1.5, "label_smoothing": 0.1}, {"axis": 1},
                                 {"apply_class_balancing": True, "alpha": 0.4, "gamma": 3.0}], ["shares"]),
    ("BinaryFocalCrossentropy", [{"from_logits": True}, {"from_logits": True, "apply_class_balancing": True}],
     ["logits"]),
    ("CategoricalCrossentropy", [{}, {"label_smoothing": 0.1}, {"axis": 1}], ["shares"]),
    ("CategoricalCrossentropy", [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.1},
                                 {"from_logits": True, "axis": 1}], ["logits"]),
    ("CategoricalFocalCrossentropy", [{}, {"alpha": 0.6, "gamma": 1.0}, {"label_smoothing": 0.2}, {"axis": 1}],
     ["shares"]),
    ("CategoricalFocalCrossentropy", [{"from_logits": True}, {"from_logits": True, "gamma": 3.5, "axis": 1}],
     ["logits"]),
    ("SparseCategoricalCrossentropy", [{}], ["classes"]),
    ("SparseCategoricalCrossentropy", [{"from_logits": True}, {"from_logits": True, "ignore_class": 1}],
     ["classes_logits"]),
    ("SparseCategoricalCrossentropy", [{"ignore_class": -1}], ["ignored"]),
    ("SparseCategoricalCrossentropy", [{"from_logits": True, "ignore_class": -1}], ["ignored_logits"]),
    ("CategoricalGeneralizedCrossEntropy", [{}, {"q": 0.2}, {"q": 0.9}], ["classes"]),
]


def cases():
    """Class, configuration, inputs, reduction, weights, mask."""
    for kind, configs, data in PLAIN:
        for i, config in enumerate(configs):
            for j, name in enumerate(data):
                whole = i == 0 and j == 0
                first = kind in ("MeanSquaredError", "SparseCategoricalCrossentropy")
                for reduction in REDUCTIONS if whole else ["sum_over_batch_size", "none"]:
                    yield kind, config, name, reduction, None, None
                    if not whole:
                        continue
                    weights = ["samples", "column", "steps", "steps_column"] if first else ["samples", "steps"]
                    if first or reduction in ("sum_over_batch_size", "mean_with_sample_weight"):
                        for w in weights:
                            yield kind, config, name, reduction, w, None
                        yield kind, config, name, reduction, None, "steps"
                    yield kind, config, name, reduction, "steps", "steps"
                    if first:
                        yield kind, config, name, reduction, "samples", "steps"
                        yield kind, config, name, reduction, "column", "none_left"
    for kind, config in [("Dice", {}), ("Dice", {"axis": [1, 2]}), ("Tversky", {}),
                         ("Tversky", {"alpha": 0.3, "beta": 0.7}),
                         ("Tversky", {"alpha": 0.3, "beta": 0.7, "axis": [1, 2]}), ("Dice", {"axis": [-1]})]:
        yield kind, config, "shares", "sum_over_batch_size", None, None
        yield kind, config, "shares", "none", None, None
        if config.get("axis") == [1, 2]:
            for reduction in REDUCTIONS:
                yield kind, config, "shares", reduction, "samples", None
                yield kind, config, "shares", reduction, "samples", "three"
    for config in [{}, {"gamma": 20.0, "margin": 0.25}, {"gamma": 2.0, "remove_diagonal": False}]:
        for reduction in REDUCTIONS if not config else ["sum_over_batch_size", "none"]:
            for weights, mask in [(None, None), ("six", None), (None, "six"), ("six", "six")]:
                yield "Circle", config, "pairs", reduction, weights, mask
    for reduction in REDUCTIONS:
        yield "CTC", {}, "sequences", reduction, None, None
        yield "CTC", {}, "sequences", reduction, "samples", None
        yield "CTC", {}, "sequences", reduction, None, "three"


def value_and_gradient(function, x):
    import keras
    if keras.backend.backend() == "jax":
        import jax
        import jax.numpy as jnp
        y, pull = jax.vjp(function, jnp.asarray(x))
        return np.asarray(y), np.asarray(pull(jnp.ones_like(y))[0])
    import torch
    x = torch.tensor(x, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return y.detach().numpy(), x.grad.numpy()


def run(dtype):
    import keras
    from keras.src import backend
    keras.config.set_floatx(dtype)
    made = []
    data = inputs()
    for kind, config, name, reduction, weights, mask in cases():
        arguments = {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}
        loss = getattr(keras.losses, kind)(reduction=reduction, **arguments)
        y, p = data[name]["y"], data[name]["p"].astype(dtype)
        w = None if weights is None else WEIGHTS[weights].astype(dtype)
        steps = len(data[name]["p"].shape) == 3 and kind not in ("Dice", "Tversky", "CTC")
        if steps and (weights == "samples" or (weights == "column" and (mask or "ignore_class" in config))):
            # Keras does not take one weight a sample here, nor torch a column beside a mask.
            w = np.repeat(w.reshape(-1, 1), 2, axis=1)

        def call(v):
            if mask is not None:
                backend.set_keras_mask(v, keras.ops.cast(MASKS[mask], "bool"))
            return loss(y, v, sample_weight=w)

        value, gradient = value_and_gradient(call, p)
        made.append({"class": kind, "config": config, "data": name, "reduction": reduction, "weights": weights,
                     "mask": mask, "value": arrays.array(value), "gradient": arrays.array(gradient)})
    return made


def table():
    """The examples of Keras's own documentation and of the losses' definitions."""
    import keras
    a = ([[1, 2], [3, 4]], [[1.5, 2], [2, 5]], [0.7, 0.3])
    b = ([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]], [1, 0])
    b2 = (b[0], b[1], [0.8, 0.2])
    z = ([[0, 1], [0, 0]], [[-18.6, 0.51], [2.94, -12.8]], [0.8, 0.2])
    c = ([[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]], [0.3, 0.7])
    s = ([1, 2], c[1], c[2])
    d = ([[[[1.0], [1.0]], [[0.0], [0.0]]], [[[1.0], [1.0]], [[0.0], [0.0]]]],
         [[[[0.0], [1.0]], [[0.0], [0.4]]], [[[0.0], [1.0]], [[0.0], [0.4]]]], None)
    three = [[1, 2, 3], [1, 2, 3]]
    probabilities = [[[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1], [0.8, 0.1, 0.1]]]
    rows = [
        ("MeanSquaredError", {}, *a), ("MeanAbsoluteError", {}, *a), ("MeanAbsolutePercentageError", {}, *a),
        ("MeanSquaredLogarithmicError", {}, *a), ("LogCosh", {}, *a), ("Poisson", {}, *a),
        ("Huber", {}, [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 3.6]], [1, 0]),
        ("Huber", {"delta": 0.5}, [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 3.6]], [1, 0]),
        ("CosineSimilarity", {}, [[0, 1], [1, 1]], [[1, 0], [1, 1]], [0.8, 0.2]),
        ("Hinge", {}, *b), ("SquaredHinge", {}, *b), ("CategoricalHinge", {}, *b),
        ("KLDivergence", {}, [[0, 1], [0.3, 0.7]], [[0.6, 0.4], [0.4, 0.6]], [0.8, 0.2]),
        ("BinaryCrossentropy", {}, *b), ("BinaryCrossentropy", {"from_logits": True}, *z),
        ("BinaryCrossentropy", {"label_smoothing": 0.2}, *b),
        ("BinaryCrossentropy", {}, [[1], [1], [0], [0]], [[1], [0], [1], [0]], None),
        ("BinaryFocalCrossentropy", {}, *b2),
        ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "gamma": 3.0}, *b2),
        ("BinaryFocalCrossentropy", {"from_logits": True, "gamma": 4.0}, *z),
        ("CategoricalCrossentropy", {}, *c), ("CategoricalCrossentropy", {"label_smoothing": 0.1}, *c),
        ("CategoricalCrossentropy", {"from_logits": True}, c[0], three, c[2]),
        ("CategoricalCrossentropy", {}, [[0, 1, 0]], [[1, 2, 1]], None),
        ("CategoricalFocalCrossentropy", {}, *c),
        ("SparseCategoricalCrossentropy", {}, *s),
        ("SparseCategoricalCrossentropy", {"from_logits": True}, s[0], three, s[2]),
        ("SparseCategoricalCrossentropy", {"ignore_class": -1}, [1, -1, 2], c[1] + [[0.2, 0.2, 0.6]], [0.3, 1, 0.7]),
        ("Dice", {}, *d), ("Dice", {"axis": [1, 2, 3]}, *d), ("Tversky", {"alpha": 0.3, "beta": 0.7}, *d),
        ("Circle", {}, [0, 0, 1, 1], [[0.9, 0.1, 0.1, 0.1], [0.1, 0.9, 0.1, 0.1], [0.1, 0.1, 0.9, 0.1],
                                      [0.1, 0.1, 0.1, 0.9]], None),
        ("CategoricalGeneralizedCrossEntropy", {}, [0, 1], [[0.7, 0.3], [0.2, 0.8]], None),
        ("CTC", {}, [[1, 2, 0]], np.log(np.array(probabilities, dtype=np.float32)), None),
    ]
    made = []
    for kind, config, y, p, w in rows:
        arguments = {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}
        whole = kind in ("CTC", "Circle") or "Sparse" in kind or "Generalized" in kind
        y = np.array(y, dtype=np.int32 if whole else np.float32)
        p = np.array(p, dtype=np.float32)
        w = None if w is None else np.array(w, dtype=np.float32)

        def value(reduction, weights=None):
            return arrays.array(np.asarray(
                getattr(keras.losses, kind)(reduction=reduction, **arguments)(y, p, sample_weight=weights)))

        row = {"class": kind, "config": config, "y": arrays.array(y), "p": arrays.array(p),
               "value": value("sum_over_batch_size"), "none": value("none")}
        if w is not None:
            row |= {"w": arrays.array(w), "weighted": value("sum_over_batch_size", w),
                    "weighted_mean": value("mean_with_sample_weight", w)}
        made.append(row)
    from keras.src.losses import ALL_OBJECTS, ALL_OBJECTS_DICT
    classes = sorted({o.__name__ for o in ALL_OBJECTS if isinstance(o, type)} - {"Loss", "LossFunctionWrapper"}
                     | {"CategoricalGeneralizedCrossEntropy"})
    names = sorted(set(ALL_OBJECTS_DICT) - {"Loss", "LossFunctionWrapper"})
    return {"rows": made, "names": names,
            "configs": [{"class": c, "config": getattr(keras.losses, c)().get_config()} for c in classes]}


def worst(golden, other):
    found = {}
    for one, two in zip(golden, other):
        for key in ("value", "gradient"):
            difference = arrays.relative(one[key]["values"], two[key]["values"], floor=1e-2)
            if difference > 2e-6:
                config = ", ".join(f"{k}={v}" for k, v in one["config"].items())
                name = f"{one['class']}({config}) {one['data']} {key}"
                found[name] = max(difference, found.get(name, 0))
    return found


def short(entry):
    return {"shape": entry["shape"], "values": [float(f"{v:.8g}") for v in entry["values"]]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend")
    parser.add_argument("--out")
    parser.add_argument("what", nargs="?")
    arguments = parser.parse_args()
    if arguments.out:
        made = table() if arguments.what == "table" else run(arguments.what)
        with open(arguments.out, "w") as file:
            json.dump(made, file)
        return
    os.environ["JAX_ENABLE_X64"] = "1"
    script = os.path.abspath(__file__)
    golden = arrays.run_on("jax", script, "float64")
    runs = {"torch_float64": arrays.run_on("torch", script, "float64"),
            "jax_float32": arrays.run_on("jax", script, "float32")}
    agreement = {name: worst(golden, other) for name, other in runs.items()}
    for one in golden:
        one["value"], one["gradient"] = short(one["value"]), short(one["gradient"])["values"]
    body = {"about": "value of the loss and gradient by the predictions, of the sum of the values where reduction is "
                     "none; one weight a sample was repeated over the steps for Keras",
            "versions": arrays.versions(),
            "agreement": {"relative_differences_above_2e-6_with_floor_1e-2": agreement},
            "inputs": {name: {k: arrays.array(v) for k, v in parts.items()} for name, parts in inputs().items()},
            "weights": {k: arrays.array(v) for k, v in WEIGHTS.items()},
            "masks": {k: arrays.array(v) for k, v in MASKS.items()}, "cases": golden}
    with open(os.path.join(HERE, "every_loss.json"), "w") as file:
        file.write(lines(body))
    os.environ["JAX_ENABLE_X64"] = "0"
    body = {"versions": arrays.versions()} | arrays.run_on("jax", script, "table")
    with open(os.path.join(HERE, "loss_table.json"), "w") as file:
        file.write(lines(body))


def lines(body):
    """One line a case."""
    def compact(value):
        return json.dumps(value, separators=(",", ":"))

    parts = []
    for key, value in body.items():
        if isinstance(value, list):
            inner = ",\n".join(compact(one) for one in value)
            parts.append(f"{compact(key)}: [\n{inner}\n]")
        else:
            parts.append(f"{compact(key)}: {compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
