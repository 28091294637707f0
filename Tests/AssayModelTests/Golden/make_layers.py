"""Makes layers_*.json beside this file with real Keras on JAX: outputs and gradients of layers over a table.

    python make_layers.py [merging normalization … histories]

Each case has the inputs, the weights under their paths, the output, and the gradients of Σ upstream · output with
respect to inputs and trainable weights, all float32. Needs keras 3.15.1 and jax.
"""

import os
import sys

os.environ.update(KERAS_BACKEND="jax", TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")

import jax
import jax.numpy as jnp
import keras
import numpy as np

import arrays
from layer_cases import HISTORIES, TABLES

HERE = os.path.dirname(os.path.abspath(__file__))


def numbers(random, shape, content):
    """Inputs on a grid of 1/64, so that they are short to write; or whole numbers."""
    if isinstance(content, int):
        return random.integers(0, content, shape).astype("int32")
    low, high = content
    return (random.integers(int(low * 64), int(high * 64) + 1, shape) / 64).astype("float32")


def path(variable):
    """The path below the layer itself."""
    return variable.path.split("/", 1)[1]


def case(entry, seed):
    random = np.random.default_rng(seed)
    contents = entry.get("contents", [(-2, 2)] * len(entry["inputs"]))
    inputs = [numbers(random, shape, content) for shape, content in zip(entry["inputs"], contents)]
    given = entry.get("given")
    if given:
        inputs = [np.asarray(value, dtype) for value, dtype in given]
    layer = getattr(keras.layers, entry["class"])(**entry.get("config", {}))
    call = entry.get("call", {})
    if "adapt" in entry:
        layer.adapt(np.asarray(entry["adapt"], "float32"))
    masks = [None if m is None else np.asarray(m, bool) for m in entry.get("masks", [])]

    def place(values):
        """The inputs as the layer takes them, some with masks."""
        tensors = [jnp.asarray(v) for v in values]
        for tensor, mask in zip(tensors, masks):
            if mask is not None:
                keras.src.backend.set_keras_mask(tensor, jnp.asarray(mask))
        return tensors

    spread = entry.get("spread", len(inputs) == 1)
    heads = entry["class"] in ("MultiHeadAttention", "GroupQueryAttention")
    order = entry.get("order", ["query", "value", "key"][: len(inputs)])

    def run(values):
        tensors = place(values)
        if heads:
            named = dict(zip(order, tensors))
            return layer(**named, **call)
        if entry["class"] in ("Attention", "AdditiveAttention"):
            m = [None if m is None else jnp.asarray(m) for m in masks] or None
            return layer(tensors, mask=m, **call)
        if entry["class"] == "Softmax" and len(tensors) == 2:
            return layer(tensors[0], mask=tensors[1] > 0.5)
        if entry["class"] == "CategoryEncoding" and len(tensors) == 2:
            return layer(tensors[0], count_weights=tensors[1])
        return layer(tensors[0], **call) if spread else layer(tensors, **call)

    built = run(inputs)
    weights = list(layer.weights)
    for variable in weights:
        if entry.get("keep_weights") or variable.dtype not in ("float32",) or "seed" in variable.path:
            continue
        variable.assign(numbers(random, variable.shape, (0.5, 1.5) if "gamma" in variable.path else (-1, 1)))
    weights = [w for w in weights if "seed" not in w.path]
    trainable = [w for w in layer.trainable_variables]
    rest = list(layer.non_trainable_variables)
    floats = [i for i, v in enumerate(inputs) if v.dtype == np.float32]

    def function(part, trained):
        values = list(inputs)
        for i, v in zip(floats, part):
            values[i] = v
        with keras.StatelessScope(state_mapping=list(zip(trainable, trained)) + [(v, v.value) for v in rest]):
            return run(values)

    y, pull = jax.vjp(function, [jnp.asarray(inputs[i]) for i in floats], [w.value for w in trainable])
    several = isinstance(y, (tuple, list))
    first = y[0] if several else y
    if entry.get("no_gradient") or first.dtype != jnp.float32:
        upstream, gradients, slopes = None, [], []
    else:
        upstream = numbers(random, first.shape, (-2, 2))
        up = jnp.asarray(upstream)
        gradients, slopes = pull((up,) + tuple(jnp.zeros_like(v) for v in y[1:]) if several else up)
    result = {
        "class": entry["class"], "config": entry.get("config", {}), "call": call,
        "inputs": [arrays.array(v) for v in inputs],
        "masks": [None if m is None else m.astype(int).ravel().tolist() for m in masks],
        "weights": [{"path": path(w), "trainable": bool(w.trainable), "value": arrays.array(np.asarray(w.value))}
                    for w in weights],
        "output": arrays.array(np.asarray(first)),
    }
    if heads:
        result["order"] = order
    if several:
        result["others"] = [arrays.array(np.asarray(v)) for v in y[1:]]
    if "adapt" in entry:
        result["adapt"] = arrays.array(np.asarray(entry["adapt"], "float32"))
    if upstream is not None:
        result["upstream"] = arrays.array(upstream)
        result["input_gradients"] = [arrays.array(np.asarray(v)) for v in gradients]
        result["weight_gradients"] = [arrays.array(np.asarray(v)) for v in slopes]
    mask = keras.src.backend.get_keras_mask(built[0] if several else built)
    # A mask that is an argument is not passed on here.
    if mask is not None and entry["class"] != "Softmax":
        result["mask"] = np.asarray(mask).astype(int).ravel().tolist()
    return result


def history(entry, seed):
    """Five steps of SGD for input, Dense, the layer on that once or twice over, Flatten and Dense."""
    random = np.random.default_rng(seed)
    shape = entry["inputs"][0]
    x, y = numbers(random, shape, (-2, 2)), numbers(random, (shape[0], 1), (-2, 2))
    layer = getattr(keras.layers, entry["class"])(**entry["config"])
    start = keras.Input(shape[1:])
    hidden = keras.layers.Dense(shape[-1], activation="tanh", name="first")(start)
    call = entry.get("call", {})
    name = entry["class"]
    if name in ("MultiHeadAttention", "GroupQueryAttention"):
        made = layer(hidden, hidden, **call)
    else:
        made = layer([hidden, hidden]) if name in ("Attention", "AdditiveAttention", "Concatenate", "Multiply", "Dot") \
            else layer(hidden)
    model = keras.Model(start, keras.layers.Dense(1, name="last")(keras.layers.Flatten()(made)))
    for variable in model.weights:
        variable.assign(numbers(random, variable.shape, (0.5, 1.5) if "gamma" in variable.path else (-1, 1)))
    before = [arrays.array(np.asarray(w.value)) for w in model.weights]
    model.compile(keras.optimizers.SGD(0.01), "mse")
    losses = [float(model.train_on_batch(x, y)) for _ in range(5)]
    return {"class": name, "config": entry["config"], "call": call, "x": arrays.array(x), "y": arrays.array(y),
            "weights": before, "losses": losses,
            "trained": [arrays.array(np.asarray(w.value)) for w in model.weights]}


def main():
    if sys.argv[1:] in ([], ["histories"]):
        cases = [history(entry, seed) for seed, entry in enumerate(HISTORIES)]
        arrays.write(os.path.join(HERE, "layer_histories.json"), {"versions": arrays.versions(), "cases": cases})
    for name in [n for n in sys.argv[1:] if n in TABLES] if sys.argv[1:] else TABLES:
        cases = [case(entry, seed) for seed, entry in enumerate(TABLES[name])]
        arrays.write(os.path.join(HERE, f"layers_{name}.json"), {"versions": arrays.versions(), "cases": cases})


if __name__ == "__main__":
    main()
