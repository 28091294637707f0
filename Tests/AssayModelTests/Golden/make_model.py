"""Makes activations.json, losses.json, optimizers.json and initializers.json beside this file with real Keras.

    python make_model.py [activations losses optimizers initializers]

Values and gradients are float32 from JAX; torch and TensorFlow are compared and the largest differences stand in
`agreement`. Where a file has `exact`, those are the same formulas run by Keras in double precision.
Needs keras 3.15.1, jax, torch and tensorflow-cpu.
"""

import argparse
import json
import math
import os

import numpy as np

import arrays

HERE = os.path.dirname(os.path.abspath(__file__))


def value_and_gradient(function, x, upstream=None):
    """`f(x)` and the gradient of `Σ upstream · f(x)` (of `Σ f(x)` without it) on the backend at hand."""
    import keras
    backend = keras.backend.backend()
    if backend == "jax":
        import jax
        import jax.numpy as jnp
        y, pull = jax.vjp(function, jnp.asarray(x))
        up = jnp.ones_like(y) if upstream is None else jnp.asarray(upstream)
        return np.asarray(y), np.asarray(pull(up)[0])
    if backend == "torch":
        import torch
        x = torch.tensor(x, requires_grad=True)
        y = function(x)
        y.backward(torch.ones_like(y) if upstream is None else torch.tensor(upstream))
        gradient = torch.zeros_like(x) if x.grad is None else x.grad
        return y.detach().numpy(), gradient.numpy()
    import tensorflow as tf
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    up = None if upstream is None else tf.constant(upstream)
    gradient = tape.gradient(y, x, output_gradients=up, unconnected_gradients="zero")
    return y.numpy(), tf.convert_to_tensor(gradient).numpy()


# Activations.

POINTS = [-60, -20, -9, -6.001, -5.999, -3.001, -2.999, -2, -1.001, -0.999, -0.7, -0.501, -0.499, -0.3, -0.01, -1e-5,
          1e-5, 0.01, 0.3, 0.499, 0.501, 0.7, 0.999, 1.001, 2, 2.999, 3.001, 5.999, 6.001, 9, 20, 60]
KINKS = [-6, -3, -1, -0.5, 0, 0.5, 1, 3, 6]
ROWS = [[0.5, -1.25, 2, 0.1], [0.1, 0.2, 0.3, 0.25], [-40, 0, 35, 3], [0, 0, 0, 0], [1.5, 1.4, -2, -80]]
UPSTREAM = [[1, 0, 0, 0], [0.5, -1, 2, 0.25], [0.3, 0.7, -0.2, 1], [1, 2, 3, 4], [-1, 0.4, 0.2, 2]]

ELEMENTWISE = [
    ("linear", {}), ("relu", {}), ("relu", {"negative_slope": 0.1}), ("relu", {"max_value": 6.0}),
    ("relu", {"threshold": 0.5}), ("relu", {"negative_slope": 0.2, "max_value": 3.0, "threshold": 0.5}),
    ("relu6", {}), ("leaky_relu", {}), ("leaky_relu", {"negative_slope": 0.3}), ("sigmoid", {}), ("tanh", {}),
    ("gelu", {}), ("gelu", {"approximate": True}), ("elu", {}), ("elu", {"alpha": 0.5}), ("selu", {}),
    ("celu", {}), ("celu", {"alpha": 2.0}), ("softplus", {}), ("softsign", {}), ("silu", {}), ("swish", {}),
    ("exponential", {}), ("hard_sigmoid", {}), ("hard_silu", {}), ("hard_swish", {}), ("hard_tanh", {}),
    ("mish", {}), ("log_sigmoid", {}), ("tanh_shrink", {}), ("soft_shrink", {}), ("soft_shrink", {"threshold": 1.0}),
    ("hard_shrink", {}), ("hard_shrink", {"threshold": 1.0}), ("squareplus", {}), ("squareplus", {"b": 1.0}),
    ("sparse_plus", {}), ("sparse_sigmoid", {}), ("threshold", {"threshold": 0.5, "default_value": -2.0}),
]
OVER_AN_AXIS = [
    ("softmax", {}), ("softmax", {"axis": 0}), ("log_softmax", {}), ("log_softmax", {"axis": 0}),
    ("sparsemax", {}), ("glu", {}), ("glu", {"axis": 0}),
]


def activations(dtype):
    import keras

    def entry(name, config, x, upstream):
        function = getattr(keras.activations, name)
        y, gradient = value_and_gradient(lambda v: function(v, **config), x, upstream)
        return {"name": name, "config": config, "y": arrays.array(y), "gradient": arrays.array(gradient)}

    points, kinks = np.array(POINTS, dtype=dtype), np.array(KINKS, dtype=dtype)
    rows, upstream = np.array(ROWS, dtype=dtype), np.array(UPSTREAM, dtype=dtype)
    over = []
    for name, config in OVER_AN_AXIS:
        x, dy = rows, upstream
        if name == "glu":
            x = rows if config.get("axis") != 0 else rows[:4]
            dy = upstream[:, :2] if config.get("axis") != 0 else upstream[:2]
        over.append({**entry(name, config, x, dy), "x": arrays.array(x), "upstream": arrays.array(dy)})
    return {
        "x": arrays.array(points), "elementwise": [entry(n, c, points, None) for n, c in ELEMENTWISE],
        "kinks": {"x": arrays.array(kinks), "elementwise": [entry(n, c, kinks, None) for n, c in ELEMENTWISE]},
        "over_an_axis": over,
    }


def make_activations(runs, exact):
    golden = runs["jax"]
    for part in ("elementwise", "over_an_axis"):
        for one, double in zip(golden[part], exact[part]):
            one["exact"] = {"y": double["y"]["values"], "gradient": double["gradient"]["values"]}
    points = golden["kinks"]["x"]["values"]
    differ = []
    for index, one in enumerate(golden["kinks"]["elementwise"]):
        by = {b: runs[b]["kinks"]["elementwise"][index]["gradient"]["values"] for b in arrays.BACKENDS}
        for at, x in enumerate(points):
            here = {b: by[b][at] for b in arrays.BACKENDS}
            if max(here.values()) - min(here.values()) > 1e-3:
                differ.append({"name": one["name"], "config": one["config"], "x": x, "gradient": here})

    def worst(a, b):
        found = {}
        for part in ("elementwise", "over_an_axis"):
            for one, other in zip(a[part], b[part]):
                for key in ("y", "gradient"):
                    difference = arrays.relative(one[key]["values"], other[key]["values"], floor=1e-2)
                    if difference > 2e-6:
                        config = ", ".join(f"{k}={v}" for k, v in one["config"].items())
                        found[f"{one['name']}({config}) {key}"] = difference
        return found

    return {
        "about": "y = f(x) and dy/dx, in float32 and (`exact`) in double; over an axis the gradient is that of "
                 "Σ upstream · y. `kinks` are where derivatives jump; `backends_differ` lists where gradients disagree there",
        "agreement": {b: {"relative_differences_above_2e-6_with_floor_1e-2": worst(golden, runs[b])}
                      for b in arrays.BACKENDS[1:]},
        "x": golden["x"], "elementwise": golden["elementwise"], "over_an_axis": golden["over_an_axis"],
        "kinks": {**golden["kinks"], "backends_differ": differ},
    }


# Losses.

REDUCTIONS = ["sum_over_batch_size", "sum", "none", "mean_with_sample_weight"]


def loss_inputs():
    random = np.random.default_rng(1)

    def single(values):
        return np.asarray(values, dtype=np.float32)

    def softmax(z):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return np.round(e / e.sum(axis=-1, keepdims=True), 3).astype(np.float32)

    logits = np.round(random.normal(size=(5, 4)) * 2, 2).astype(np.float32)
    logits[4] = [30, -2, 0, 5]
    steps = np.round(random.normal(size=(2, 3, 4)), 2).astype(np.float32)
    classes = np.array([2, 0, 3, 1, 1], dtype=np.int32)
    step_classes = np.array([[0, 3, 1], [2, 2, 0]], dtype=np.int32)
    eye = np.eye(4, dtype=np.float32)
    binary = single([[0, 1, 1], [1, 0, 0], [1, 1, 0], [0, 0, 1]])
    values = np.round(random.normal(size=(4, 3)), 2).astype(np.float32)
    off = single([[0.3, -0.5, 0.05], [2, -1.5, 0.69], [0.71, 0.1, -0.2], [-0.02, 3, -0.4]])
    return {
        "binary": {"y": binary, "probabilities": single(
            [[0.1, 0.8, 0.35], [0.99, 0.5, 0.02], [0.6, 0.45, 0.7], [1e-3, 0.25, 0.9]]),
            "logits": single([[-2, 1.5, 0.3], [40, -35, 0], [0.1, -0.2, 4], [-90, 1, 0.5]])},
        "binary_saturated": {"y": single([[0], [0], [1], [1]]), "probabilities": single([[0], [1], [0], [1]])},
        "binary_steps": {"y": single([[[0], [1], [1]], [[1], [0], [0]]]),
                         "probabilities": single([[[0.2], [0.7], [0.4]], [[0.9], [0.1], [0.55]]]),
                         "logits": single([[[-1], [2], [0.3]], [[5], [-3], [0.2]]])},
        "classes": {"y": classes, "probabilities": softmax(logits[[0, 1, 2, 3, 0]]), "logits": logits},
        "classes_column": {"y": classes[:, None], "probabilities": softmax(logits[[0, 1, 2, 3, 0]]), "logits": logits},
        "classes_one_hot": {"y": eye[classes], "probabilities": softmax(logits[[0, 1, 2, 3, 0]]), "logits": logits},
        "classes_unnormalised": {"y": eye[classes], "probabilities": single(
            np.round(random.uniform(0.5, 3, size=(5, 4)), 2))},
        "class_steps": {"y": step_classes, "probabilities": softmax(steps), "logits": steps},
        "class_steps_one_hot": {"y": eye[step_classes], "probabilities": softmax(steps), "logits": steps},
        "values": {"y": values, "values": values + off},
        "value_steps": {"y": single(np.zeros((2, 3, 1))), "values": single([[[1], [2], [3]], [[1], [-1], [0.5]]])},
        "weights": {"rows": single([0.5, 0, 2, 1.25, 0.75]), "steps": single([[1, 0, 2], [0.5, 1, 0]]),
                    "steps_column": single([[1], [2]])},
    }


def loss_cases():
    def binary(inputs, **config):
        return "BinaryCrossentropy", config, inputs, "logits" if config.get("from_logits") else "probabilities"

    def categorical(kind, inputs, **config):
        return kind + "CategoricalCrossentropy", config, inputs, "logits" if config.get("from_logits") else "probabilities"

    logits = {"from_logits": True}
    kinds = [
        binary("binary"), binary("binary", **logits), binary("binary", label_smoothing=0.2),
        binary("binary", **logits, label_smoothing=0.2), binary("binary_saturated"), binary("binary_steps"),
        binary("binary_steps", **logits),
        categorical("", "classes_one_hot"), categorical("", "classes_one_hot", **logits),
        categorical("", "classes_one_hot", label_smoothing=0.1),
        categorical("", "classes_one_hot", **logits, label_smoothing=0.1), categorical("", "classes_unnormalised"),
        categorical("", "class_steps_one_hot", **logits),
        categorical("Sparse", "classes"), categorical("Sparse", "classes", **logits),
        categorical("Sparse", "classes_column", **logits), categorical("Sparse", "class_steps"),
        categorical("Sparse", "class_steps", **logits), categorical("Sparse", "classes", ignore_class=1),
        categorical("Sparse", "classes", **logits, ignore_class=1),
        ("MeanSquaredError", {}, "values", "values"), ("MeanSquaredError", {}, "value_steps", "values"),
        ("MeanAbsoluteError", {}, "values", "values"), ("MeanAbsoluteError", {}, "value_steps", "values"),
        ("Huber", {}, "values", "values"), ("Huber", {"delta": 0.7}, "values", "values"),
        ("Huber", {"delta": 2.0}, "value_steps", "values"),
    ]
    for kind in kinds:
        stepped = "steps" in kind[2]
        for weights in [None] + (["steps", "steps_column"] if stepped else ["rows"]):
            for reduction in REDUCTIONS:
                yield *kind, weights, reduction


def losses(dtype):
    import keras
    inputs = loss_inputs()
    made = []
    for kind, config, data, prediction, weights, reduction in loss_cases():
        loss = getattr(keras.losses, kind)(reduction=reduction, **config)
        y, p = inputs[data]["y"], inputs[data][prediction]
        w = None if weights is None else inputs["weights"][weights]
        w = w[:len(p)] if weights == "rows" else w
        value, gradient = value_and_gradient(lambda v: loss(y, v, sample_weight=w), p)
        made.append({"class": kind, "config": config, "reduction": reduction, "data": data, "predictions": prediction,
                     "weights": weights, "value": arrays.array(value), "gradient": arrays.array(gradient)})
    zero = np.zeros((1, 2), dtype=np.float32)
    return {"cases": made, "zero_error": {
        kind: value_and_gradient(lambda v: getattr(keras.losses, kind)()(zero, v), zero)[1].ravel().tolist()
        for kind in ("MeanAbsoluteError", "Huber", "MeanSquaredError")}}


def make_losses(runs, exact):
    golden = runs["jax"]

    def worst(a, b):
        found = {}
        for one, other in zip(a["cases"], b["cases"]):
            for key in ("value", "gradient"):
                difference = arrays.relative(one[key]["values"], other[key]["values"])
                if difference > 1e-5:
                    config = ", ".join(f"{k}={v}" for k, v in one["config"].items())
                    name = f"{one['class']}({config}) {one['data']} {key}"
                    found[name] = max(difference, found.get(name, 0))
        return found

    inputs = {name: {k: arrays.array(v) for k, v in parts.items()} for name, parts in loss_inputs().items()}
    for one in golden["cases"]:
        for key in ("value", "gradient"):
            one[key] = {"shape": one[key]["shape"], "values": one[key]["values"]}
    return {
        "about": "value of the loss and gradient by the predictions (of the sum of the values where reduction is "
                 "none); `weights` names the entry of inputs.weights, `rows` cut to the row count",
        "agreement": {b: {"relative_differences_above_1e-5_with_floor_1e-3": worst(golden, runs[b])}
                      for b in arrays.BACKENDS[1:]},
        "gradient_where_the_error_is_zero": {b: runs[b]["zero_error"] for b in arrays.BACKENDS},
        "inputs": inputs, "cases": golden["cases"],
    }


# Optimizers.

VARIANTS = [
    ("SGD", {"learning_rate": 0.1}), ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"learning_rate": 0.1, "weight_decay": 0.01}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 0.3}), ("SGD", {"learning_rate": 0.1, "global_clipnorm": 0.5}),
    ("SGD", {"learning_rate": 0.1, "clipvalue": 0.2}),
    ("SGD", {"learning_rate": 0.1, "gradient_accumulation_steps": 2}),
    ("SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.5}),
    ("RMSprop", {}), ("RMSprop", {"learning_rate": 0.1}), ("RMSprop", {"learning_rate": 0.1, "rho": 0.5}),
    ("RMSprop", {"learning_rate": 0.1, "momentum": 0.9}), ("RMSprop", {"learning_rate": 0.1, "centered": True}),
    ("RMSprop", {"learning_rate": 0.1, "momentum": 0.9, "centered": True, "weight_decay": 0.02}),
    ("RMSprop", {"learning_rate": 0.1, "epsilon": 0.01, "clipnorm": 0.5}),
    ("Adam", {}), ("Adam", {"learning_rate": 0.1}), ("Adam", {"learning_rate": 0.1, "amsgrad": True, "beta_2": 0.5}),
    ("Adam", {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01}),
    ("Adam", {"learning_rate": 0.1, "weight_decay": 0.02}), ("Adam", {"learning_rate": 0.1, "clipnorm": 0.3}),
    ("Adam", {"learning_rate": 0.1, "global_clipnorm": 0.5}), ("Adam", {"learning_rate": 0.1, "clipvalue": 0.2}),
    ("AdamW", {}), ("AdamW", {"learning_rate": 0.1}), ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.2}),
    ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.2, "exclude": ["bias"]}),
    ("AdamW", {"learning_rate": 0.1, "amsgrad": True, "beta_2": 0.5, "global_clipnorm": 0.5}),
]


def optimizer_data():
    random = np.random.default_rng(3)
    shapes = {"kernel": (3, 2), "bias": (2,), "scale": (1,)}
    start = {n: np.round(random.normal(size=s), 2).astype(np.float32) for n, s in shapes.items()}
    steps = []
    for step in range(5):
        gradients = {n: np.round(random.normal(size=s) * 0.4, 3).astype(np.float32) for n, s in shapes.items()}
        gradients["kernel"][0, 0] = 0
        gradients["kernel"][1, 1] = [1e-6, -1e-6, 3e-7, 0, 2e-6][step]
        gradients["bias"][1] = [8, -3, 0.5, 0, -8][step]
        steps.append(gradients)
    return start, steps


def optimizers(dtype):
    import keras
    start, steps = optimizer_data()
    made = []
    for kind, config in VARIANTS:
        config = dict(config)
        excluded = config.pop("exclude", None)
        optimizer = getattr(keras.optimizers, kind)(**config)
        if excluded:
            optimizer.exclude_from_weight_decay(var_names=excluded)
        variables = [keras.Variable(v.astype(dtype), name=n, dtype=dtype) for n, v in start.items()]
        optimizer.build(variables)
        after = []
        for gradients in steps:
            optimizer.apply([keras.ops.convert_to_tensor(g.astype(dtype)) for g in gradients.values()], variables)
            after.append({v.name: [arrays.number(e) for e in keras.ops.convert_to_numpy(v.value).ravel()]
                          for v in variables})
        one = {"class": kind, "config": {**config, **({"exclude_from_weight_decay": excluded} if excluded else {})},
               "after": after}
        if config.get("use_ema"):
            optimizer.finalize_variable_values(variables)
            one["after_finalize"] = {
                v.name: [arrays.number(e) for e in keras.ops.convert_to_numpy(v.value).ravel()] for v in variables}
        made.append(one)
    return {"cases": made}


def make_optimizers(runs, exact):
    golden = runs["jax"]

    def worst(a, b):
        return max(abs(x - y) for one, other in zip(a["cases"], b["cases"])
                   for mine, theirs in zip(one["after"], other["after"])
                   for name in mine for x, y in zip(mine[name], theirs[name]))

    for one, double in zip(golden["cases"], exact["cases"]):
        one["exact_after_last"] = double["after"][-1]
    start, steps = optimizer_data()
    return {
        "about": "variables after each of five steps with given gradients; arguments not named have their defaults; "
                 "`exact_after_last` is the last step in double (hyperparameters in float32)",
        "agreement": {b: {"absolute": float(f"{worst(golden, runs[b]):.2g}")} for b in arrays.BACKENDS[1:]},
        "initial": {n: arrays.array(v) for n, v in start.items()},
        "gradients": [{n: [arrays.number(v) for v in g.ravel()] for n, g in step.items()} for step in steps],
        "cases": golden["cases"],
    }


# Initializers.

TRUNCATED = 0.87962566103423978  # the standard deviation of a standard normal cut at ±2
SHAPES = {"dense": (300, 200), "convolution": (3, 3, 60, 110)}
INITIALIZERS = [
    ("GlorotUniform", {}), ("GlorotNormal", {}), ("HeUniform", {}), ("HeNormal", {}), ("LecunUniform", {}),
    ("LecunNormal", {}), ("RandomUniform", {}), ("RandomUniform", {"minval": -1.0, "maxval": 3.0}),
    ("RandomNormal", {}), ("RandomNormal", {"mean": 2.0, "stddev": 0.5}), ("TruncatedNormal", {}),
    ("TruncatedNormal", {"mean": 1.0, "stddev": 0.2}),
    ("VarianceScaling", {}), ("VarianceScaling", {"scale": 3.0, "mode": "fan_out", "distribution": "uniform"}),
    ("VarianceScaling", {"scale": 2.0, "mode": "fan_avg", "distribution": "untruncated_normal"}),
    ("Zeros", {}), ("Ones", {}), ("Constant", {"value": 0.25}),
]


def theory(kind, config, shape):
    """The distribution by its formula: kind, mean, standard deviation, and the bounds where it has some."""
    fan_in, fan_out = math.prod(shape[:-1]), math.prod(shape[:-2]) * shape[-1]
    scaled = {
        "Glorot": (1.0, (fan_in + fan_out) / 2), "He": (2.0, fan_in), "Lecun": (1.0, fan_in)}
    for prefix, (scale, fan) in scaled.items():
        if kind.startswith(prefix):
            form = "uniform" if kind.endswith("Uniform") else "truncated_normal"
            return scaled_theory(form, scale / fan)
    if kind == "VarianceScaling":
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[config.get("mode", "fan_in")]
        return scaled_theory(config.get("distribution", "truncated_normal"), config.get("scale", 1.0) / fan)
    mean, deviation = config.get("mean", 0.0), config.get("stddev", 0.05)
    if kind == "RandomUniform":
        low, high = config.get("minval", -0.05), config.get("maxval", 0.05)
        return {"distribution": "uniform", "mean": (low + high) / 2, "standard_deviation": (high - low) / 12 ** 0.5,
                "low": low, "high": high}
    if kind == "RandomNormal":
        return {"distribution": "normal", "mean": mean, "standard_deviation": deviation}
    if kind == "TruncatedNormal":
        return {"distribution": "truncated_normal", "mean": mean, "standard_deviation": deviation * TRUNCATED,
                "low": mean - 2 * deviation, "high": mean + 2 * deviation}
    value = {"Zeros": 0.0, "Ones": 1.0}.get(kind, config.get("value"))
    return {"distribution": "constant", "mean": value, "standard_deviation": 0.0, "low": value, "high": value}


def scaled_theory(form, variance):
    deviation = variance ** 0.5
    result = {"distribution": form.replace("untruncated_", ""), "mean": 0.0, "standard_deviation": deviation}
    limit = {"uniform": deviation * 3 ** 0.5, "truncated_normal": 2 * deviation / TRUNCATED}.get(form)
    return result if limit is None else {**result, "low": -limit, "high": limit}


def initializers(dtype):
    import keras
    made = []
    for kind, config in INITIALIZERS:
        for name, shape in SHAPES.items():
            seed = {} if kind in ("Zeros", "Ones", "Constant") else {"seed": 11}
            draw = keras.ops.convert_to_numpy(
                getattr(keras.initializers, kind)(**config, **seed)(shape, dtype="float32")).astype(np.float64)
            made.append({
                "class": kind, "config": config, "kernel": name, "shape": list(shape),
                "exact": theory(kind, config, shape),
                "drawn": {"mean": draw.mean(), "standard_deviation": draw.std(), "low": draw.min(), "high": draw.max(),
                          "share_within_one_deviation_of_the_mean": float(
                              (np.abs(draw - draw.mean()) <= draw.std()).mean())},
            })
    orthogonal = []
    for shape, gain in [((300, 200), 1.0), ((200, 300), 1.0), ((60, 60), 2.0), ((3, 3, 8, 16), 1.0)]:
        draw = keras.ops.convert_to_numpy(
            keras.initializers.Orthogonal(gain=gain, seed=5)(shape)).astype(np.float64)
        flat = draw.reshape(-1, shape[-1])
        product = flat.T @ flat if flat.shape[0] >= flat.shape[1] else flat @ flat.T
        orthogonal.append({
            "shape": list(shape), "gain": gain, "orthonormal": "columns" if flat.shape[0] >= flat.shape[1] else "rows",
            "furthest_from_gain_squared_identity": float(np.abs(product - gain ** 2 * np.eye(len(product))).max()),
            "mean": draw.mean(), "standard_deviation": draw.std(),
            "exact_standard_deviation": gain * (min(flat.shape) / flat.size) ** 0.5})
    identity = [{"shape": list(s), "gain": g, "values": keras.ops.convert_to_numpy(
        keras.initializers.Identity(gain=g)(s)).ravel().tolist()} for s, g in [((3, 3), 1.0), ((2, 4), 0.5)]]
    return {"cases": made, "orthogonal": orthogonal, "identity": identity}


def make_initializers(runs, exact):
    golden = runs["jax"]
    return {
        "about": "the distribution by its formula (`exact`) and what one draw of Keras gave (`drawn`): a test draws "
                 "the shape and compares with `exact`; n draws estimate the mean within 4 σ / √n",
        "agreement": {b: {"largest_gap_of_drawn_deviation_relative": max(
            arrays.relative(o["exact"]["standard_deviation"], o["drawn"]["standard_deviation"])
            for o in runs[b]["cases"])} for b in arrays.BACKENDS},
        **golden,
    }


FILES = {"activations": (activations, make_activations, True), "losses": (losses, make_losses, False),
         "optimizers": (optimizers, make_optimizers, True), "initializers": (initializers, make_initializers, False)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--backend")
    parser.add_argument("--out")
    parser.add_argument("--double", action="store_true")
    arguments = parser.parse_args()
    wanted = arguments.files or list(FILES)
    if arguments.backend:
        import keras
        if arguments.double:
            import jax
            jax.config.update("jax_enable_x64", True)
            keras.config.set_floatx("float64")
        dtype = "float64" if arguments.double else "float32"
        with open(arguments.out, "w") as file:
            json.dump({name: FILES[name][0](dtype) for name in wanted}, file)
        return
    script = os.path.abspath(__file__)
    runs = {b: arrays.run_on(b, script, *wanted) for b in arrays.BACKENDS}
    doubles = [name for name in wanted if FILES[name][2]]
    exact = arrays.run_on("jax", script, "--double", *doubles) if doubles else {}
    for name in wanted:
        golden = FILES[name][1]({b: runs[b][name] for b in arrays.BACKENDS}, exact.get(name))
        about = golden.pop("about")
        print(name, json.dumps(golden["agreement"], indent=1))
        arrays.write(os.path.join(HERE, name + ".json"), {
            "about": about, "made_by": "make_model.py", "backend": "jax", "versions": arrays.versions(), **golden})


if __name__ == "__main__":
    main()
