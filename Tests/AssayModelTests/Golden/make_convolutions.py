"""Makes convolutions_*.json beside this file: what real Keras on JAX makes of layers for images and sequences.

    python make_convolutions.py [plain transposed depthwise images batch_norm]

Each case has the result of a layer, the gradients of Σ result · r with respect to its input and its trainable
weights, and the weights that are not trainable after the call. Numbers that go in are a formula of their index.
"""
import json
import os
import pathlib
import platform
import sys

os.environ.update(KERAS_BACKEND="jax", TF_CPP_MIN_LOG_LEVEL="3", JAX_PLATFORMS="cpu")
import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).parent
IMAGE, ODD, STEPS = (2, 5, 6, 3), (2, 7, 4, 2), (2, 7, 3)
# Of the batch of two: a step left out in the middle, and the last ones.
MASK = [[1, 1, 0, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0, 0]]


def numbers(seed, shape, scale=0.6, offset=0.0):
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (offset + scale * np.sin(0.37 * i * i + 0.9 * i + seed)).astype(np.float32).reshape(shape)


def weight(k, path, shape):
    """Scales and variances are above 0."""
    one = path in ("gamma", "moving_variance")
    return numbers(k, shape, 0.3 if one else 0.6, 1.0 if one else 0.0)


def entry(name, shape, training=False, **config):
    return {"layer": name, "config": config, "input": list(shape), "training": training}


def plain():
    yield entry("Conv2D", IMAGE, filters=4, kernel_size=3)
    for stride in (1, 2, 3):
        for padding in ("valid", "same"):
            yield entry("Conv2D", IMAGE, filters=2, kernel_size=[3, 2], strides=stride, padding=padding)
            yield entry("Conv2D", ODD, filters=3, kernel_size=[2, 3], strides=[stride, 1], padding=padding)
    # A window smaller than its step, and one of a single pixel.
    for padding in ("valid", "same"):
        yield entry("Conv2D", IMAGE, filters=2, kernel_size=1, strides=2, padding=padding, use_bias=False)
        yield entry("Conv2D", ODD, filters=2, kernel_size=[1, 2], strides=3, padding=padding)
        yield entry("Conv2D", IMAGE, filters=2, kernel_size=[3, 2], dilation_rate=2, padding=padding)
        yield entry("Conv2D", ODD, filters=2, kernel_size=2, dilation_rate=[3, 1], padding=padding)
        yield entry("Conv2D", (2, 4, 5, 4), filters=6, kernel_size=[2, 3], groups=2, padding=padding, strides=2)
    yield entry("Conv2D", (2, 4, 5, 4), filters=4, kernel_size=3, groups=4, padding="same", use_bias=False)
    yield entry("Conv2D", IMAGE, filters=3, kernel_size=1, groups=3)
    yield entry("Conv2D", IMAGE, filters=8, kernel_size=[5, 6])
    yield entry("Conv2D", (1, 3, 3, 2), filters=2, kernel_size=5, padding="same")
    yield entry("Conv2D", (2, 3, 4, 17), filters=19, kernel_size=1, use_bias=False)
    for activation in ("relu", "relu6", "tanh", "softmax"):
        yield entry("Conv2D", IMAGE, filters=3, kernel_size=3, activation=activation, padding="same")
    for padding in ("valid", "same", "causal"):
        for stride in (1, 2, 3):
            yield entry("Conv1D", STEPS, filters=3, kernel_size=3, strides=stride, padding=padding)
        yield entry("Conv1D", STEPS, filters=2, kernel_size=2, strides=3, padding=padding)
        yield entry("Conv1D", (2, 8, 4), filters=2, kernel_size=3, dilation_rate=2, padding=padding)
        yield entry("Conv1D", (2, 8, 4), filters=4, kernel_size=4, groups=2, padding=padding, activation="relu")
    yield entry("Conv1D", (2, 3, 2), filters=2, kernel_size=6, padding="causal", use_bias=False)


def transposed():
    for padding in ("valid", "same"):
        for stride in (1, 2, 3):
            for kernel in (1, 2, 3, 4):
                yield entry("Conv1DTranspose", (2, 4, 3), filters=2, kernel_size=kernel, strides=stride,
                            padding=padding)
                if stride > 1:
                    yield entry("Conv1DTranspose", (2, 3, 2), filters=2, kernel_size=kernel, strides=stride,
                                padding=padding, output_padding=stride - 1)
                    yield entry("Conv1DTranspose", (2, 3, 2), filters=1, kernel_size=kernel, strides=stride,
                                padding=padding, output_padding=0)
        yield entry("Conv1DTranspose", (2, 4, 3), filters=2, kernel_size=3, dilation_rate=2, padding=padding)
        yield entry("Conv2DTranspose", (2, 3, 4, 3), filters=2, kernel_size=3, strides=2, padding=padding)
        yield entry("Conv2DTranspose", (2, 3, 2, 2), filters=3, kernel_size=[2, 3], strides=[3, 2], padding=padding)
        yield entry("Conv2DTranspose", (2, 3, 2, 2), filters=2, kernel_size=[4, 2], strides=[1, 3], padding=padding,
                    activation="relu", use_bias=False)
        yield entry("Conv2DTranspose", (2, 2, 3, 2), filters=2, kernel_size=3, strides=2, padding=padding,
                    output_padding=[1, 0])
        yield entry("Conv2DTranspose", (2, 2, 3, 2), filters=2, kernel_size=2, dilation_rate=2, padding=padding)


def depthwise():
    for padding in ("valid", "same"):
        for stride in (1, 2, 3):
            yield entry("DepthwiseConv2D", IMAGE, kernel_size=3, strides=stride, padding=padding)
            yield entry("DepthwiseConv2D", ODD, kernel_size=[2, 3], strides=stride, padding=padding,
                        depth_multiplier=2, use_bias=stride == 2)
        yield entry("DepthwiseConv2D", ODD, kernel_size=2, dilation_rate=2, padding=padding)
        yield entry("DepthwiseConv2D", (2, 4, 4, 1), kernel_size=3, depth_multiplier=3, padding=padding)
        yield entry("SeparableConv2D", IMAGE, filters=4, kernel_size=3, padding=padding)
        yield entry("SeparableConv2D", ODD, filters=2, kernel_size=[3, 2], strides=2, padding=padding,
                    depth_multiplier=2, activation="relu")
        yield entry("SeparableConv2D", ODD, filters=2, kernel_size=2, dilation_rate=2, padding=padding,
                    use_bias=False)
    yield entry("DepthwiseConv2D", (2, 4, 3, 17), kernel_size=3, padding="same", activation="relu6")
    for padding in ("valid", "same"):
        for stride in (1, 2):
            yield entry("DepthwiseConv1D", STEPS, kernel_size=3, strides=stride, padding=padding,
                        depth_multiplier=stride)
            yield entry("SeparableConv1D", STEPS, filters=2, kernel_size=3, strides=stride, padding=padding,
                        depth_multiplier=stride)
        yield entry("SeparableConv1D", STEPS, filters=4, kernel_size=2, dilation_rate=2, padding=padding)


def images():
    for name in ("MaxPooling2D", "AveragePooling2D"):
        for padding in ("valid", "same"):
            yield entry(name, IMAGE, pool_size=2, padding=padding)
            yield entry(name, ODD, pool_size=[3, 2], strides=1, padding=padding)
            yield entry(name, ODD, pool_size=[2, 3], strides=[3, 2], padding=padding)
            yield entry(name, IMAGE, pool_size=1, strides=2, padding=padding)
            yield {**entry(name, IMAGE, pool_size=3, strides=2, padding=padding), "ties": True}
    for name in ("MaxPooling1D", "AveragePooling1D"):
        for padding in ("valid", "same"):
            yield entry(name, STEPS, pool_size=2, padding=padding)
            yield entry(name, STEPS, pool_size=3, strides=1, padding=padding)
            yield {**entry(name, STEPS, pool_size=3, strides=2, padding=padding), "ties": True}
    for keeps in (False, True):
        for name in ("GlobalAveragePooling1D", "GlobalMaxPooling1D"):
            yield entry(name, STEPS, keepdims=keeps)
        for name in ("GlobalAveragePooling2D", "GlobalMaxPooling2D"):
            yield entry(name, IMAGE, keepdims=keeps)
        yield {**entry("GlobalAveragePooling1D", STEPS, keepdims=keeps), "mask": MASK}
    yield {**entry("GlobalMaxPooling1D", STEPS), "ties": True}
    yield {**entry("GlobalMaxPooling2D", IMAGE), "ties": True}
    yield entry("ZeroPadding1D", STEPS, padding=[1, 2])
    yield entry("ZeroPadding1D", STEPS, padding=[0, 3])
    yield entry("Cropping1D", STEPS, cropping=[1, 2])
    yield entry("Cropping1D", STEPS, cropping=[0, 6])
    for edges in ([[1, 1], [1, 1]], [[0, 1], [0, 1]], [[2, 0], [1, 3]]):
        yield entry("ZeroPadding2D", IMAGE, padding=edges)
        yield entry("Cropping2D", IMAGE, cropping=edges)
    yield entry("Cropping2D", IMAGE, cropping=[[0, 0], [0, 0]])
    for size in (1, 2, 3):
        yield entry("UpSampling1D", STEPS, size=size)
    for size in ([2, 2], [1, 3], [3, 1]):
        yield entry("UpSampling2D", ODD, size=size)
    for interpolation in ("bilinear", "bicubic", "lanczos3"):
        yield entry("UpSampling2D", ODD, size=[2, 3], interpolation=interpolation)


def batch_norm():
    for shape in (IMAGE, (5, 4), STEPS):
        for training in (False, True):
            yield entry("BatchNormalization", shape, training)
            yield {**entry("BatchNormalization", shape, training), "frozen": True}
    for training in (False, True):
        yield entry("BatchNormalization", IMAGE, training, momentum=0.6, epsilon=0.1)
        yield entry("BatchNormalization", IMAGE, training, center=False)
        yield entry("BatchNormalization", IMAGE, training, scale=False)
        yield entry("BatchNormalization", (5, 4), training, center=False, scale=False)
        yield entry("BatchNormalization", IMAGE, training, axis=1)
        yield entry("BatchNormalization", IMAGE, training, axis=2, momentum=0.5)
        yield entry("BatchNormalization", STEPS, training, axis=1)
        yield {**entry("BatchNormalization", STEPS, training, momentum=0.9), "mask": MASK}
        yield {**entry("BatchNormalization", STEPS, training, momentum=0.9, scale=False), "mask": MASK}
        yield {**entry("BatchNormalization", (3, 2, 2, 19), training)}
        # Called as in inference wherever it runs, and as in training.
        yield {**entry("BatchNormalization", IMAGE, training), "call": False}
        yield {**entry("BatchNormalization", IMAGE, training, momentum=0.7), "call": True}
        # Called on the input and on twice the input and 1.
        yield {**entry("BatchNormalization", IMAGE, training, momentum=0.7), "twice": True}
    yield entry("BatchNormalization", (1, 3), True, momentum=0.5)


TABLES = {"plain": plain, "transposed": transposed, "depthwise": depthwise, "images": images,
          "batch_norm": batch_norm}


def flat(value):
    return [float(f"{v:.8g}") for v in np.asarray(value, np.float32).ravel()]


def run(case):
    keras.backend.clear_session()
    layer = getattr(layers, case["layer"])(**case["config"])
    x = numbers(100, case["input"], 1.0)
    if case.get("ties"):
        x = np.round(x * 2) / 2
    layer.build(x.shape)
    if case.get("frozen"):
        layer.trainable = False
    paths = [v.path.split("/", 1)[1] if "/" in v.path else v.path for v in layer.weights]
    for k, (path, v) in enumerate(zip(paths, layer.weights)):
        v.assign(weight(k, path, v.shape))
    trainable, rest = list(layer.trainable_variables), list(layer.non_trainable_variables)
    more = {}
    if layer.__class__ is layers.BatchNormalization:
        more["training"] = case.get("call", case["training"])
    if "mask" in case:
        more["mask"] = jnp.asarray(case["mask"], bool)

    def output(weights, x):
        mapping = list(zip(trainable, weights)) + [(v, v.value) for v in rest]
        with keras.StatelessScope(state_mapping=mapping) as scope:
            y = layer(x, **more)
            if case.get("twice"):
                y = y + layer(x * 2 + 1, **more)
        return y, [scope.get_current_value(v) if scope.get_current_value(v) is not None else v.value for v in rest]

    def total(weights, x):
        y, after = output(weights, x)
        return (y * numbers(300, y.shape)).sum(), (y, after)

    (_, (y, after)), (slopes, dx) = jax.jit(jax.value_and_grad(
        total, argnums=(0, 1), has_aux=True))([v.value for v in trainable], jnp.asarray(x))
    return {
        **case,
        "weights": [{"path": p, "shape": list(v.shape), "trainable": bool(v.trainable)}
                    for p, v in zip(paths, layer.weights)],
        "output": {"shape": list(y.shape), "values": flat(y)},
        "input_gradient": flat(dx), "weight_gradients": [flat(g) for g in slopes],
        "after": [flat(v) for v in after],
    }


for name in sys.argv[1:] or TABLES:
    found = [run(case) for case in TABLES[name]()]
    content = {
        "versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__,
                     "python": platform.python_version()},
        "numbers": "offset + scale · sin(0.37 i² + 0.9 i + seed); weights 0.6 from seed 0, scales and variances 1 + 0.3 "
                   "of it, input 1.0 of seed 100 (with ties to halves), what outputs are multiplied by 0.6 of seed 300",
        "cases": found,
    }
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).replace('{"layer"', '\n{"layer"')
    assert len(text) < 300_000, f"{name}: {len(text)}"
    (HERE / f"convolutions_{name}.json").write_text(text + "\n")
    print(name, len(found), "cases", len(text), "bytes", flush=True)
