"""Makes recurrent.json beside this file: what real Keras on JAX makes of recurrent layers.

    python make_recurrent.py

Each case has the outputs of a layer and the gradients of Σ output · weight with respect to its weights, its
input and its first states. Numbers that go in are a formula of their index, so only results are kept.
"""
import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "jax"
import jax
import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).parent
BATCH, STEPS, INPUTS = 3, 4, 3
# Where a step is left out: in the middle, at the start and end, and everywhere.
MASK = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 0]], dtype=bool)


def numbers(seed, shape, scale=0.6):
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (scale * np.sin(0.37 * i * i + 0.9 * i + seed)).astype(np.float32).reshape(shape)


def cases():
    kinds = [("SimpleRNN", {}), ("LSTM", {}), ("GRU", {}), ("GRU", {"reset_after": False})]
    for name, more in kinds:
        for sequences in (False, True):
            for backwards in (False, True):
                for mask in (False, True):
                    config = dict(more, units=2, return_sequences=sequences)
                    if backwards:
                        config["go_backwards"] = True
                    # Every combination of the first states and the rest at least once.
                    yield name, config, mask, sequences == mask or backwards
        yield name, dict(more, units=2, return_sequences=True, return_state=True), True, True
        yield name, dict(more, units=2, return_state=True), False, False
        yield name, dict(more, units=2, use_bias=False), True, True
        # More than one vector register, and a rest.
        yield name, dict(more, units=18), False, True
        yield name, dict(more, units=3, activation="relu", return_sequences=True), True, True
        yield name, dict(more, units=3, activation="softmax"), False, True
        yield name, dict(more, units=3, activation="linear"), False, False
        if name != "SimpleRNN":
            for inner, outer in (("hard_sigmoid", "softsign"), ("silu", "gelu"), ("tanh", "sigmoid")):
                yield name, dict(more, units=2, recurrent_activation=inner, activation=outer,
                                 return_sequences=True), True, True
    for mode in ("concat", "sum", "mul", "ave", None):
        for sequences in (False, True):
            config = {"merge_mode": mode, "layer": {"class": "GRU", "config": {"units": 2, "return_sequences": sequences}}}
            yield "Bidirectional", config, sequences, mode in ("concat", None)
    for mask in (False, True):
        yield "Bidirectional", {"merge_mode": "concat", "layer": {"class": "LSTM", "config": {
            "units": 2, "return_sequences": True, "return_state": True}}}, mask, True
    yield "Bidirectional", {"merge_mode": "sum", "layer": {"class": "SimpleRNN", "config": {
        "units": 2, "return_sequences": True}}}, True, False
    yield "Bidirectional", {"merge_mode": "ave", "layer": {"class": "LSTM", "config": {
        "units": 3, "return_state": True}}}, True, False


def make(name, config):
    config = dict(config)
    if name == "Bidirectional":
        inner = config.pop("layer")
        return layers.Bidirectional(make(inner["class"], inner["config"]), **config)
    return getattr(layers, name)(**config)


def flat(value):
    return [float(f"{np.float32(v):.8g}") for v in np.asarray(value).ravel()]


def run(name, config, mask, initial):
    keras.backend.clear_session()
    layer = make(name, config)
    x = numbers(100, (BATCH, STEPS, INPUTS), 1.0)
    states = []
    if initial:
        inner = config["layer"] if name == "Bidirectional" else {"class": name, "config": config}
        count = (2 if inner["class"] == "LSTM" else 1) * (2 if name == "Bidirectional" else 1)
        states = [numbers(200 + k, (BATCH, inner["config"]["units"])) for k in range(count)]
    layer.build(x.shape)
    # The loop as written, in place of what a GPU would get.
    weights = [numbers(k, v.shape) for k, v in enumerate(layer.trainable_variables)]
    rest = [v.value for v in layer.non_trainable_variables]
    keep = MASK if mask else None

    def outputs(weights, x, states):
        made, _ = layer.stateless_call(
            weights, rest, x, initial_state=list(states) if states else None, mask=keep, training=False)
        return [v for v in jax.tree_util.tree_leaves(made)]

    def total(weights, x, states):
        return sum((made * numbers(300 + k, made.shape)).sum() for k, made in enumerate(outputs(weights, x, states)))

    made, gradients = jax.jit(
        lambda *given: (outputs(*given), jax.grad(total, argnums=(0, 1, 2))(*given)))(weights, x, states)
    return {
        "layer": name, "config": config, "mask": mask, "initial": initial,
        "weights": [[v.path, list(v.shape)] for v in layer.trainable_variables],
        "outputs": [{"shape": list(v.shape), "values": flat(v)} for v in made],
        "weight_gradients": [flat(g) for g in gradients[0]],
        "input_gradient": flat(gradients[1]),
        "state_gradients": [flat(g) for g in gradients[2]],
    }


found = [run(*case) for case in cases()]
content = {
    "versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__,
                 "python": platform.python_version()},
    "numbers": "scale · sin(0.37 i² + 0.9 i + seed); weights 0.6 from seed 0, input 1.0 of seed 100, states 0.6 "
               "from seed 200, what outputs are multiplied by 0.6 from seed 300",
    "batch": BATCH, "steps": STEPS, "inputs": INPUTS, "kept": [[int(v) for v in row] for row in MASK],
    "cases": found,
}
text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).replace('{"layer"', '\n{"layer"')
(HERE / "recurrent.json").write_text(text + "\n")
print(len(found), "cases", len(text), "bytes")
