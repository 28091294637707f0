"""Makes applications.json beside this file: what real Keras on JAX makes of MobileNetV2, MobileNet and ResNet50.

    python make_applications.py [structures outputs training]

Weights and images are a formula of their index, so only results are kept: names and numbers of weights, outputs, the
norms of gradients, and the losses of five steps of training.
"""
import json
import os
import pathlib
import platform
import sys

os.environ.update(KERAS_BACKEND="jax", TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")
import jax
import keras
import numpy as np
from keras import applications, layers

HERE = pathlib.Path(__file__).parent
SIZE, BATCH, STEPS = 64, 4, 5


def numbers(seed, shape):
    """From -1 up to 1: whole numbers of 32 bits, so that they are the same everywhere."""
    i = np.arange(int(np.prod(shape)), dtype=np.uint64)
    bits = (i * i * np.uint64(0x9E3779B1) + i * np.uint64(0x85EBCA77)
            + np.uint64(seed) * np.uint64(0xC2B2AE3D)) & np.uint64(0xFFFFFFFF)
    return ((bits >> np.uint64(8)).astype(np.float64) / 2**23 - 1).reshape(shape)


def weight(k, path, shape):
    name = path.split("/")[-1]
    x = numbers(k, shape)
    if name == "kernel":
        # A depthwise kernel sees one channel.
        seen = int(np.prod(shape[:2])) if "depthwise" in path else int(np.prod(shape[:-1]))
        x = x * np.sqrt((2.0 if "project" in path else 5.0) / seen)
    else:
        scale, offset = {"gamma": (0.2, 1.0), "beta": (0.2, 0.2), "moving_mean": (0.2, 0.0),
                         "moving_variance": (0.3, 1.0), "bias": (0.1, 0.0)}[name]
        x = x * scale + offset
    return x.astype(np.float32)


def fill(model):
    weights = model.weights
    model.set_weights([weight(k, v.path, v.shape) for k, v in enumerate(weights)])


def flat(value):
    return [float(f"{v:.7g}") for v in np.asarray(value, np.float32).ravel()]


def described(model):
    return {"layers": [layer.name for layer in model.layers[1:]], "name": model.name,
            "parameters": model.count_params()}


def structure():
    yield "MobileNetV2", dict(input_shape=(160, 160, 3), include_top=False)
    yield "MobileNetV2", dict(input_shape=(224, 224, 3))
    yield "MobileNetV2", dict(input_shape=(33, 33, 3), alpha=0.35, classes=10)
    yield "MobileNetV2", dict(input_shape=(96, 96, 3), alpha=1.4, include_top=False, pooling="max")
    yield "MobileNet", dict(input_shape=(64, 64, 3), classes=10)
    yield "MobileNet", dict(input_shape=(33, 35, 3), alpha=0.25, include_top=False, pooling="avg")
    yield "MobileNet", dict(input_shape=(32, 32, 3), alpha=0.5, depth_multiplier=2, include_top=False)
    yield "ResNet50", dict(input_shape=(64, 64, 3), classes=10)


def structures():
    made = []
    for name, arguments in structure():
        keras.backend.clear_session()
        model = getattr(applications, name)(weights=None, **arguments)
        made.append({"application": name, "arguments": arguments, **described(model),
                     "output": list(model.output_shape[1:])})
        print(made[-1]["application"], made[-1]["parameters"], flush=True)
    return made


def outputs():
    made = []
    for size, top in ((32, False), (96, False), (45, True)):
        keras.backend.clear_session()
        model = applications.MobileNetV2((size, size, 3), alpha=0.35, include_top=top, weights=None, classes=10)
        fill(model)
        x = numbers(1000, (2, size, size, 3)).astype(np.float32)
        y = np.asarray(jax.jit(lambda x: model(x, training=False))(x)).ravel()
        print(size, y.shape, y.mean(), y.std(), (y == 0).mean(), (y == 6).mean(), flush=True)
        # Every so many numbers of a long result.
        step = max(1, y.size // 1500) | 1
        made.append({"size": size, "top": top, "batch": 2, "step": step, "values": flat(y[::step])})
    return made


def training(frozen):
    """A base with a head of one logit, by stochastic gradient descent."""
    keras.backend.clear_session()
    base = applications.MobileNetV2((SIZE, SIZE, 3), alpha=0.35, include_top=False, weights=None)
    fill(base)
    image = keras.Input((SIZE, SIZE, 3))
    base.trainable = not frozen
    features = layers.GlobalAveragePooling2D()(base(image, training=False) if frozen else base(image))
    head = layers.Dense(1)
    model = keras.Model(image, head(features))
    head.set_weights([weight(2000, "kernel", (1280, 1)), weight(2001, "bias", (1,))])
    rate = 0.0002
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    x = numbers(3000, (STEPS * BATCH, SIZE, SIZE, 3)).astype(np.float32)
    y = (np.arange(STEPS * BATCH) * 7 % 3 == 0).astype(np.float32)[:, None]
    trainable, rest = [[v.value for v in part] for part in (model.trainable_variables, model.non_trainable_variables)]

    def total(weights, rest, x, y):
        made, after = model.stateless_call(weights, rest, x, training=True)
        return loss(y, made), after

    step = jax.jit(jax.value_and_grad(total, has_aux=True))

    def run(trainable, rest, x):
        first, losses = None, []
        for s in range(STEPS):
            (value, rest), slopes = step(trainable, rest, x[s * BATCH:(s + 1) * BATCH], y[s * BATCH:(s + 1) * BATCH])
            first = first or slopes
            losses.append(float(value))
            trainable = [w - rate * g for w, g in zip(trainable, slopes)]
        norms = [float(f"{np.linalg.norm(np.asarray(g, np.float64)):.8g}") for g in first]
        moving = [{"path": v.path, "norm": float(f"{np.linalg.norm(np.asarray(w, np.float64)):.8g}")}
                  for v, w in zip(model.non_trainable_variables, rest) if "moving" in v.path]
        return losses, norms, moving

    losses, norms, moving = run(trainable, rest, x)
    # How far roundings reach: the same from images of which half of the numbers are the next of float32, drawn
    # several times, and the farthest of each figure.
    others, other_norms, other_moving = losses, norms, moving
    for shake in range(16):
        half = np.random.default_rng(shake).random(x.shape) < 0.5
        shaken = run(trainable, rest, np.where(half, np.nextafter(x, np.float32(2 - 4 * (shake % 2))), x))
        others = [max(a, b, key=lambda v: abs(v - w)) for w, a, b in zip(losses, others, shaken[0])]
        other_norms = [max(a, b, key=lambda v: abs(v - w)) for w, a, b in zip(norms, other_norms, shaken[1])]
        other_moving = [max(a, b, key=lambda v: abs(v["norm"] - w["norm"]))
                        for w, a, b in zip(moving, other_moving, shaken[2])]
    print(losses, others, flush=True)
    print(max(abs(a - b) / a for a, b in zip(norms, other_norms)),
          max(abs(a["norm"] - b["norm"]) / a["norm"] for a, b in zip(moving, other_moving)), flush=True)
    return {"frozen": frozen, "size": SIZE, "batch": BATCH, "rate": rate, "losses": losses, "shaken_losses": others,
            "gradients": [{"path": v.path, "norm": a, "shaken": b} for v, a, b in
                          zip(model.trainable_variables, norms, other_norms)],
            "after": [{**a, "shaken": b["norm"]} for a, b in zip(moving, other_moving)]}


content = {}
if (HERE / "applications.json").exists():
    content = json.loads((HERE / "applications.json").read_text())
content["versions"] = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__,
                       "python": platform.python_version()}
for part in sys.argv[1:] or ("structures", "outputs", "training"):
    content[part] = {"structures": structures, "outputs": outputs,
                     "training": lambda: [training(True), training(False)]}[part]()
text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
for key in ('{"application"', '{"size"', '{"frozen"'):
    text = text.replace(key, "\n" + key)
assert len(text) < 300_000, len(text)
(HERE / "applications.json").write_text(text + "\n")
print(len(text), "bytes")
