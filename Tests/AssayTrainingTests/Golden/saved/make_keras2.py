"""Makes the files k2_NAME.h5, k2_NAME_weights.h5, k2_NAME.keras, .npz and .json with Keras 2 (tf_keras).

    python make_keras2.py [NAME ...]

in an environment with tensorflow-cpu and tf_keras. The .npz has what those of make_saved.py have; `p`,
`after` and the history come from tf_keras, `after` from the model that load_model made of k2_NAME.h5.
make_keras_older.py puts some of them into the layouts of earlier versions.
"""
import json
import os
import pathlib
import sys
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers, losses, metrics, optimizers

HERE = pathlib.Path(__file__).parent
MODELS = {}


def model(covers):
    def register(make):
        MODELS["k2_" + make.__name__] = (make, covers)
        return make
    return register


def normal(random, *shape):
    return random.standard_normal(shape).astype("float32")


def one_hot(random, rows, count):
    return np.eye(count, dtype="float32")[random.randint(0, count, rows)]


@model("Sequential of Dense; the earlier Adam with lr and decay; 'acc'")
def dense(random):
    net = keras.Sequential([layers.Dense(5, activation="relu", input_shape=(4,)), layers.Dropout(0.0),
                            layers.Dense(3, activation="softmax", name="probs")])
    net.compile(optimizers.legacy.Adam(0.002, decay=0.01), "sparse_categorical_crossentropy", metrics=["acc"])
    return net, normal(random, 12, 4), random.randint(0, 3, (12, 1)).astype("int32")


@model("CNN with BatchNormalization; SGD with Nesterov momentum in a schedule; 'accuracy' and objects")
def cnn(random):
    net = keras.Sequential([
        layers.InputLayer((8, 8, 2), name="picture"), layers.Conv2D(3, 3, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.9), layers.ReLU(6.0), layers.MaxPooling2D(), layers.Conv2D(4, (2, 3), activation="relu"),
        layers.AveragePooling2D((2, 1)), layers.Flatten(), layers.Dense(3)])
    net.compile(optimizers.SGD(optimizers.schedules.ExponentialDecay(0.05, 3, 0.7, staircase=True), momentum=0.9, nesterov=True),
                losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
                metrics=["accuracy", metrics.TopKCategoricalAccuracy(k=2, name="top2")])
    return net, normal(random, 12, 8, 8, 2), one_hot(random, 12, 3)


@model("functional: a shared layer, a nested model, several inputs and outputs; a loss by output, metrics as a list of lists")
def graph(random):
    a, b = layers.Input((3,), name="a"), layers.Input((3,), name="b")
    shared = layers.Dense(4, activation="tanh", name="shared")
    p = layers.Input((4,), name="p")
    inner = keras.Model(p, [layers.Dense(2, name="left")(p), layers.Dense(3, name="right")(p)], name="inner")
    left, right = inner(layers.Add()([shared(a), shared(b)]))
    tail = keras.Sequential([layers.Dense(2, activation="softmax", input_shape=(3,))], name="tail")
    net = keras.Model([a, b], [layers.Dense(1, name="score")(left), tail(right)])
    net.compile(optimizers.Adam(optimizers.schedules.PolynomialDecay(0.01, 10, 0.001)), {"score": "mse", "tail": "categorical_crossentropy"},
                loss_weights={"score": 0.5, "tail": 2.0}, metrics=[["mae"], ["accuracy", metrics.AUC(num_thresholds=10, name="area")]])
    return net, {"a": normal(random, 12, 3), "b": normal(random, 12, 3)}, {"score": normal(random, 12, 1), "tail": one_hot(random, 12, 2)}


@model("LSTM, GRU of both kinds, SimpleRNN, Bidirectional; RMSprop")
def recurrent(random):
    x = layers.Input((5, 3), name="x")
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="both")(x)
    y = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(y)
    y = layers.GRU(3, return_sequences=True, reset_after=False, recurrent_activation="hard_sigmoid")(y)
    y = layers.TimeDistributed(layers.Dense(3, activation="relu"))(y)
    y = layers.LSTM(2, return_sequences=True, unit_forget_bias=False)(y)
    y = layers.SimpleRNN(3, go_backwards=True)(y)
    net = keras.Model(x, layers.Dense(1)(y))
    net.compile(optimizers.RMSprop(0.002, rho=0.85, momentum=0.2, centered=True), "mse", metrics=["mae"])
    return net, normal(random, 12, 5, 3), normal(random, 12, 1)


@model("Embedding with mask_zero and LSTM, int32 inputs; the earlier SGD with momentum and decay; binary metrics")
def embedding(random):
    net = keras.Sequential([layers.Input((5,), dtype="int32", name="tokens"), layers.Embedding(9, 3, mask_zero=True, name="words"),
                            layers.LSTM(3), layers.Dense(1, activation="sigmoid")])
    net.compile(optimizers.legacy.SGD(0.05, momentum=0.8, nesterov=True, decay=0.02, clipnorm=1.0), "binary_crossentropy",
                metrics=["accuracy", metrics.Precision(name="precise"), metrics.Recall(thresholds=0.4)])
    x = random.randint(1, 9, (12, 5)).astype("int32")
    for row, kept in enumerate(random.randint(1, 6, 12)):
        x[row, kept:] = 0
    return net, x, random.randint(0, 2, (12, 1)).astype("float32")


@model("DepthwiseConv2D, SeparableConv2D, Conv2DTranspose, Conv1D, LeakyReLU(alpha), PReLU, padding and upsampling; Nadam")
def convolutions(random):
    x = layers.Input((8, 7, 4), name="x")
    y = layers.DepthwiseConv2D((3, 2), strides=2, padding="same", depth_multiplier=2)(x)
    y = layers.LeakyReLU(alpha=0.1)(y)
    y = layers.SeparableConv2D(3, (1, 2), depth_multiplier=2, use_bias=False)(layers.ZeroPadding2D(((1, 0), (0, 1)))(y))
    y = layers.PReLU(shared_axes=[1, 2])(layers.Conv2DTranspose(2, 3, strides=2, padding="same")(y))
    y = layers.Cropping2D(1)(layers.UpSampling2D((2, 1), interpolation="bilinear")(y))
    y = layers.Conv1D(3, 2, padding="causal", dilation_rate=2)(layers.Reshape((-1, 2))(y))
    y = layers.SeparableConv1D(2, 3, strides=2)(layers.ELU(0.5)(y))
    net = keras.Model(x, layers.Dense(2, activation="softmax")(layers.GlobalAveragePooling1D()(y)))
    net.compile(optimizers.Nadam(0.002), "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
    return net, normal(random, 12, 8, 7, 4), random.randint(0, 2, (12, 1)).astype("int32")


@model("every merge and normalization layer, MultiHeadAttention; Adagrad, Huber")
def merges(random):
    a, b = layers.Input((3, 4), name="a"), layers.Input((3, 4), name="b")
    made = [
        layers.Add()([a, b]), layers.Subtract()([a, b]), layers.Multiply()([a, b]), layers.Average()([a, b]), layers.Maximum()([a, b]),
        layers.Minimum()([a, b]), layers.Concatenate(axis=1)([a, b]), layers.Dot(axes=2, normalize=True)([a, b]),
        layers.MultiHeadAttention(2, 3)(a, b), layers.Attention()([a, b]), layers.LayerNormalization()(a), layers.GroupNormalization(2)(b),
        layers.UnitNormalization()(a), layers.BatchNormalization(axis=1)(b), layers.Permute((2, 1))(a), layers.Softmax(axis=1)(b),
        layers.Rescaling(0.5, 1.0)(a),
    ]
    net = keras.Model([a, b], layers.Dense(2)(layers.Concatenate()([layers.Flatten()(each) for each in made])))
    net.compile(optimizers.Adagrad(0.01), losses.Huber(delta=0.5), metrics=["mse", "cosine_similarity"])
    return net, {"a": normal(random, 12, 3, 4), "b": normal(random, 12, 3, 4)}, normal(random, 12, 2)


@model("initializers, regularizers, constraints; AdamW with EMA")
def regularized(random):
    net = keras.Sequential([
        layers.Dense(4, kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02), input_shape=(3,)),
        layers.Dense(4, kernel_initializer=keras.initializers.Orthogonal(0.8), bias_initializer="ones", kernel_constraint=keras.constraints.MaxNorm(1.5)),
        layers.ActivityRegularization(l2=0.01), layers.Dense(2, kernel_regularizer="l2", kernel_initializer=keras.initializers.RandomUniform(-0.2, 0.3, seed=3))])
    net.compile(optimizers.AdamW(0.01, weight_decay=0.02, clipnorm=1.0), "mae", metrics=["mse"], weighted_metrics=["mae"])
    return net, normal(random, 12, 3), normal(random, 12, 2)


@model("a frozen base under a new head, as in transfer learning; the earlier RMSprop; logits")
def transfer(random):
    base = keras.Sequential([layers.Conv2D(3, 3, input_shape=(6, 6, 2)), layers.BatchNormalization(), layers.ReLU()], name="base")
    base.trainable = False
    x = layers.Input((6, 6, 2))
    y = layers.GlobalAveragePooling2D()(base(x, training=False))
    net = keras.Model(x, layers.Dense(1)(layers.Dropout(0.0)(y)))
    net.compile(optimizers.legacy.RMSprop(1e-3, momentum=0.3), losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    return net, normal(random, 12, 6, 6, 2), random.randint(0, 2, (12, 1)).astype("float32")


@model("never compiled; layers of one class under names of their own")
def uncompiled(random):
    x = layers.Input((3,), name="x")
    made = [layers.Dense(3, name=name) for name in ("zeta", "dense_1", "alpha", "dense")]
    net = keras.Model(x, made[1](layers.Add()([made[2](x), made[0](made[3](x))])), name="bare")
    return net, normal(random, 5, 3), None


def flat(prefix, value, into):
    if isinstance(value, dict):
        into.update({f"{prefix}/{key}": np.asarray(each) for key, each in value.items()})
    elif value is not None:
        into[prefix] = np.asarray(value)


def named(value, outputs):
    return dict(zip(outputs, value)) if isinstance(value, list) else value


def text(facts):
    lines = []
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n".join("  " + json.dumps(each) for each in value)
            lines.append(f" {json.dumps(key)}: [\n{inner}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def variables(found):
    return [{"name": v.name, "shape": list(v.shape), "dtype": v.dtype.name} for v in found]


def numbers(logs):
    return {key: np.asarray(value, dtype="float64").tolist() for key, value in logs.items()}


def follow(name, file, facts, arrays, x, y):
    """What tf_keras makes of a file: predictions, evaluations, one epoch more."""
    net = keras.models.load_model(file)
    flat("p", named(net.predict(x, verbose=0, batch_size=4), facts["outputs"]), arrays)
    if not facts["compiled"]:
        return
    facts["evaluate_before"] = numbers(net.evaluate(x, y, batch_size=4, verbose=0, return_dict=True))
    net = keras.models.load_model(file)
    facts["history"] = numbers(net.fit(x, y, batch_size=4, epochs=1, shuffle=False, verbose=0).history)
    for i, value in enumerate(net.get_weights()):
        arrays[f"after/{i:03}"] = value
    facts["evaluate_after"] = numbers(net.evaluate(x, y, batch_size=4, verbose=0, return_dict=True))
    facts["iterations_after"] = int(net.optimizer.iterations)


def make(name):
    keras.backend.clear_session()
    number = zlib.crc32(name.encode()) % 100_000
    keras.utils.set_random_seed(number)
    random = np.random.RandomState(number)
    build, covers = MODELS[name]
    net, x, y = build(random)
    for variable in net.weights:
        low, high = (0.5, 1.5) if "variance" in variable.name or "gamma" in variable.name else (-0.6, 0.6)
        variable.assign(random.uniform(low, high, variable.shape))
    compiled = y is not None
    if compiled:
        part = lambda v: {k: each[:8] for k, each in v.items()} if isinstance(v, dict) else v[:8]
        net.fit(part(x), part(y), batch_size=4, shuffle=False, verbose=0)
    arrays = {f"weights/{i:03}": value for i, value in enumerate(net.get_weights())}
    flat("x", x, arrays)
    flat("y", y, arrays)
    net.save(HERE / f"{name}.h5")
    net.save_weights(HERE / f"{name}_weights.h5")
    net.save(HERE / f"{name}.keras")
    facts = {
        "keras": keras.__version__, "tensorflow": tf.__version__, "h5py": h5py.__version__, "numpy": np.__version__,
        "name": name, "covers": covers, "class": type(net).__name__, "compiled": compiled, "random": False,
        "inputs": list(net.input_names), "outputs": list(net.output_names), "batch_size": 4, "epochs": 1,
        "files": [f"{name}.h5", f"{name}_weights.h5", f"{name}.keras"], "weights": variables(net.weights),
    }
    if compiled:
        found = net.optimizer.variables
        facts["optimizer_class"] = type(net.optimizer).__name__
        facts["optimizer"] = variables(found() if callable(found) else found)
        rate = net.optimizer.learning_rate
        facts["learning_rate"] = float(rate if not callable(rate) else rate(net.optimizer.iterations))
        facts["iterations"] = int(net.optimizer.iterations)
    follow(name, HERE / f"{name}.h5", facts, arrays, x, y)
    again = {}
    flat("p", named(keras.models.load_model(HERE / f"{name}.keras").predict(x, verbose=0, batch_size=4), facts["outputs"]), again)
    for key, value in again.items():
        if not np.array_equal(value, arrays[key]):
            raise SystemExit(f"{name}.keras predicts {key} otherwise than {name}.h5")
    np.savez_compressed(HERE / f"{name}.npz", **arrays)
    (HERE / f"{name}.json").write_text(text(facts))


if __name__ == "__main__":
    failed = []
    for name in MODELS:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        try:
            make(name)
        except Exception as error:
            if os.environ.get("TRACE"):
                raise
            failed.append(f"{name}: {type(error).__name__}: {str(error)[:500]}")
    print("\n".join(failed + [f"{keras.__version__}: {len(failed)} failed"]))
    sys.exit(1 if failed else 0)
