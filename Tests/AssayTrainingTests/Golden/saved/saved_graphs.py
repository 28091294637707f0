"""More models of make_saved.py: graphs of every shape, and what compile() takes."""
import keras
import numpy as np
from keras import constraints, initializers, layers, losses, metrics, optimizers, regularizers
from keras.optimizers import schedules

from saved_models import classes, model, normal, one_hot


@model("jax", "inputs and outputs in dictionaries; losses, weights and metrics by name; weighted metrics; sample weights by output",
       (".weights.h5", ".h5"))
def by_name(random):
    age, text = layers.Input((2,), name="age"), layers.Input((3,), dtype="int32", name="text")
    words = layers.GlobalAveragePooling1D()(layers.Embedding(7, 3, name="words")(text))
    shared = layers.Dense(4, activation="relu", name="shared")(layers.Concatenate()([age, words]))
    net = keras.Model({"text": text, "age": age}, {
        "score": layers.Dense(1, name="score")(shared), "kind": layers.Dense(3, activation="softmax", name="kind")(shared)})
    net.compile(
        optimizers.Adam(schedules.PiecewiseConstantDecay([2, 4], [0.01, 0.005, 0.001]), clipnorm=2.0),
        loss={"kind": losses.SparseCategoricalCrossentropy(), "score": "mse"}, loss_weights={"kind": 0.7, "score": 2.0},
        metrics={"kind": ["accuracy", metrics.SparseTopKCategoricalAccuracy(k=2, name="top2")], "score": "mae"},
        weighted_metrics={"score": [metrics.MeanSquaredError(name="wmse")]})
    return {"model": net, "x": {"age": normal(random, 12, 2), "text": random.randint(0, 7, (12, 3)).astype("int32")},
            "y": {"score": normal(random, 12, 1), "kind": classes(random, 12, 3)},
            "w": {"score": random.uniform(0.2, 2, 12).astype("float32"), "kind": random.uniform(0.2, 2, 12).astype("float32")}}


@model("torch", "inputs and outputs in lists; losses, weights and nested metrics in lists")
def by_order(random):
    a, b = layers.Input((3,), name="left"), layers.Input((2,), name="right")
    shared = layers.Concatenate()([layers.Dense(3)(a), layers.Dense(3, activation="tanh")(b)])
    net = keras.Model([a, b], [layers.Dense(2, name="one")(shared), layers.Dense(1, activation="sigmoid", name="two")(shared),
                               layers.Dense(2, name="three")(shared)])
    net.compile(optimizers.RMSprop(schedules.PolynomialDecay(0.01, 10, 0.001, power=2.0, cycle=True)),
                loss=["mse", losses.BinaryCrossentropy(), losses.Huber(0.3, reduction="sum")], loss_weights=[1.0, 0.5, 0.25],
                metrics=[["mae"], ["accuracy", metrics.AUC(name="area", num_thresholds=12)], []])
    return {"model": net, "x": {"left": normal(random, 12, 3), "right": normal(random, 12, 2)},
            "y": {"one": normal(random, 12, 2), "two": random.randint(0, 2, (12, 1)).astype("float32"),
                  "three": normal(random, 12, 2)}}


@model("tensorflow", "layers called twice: a Siamese pair with shared Embedding, Dense and Dropout of rate 0", (".weights.h5", ".h5", "_legacy_weights.h5"))
def shared_layers(random):
    a, b = layers.Input((4,), dtype="int32", name="first"), layers.Input((4,), dtype="int32", name="second")
    words, dense = layers.Embedding(6, 3, name="words"), layers.Dense(3, activation="tanh", name="dense")
    quiet, flatten = layers.Dropout(0.0), layers.Flatten()
    left, right = (quiet(dense(flatten(words(each)))) for each in (a, b))
    again = dense(layers.Dense(12, name="wide")(left))
    out = layers.Dense(1, name="dense_1")(layers.Concatenate()([layers.Multiply()([left, right]), layers.Subtract()([left, again])]))
    net = keras.Model([a, b], out)
    net.compile(optimizers.Adam(0.005, gradient_accumulation_steps=2), "mse", metrics=["mae"])
    return {"model": net, "x": {"first": random.randint(0, 6, (16, 4)).astype("int32"), "second": random.randint(0, 6, (16, 4)).astype("int32")},
            "y": normal(random, 16, 1)}


@model("torch", "a Sequential and a Sequential in it inside a functional model, some of it frozen; AdamW with a schedule",
       (".weights.h5", ".h5"))
def nested_sequential(random):
    deepest = keras.Sequential([layers.Input((4,)), layers.Dense(3, name="same"), layers.BatchNormalization()], name="deepest")
    base = keras.Sequential([layers.Input((4,)), layers.Dense(4, activation="relu", name="same"), deepest], name="base")
    x = layers.Input((4,), name="x")
    net = keras.Model(x, layers.Dense(2, name="same")(layers.Activation("relu")(base(x))), name="outer")
    deepest.trainable = False
    net.compile(optimizers.AdamW(schedules.CosineDecayRestarts(0.01, 3, t_mul=2.0, m_mul=0.9, alpha=0.05), weight_decay=0.1),
                "mse", metrics=["mse"])
    return {"model": net, "x": normal(random, 12, 4), "y": normal(random, 12, 2)}


@model("jax", "a functional model of two inputs and two outputs inside another, called twice, beside a shared Sequential",
       (".weights.h5",))
def nested_functional(random):
    p, q = layers.Input((3,), name="p"), layers.Input((2,), name="q")
    joined = layers.Concatenate()([p, q])
    inner = keras.Model([p, q], [layers.Dense(3, name="wide")(joined), layers.Dense(2, activation="tanh")(joined)], name="inner")
    twice = keras.Sequential([layers.Input((2,)), layers.Dense(2)], name="twice")
    a, b = layers.Input((3,), name="a"), layers.Input((2,), name="b")
    first, second = inner([a, b])
    third, fourth = inner([first, twice(second)])
    net = keras.Model([a, b], [layers.Dense(1, name="out")(third), twice(fourth)], name="outer")
    net.compile(optimizers.Adam(0.01), ["mse", "mae"], metrics=[["mae"], ["mse"]])
    return {"model": net, "x": {"a": normal(random, 12, 3), "b": normal(random, 12, 2)},
            "y": {"out": normal(random, 12, 1), "twice": normal(random, 12, 2)}}


@model("jax", "many layers of one class, named and made in another order than they are called", (".weights.h5", ".h5"))
def order_of_names(random):
    made = [layers.Dense(3, name=name) for name in ("zeta", "dense_2", "dense", "alpha", "dense_10", "dense 4")]
    norms = [layers.LayerNormalization(name="dense_1"), layers.LayerNormalization(name="layer")]
    x = layers.Input((3,), name="dense_3")
    y = norms[1](made[3](made[5](x)))
    z = norms[0](made[0](made[4](x)))
    net = keras.Model(x, made[2](layers.Add(name="zeta_2")([z, made[1](y)])))
    net.compile(optimizers.SGD(0.01, momentum=0.5), "mse")
    return {"model": net, "x": normal(random, 12, 3), "y": normal(random, 12, 3)}


@model("tensorflow", "frozen layers, a frozen nested model and a frozen BatchNormalization; the optimizer's slots skip them",
       (".weights.h5", ".h5"))
def frozen(random):
    base = keras.Sequential([layers.Input((5, 5, 2)), layers.Conv2D(3, 3), layers.BatchNormalization(momentum=0.5),
                             layers.ReLU()], name="base")
    base.trainable = False
    net = keras.Sequential([layers.Input((5, 5, 2)), base, layers.BatchNormalization(trainable=False), layers.GlobalAveragePooling2D(),
                            layers.Dense(4, activation="relu", trainable=False), layers.BatchNormalization(momentum=0.8),
                            layers.Dense(1)])
    net.compile(optimizers.RMSprop(1e-3), losses.BinaryCrossentropy(from_logits=True),
                metrics=[metrics.BinaryAccuracy(threshold=0.0, name="accuracy"), metrics.BinaryCrossentropy(from_logits=True, name="bce")])
    return {"model": net, "x": normal(random, 12, 5, 5, 2), "y": random.randint(0, 2, (12, 1)).astype("float32")}


@model("torch", "every initializer, regularizer and constraint in the configurations; Adam with EMA and weight decay")
def regularized(random):
    i, r, c = initializers, regularizers, constraints
    kinds = [
        i.Constant(0.3), i.GlorotNormal(seed=1), i.GlorotUniform(), i.HeNormal(), i.HeUniform(seed=2), i.Identity(0.5), i.LecunNormal(),
        i.LecunUniform(), i.Ones(), i.Orthogonal(gain=0.9), i.RandomNormal(0.1, 0.2), i.RandomUniform(-0.1, 0.3, seed=4),
        i.TruncatedNormal(stddev=0.1), i.VarianceScaling(0.7, "fan_avg", "untruncated_normal", seed=5), "zeros", "he_normal",
    ]
    regs = [None, r.L1(0.001), r.L2(0.002), r.L1L2(0.001, 0.002), "l2", "l1", r.OrthogonalRegularizer(0.01, mode="columns")]
    bounds = [None, c.MaxNorm(1.5), c.NonNeg(), c.UnitNorm(axis=0), c.MinMaxNorm(0.2, 1.2, rate=0.7, axis=1), "non_neg", "max_norm"]
    x = y = layers.Input((2,), name="x")
    for n, kind in enumerate(kinds):
        y = layers.Dense(2, kernel_initializer=kind, bias_initializer="ones" if n % 2 else "zeros",
                         kernel_regularizer=regs[n % len(regs)], bias_regularizer=regs[(n + 3) % 6], kernel_constraint=bounds[n % len(bounds)],
                         bias_constraint="non_neg" if n == 5 else None, activity_regularizer="l2" if n == 3 else None)(y)
    net = keras.Model(x, layers.Add()([x, y]))
    net.compile(optimizers.Adam(0.003, weight_decay=0.01, use_ema=True, ema_momentum=0.9), "mse", metrics=["mae"])
    return {"model": net, "x": normal(random, 12, 2), "y": normal(random, 12, 2)}


@model("jax", "stateful LSTM, GRU and SimpleRNN with a batch shape", (".weights.h5", ".h5"))
def stateful(random):
    net = keras.Sequential([
        layers.Input(batch_shape=(3, 4, 2)), layers.LSTM(2, stateful=True, return_sequences=True),
        layers.GRU(2, stateful=True, return_sequences=True), layers.SimpleRNN(3, stateful=True), layers.Dense(1),
    ])
    net.compile(optimizers.SGD(0.05, nesterov=True, momentum=0.9), "mae", metrics=["mse"])
    return {"model": net, "x": normal(random, 12, 4, 2), "y": normal(random, 12, 1), "batch": 3, "stateful": True}


@model("tensorflow", "layers called with training=, mask= and initial_state=: an encoder and a decoder")
def call_arguments(random):
    x, z = layers.Input((4, 2), name="x"), layers.Input((3, 2), name="z")
    keep = layers.Input((4,), dtype="bool", name="keep")
    quiet = layers.Dropout(0.0)(x, training=False)
    quiet = layers.BatchNormalization()(quiet, training=False)
    _, h, c = layers.LSTM(3, return_state=True, name="encoder")(quiet, mask=keep)
    y = layers.LSTM(3, return_sequences=True, name="decoder")(z, initial_state=[h, c])
    g = layers.GRU(3)(y, initial_state=h)
    net = keras.Model([x, z, keep], layers.Dense(2)(layers.BatchNormalization(momentum=0.6)(g)))
    net.compile(optimizers.Adamax(0.01), "mse", metrics=["mae"])
    kept = random.uniform(size=(12, 4)) < 0.7
    kept[:, 0] = True
    return {"model": net, "x": {"x": normal(random, 12, 4, 2), "z": normal(random, 12, 3, 2), "keep": kept}, "y": normal(random, 12, 2)}


@model("jax", "an input that is an output as well, and one layer's result used twice as outputs")
def passed_through(random):
    x = layers.Input((3,), name="x")
    y = layers.Dense(2, name="head")(x)
    net = keras.Model(x, [x, y, layers.ReLU(name="positive")(y)])
    net.compile("sgd", [None, "mse", "mae"])
    return {"model": net, "x": normal(random, 12, 3),
            "y": {"x": normal(random, 12, 3), "head": normal(random, 12, 2), "positive": normal(random, 12, 2)}}


@model("torch", "a functional model that was never compiled")
def uncompiled(random):
    x = layers.Input((3,), name="x")
    net = keras.Model(inputs=x, outputs=layers.Dense(2, activation="softmax")(layers.Dense(4, activation="gelu")(x)), name="bare")
    return {"model": net, "x": normal(random, 5, 3)}


@model("tensorflow", "a Sequential never compiled, with layers of its own names and another dtype policy's float32")
def uncompiled_sequential(random):
    net = keras.Sequential([layers.Dense(3, name="first"), layers.LeakyReLU(), layers.Dense(1, name="last", dtype="float32")])
    net.build((None, 4))
    return {"model": net, "x": normal(random, 5, 4)}


def many_heads(x, names, units=3, activation=None):
    return {name: layers.Dense(units, activation=activation, name=name)(x) for name in names}


@model("jax", "every regression loss by output, in objects with their options and by name; jit_compile")
def regression_losses(random):
    L = losses
    chosen = {
        "mse": L.MeanSquaredError(reduction="sum"), "mae": L.MeanAbsoluteError(reduction="mean"), "mape": "mean_absolute_percentage_error",
        "msle": L.MeanSquaredLogarithmicError(), "huber": L.Huber(delta=0.4, name="mine"), "cosh": "log_cosh", "cosine": L.CosineSimilarity(axis=-1),
        "hinge": L.Hinge(), "squared_hinge": "squared_hinge", "poisson": L.Poisson(), "mean_with_sample_weight": L.MeanSquaredError(reduction="mean_with_sample_weight"),
    }
    x = layers.Input((3,), name="x")
    net = keras.Model(x, many_heads(x, chosen, 2, "softplus"))
    net.compile(optimizers.Adam(0.002), chosen, loss_weights={n: 0.5 + 0.1 * i for i, n in enumerate(chosen)}, jit_compile=True)
    return {"model": net, "x": normal(random, 12, 3), "y": {n: random.uniform(0.1, 2, (12, 2)).astype("float32") for n in chosen},
            "w": {n: random.uniform(0.5, 2, 12).astype("float32") for n in chosen}}


@model("tensorflow", "every loss of classes by output, in objects with their options")
def class_losses(random):
    L = losses
    chosen = {
        "bce": L.BinaryCrossentropy(label_smoothing=0.1), "focal": L.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.5),
        "cce": L.CategoricalCrossentropy(label_smoothing=0.2, reduction="sum"), "cfocal": L.CategoricalFocalCrossentropy(alpha=0.4, gamma=1.0),
        "chinge": L.CategoricalHinge(), "dice": L.Dice(), "tversky": L.Tversky(alpha=0.3, beta=0.6),
        "kl": "kl_divergence", "kld": L.KLDivergence(name="divergence"),
    }
    sparse = {"general": L.CategoricalGeneralizedCrossEntropy(q=0.3), "scce": L.SparseCategoricalCrossentropy(), "ignoring": L.SparseCategoricalCrossentropy(ignore_class=1)}
    x = layers.Input((3,), name="x")
    net = keras.Model(x, many_heads(x, {**chosen, **sparse}, 3, "softmax"))
    net.compile(optimizers.Adam(0.002, global_clipnorm=5.0), {**chosen, **sparse})
    return {"model": net, "x": normal(random, 12, 3), "y": {**{n: one_hot(random, 12, 3) for n in chosen}, **{n: classes(random, 12, 3) for n in sparse}}}


@model("torch", "metrics of classes with their options, one-hot, sparse and binary, in a dictionary by output")
def class_metrics(random):
    m = metrics
    chosen = {
        "hot": [
            m.CategoricalAccuracy(), m.TopKCategoricalAccuracy(k=2), m.AUC(num_thresholds=10, multi_label=True, num_labels=3, name="auc_labels"),
            m.F1Score(average="macro"), m.FBetaScore(average="weighted", beta=2.0, threshold=0.4), m.Precision(class_id=1), m.Precision(top_k=2, name="precision_top"),
            m.Recall(thresholds=0.3), m.OneHotIoU(num_classes=3, target_class_ids=[0, 2]), m.OneHotMeanIoU(num_classes=3),
            m.CategoricalCrossentropy(label_smoothing=0.1), m.KLDivergence(), m.CategoricalHinge(), "poisson"],
        "index": [
            m.SparseCategoricalAccuracy(), m.SparseTopKCategoricalAccuracy(k=2), m.SparseCategoricalCrossentropy(),
            m.MeanIoU(num_classes=3, sparse_y_pred=False), m.IoU(num_classes=3, target_class_ids=[1], sparse_y_pred=False, name="iou_one")],
        "yes": [
            "accuracy", m.AUC(num_thresholds=20, curve="PR", summation_method="minoring"), m.BinaryIoU(target_class_ids=[1], threshold=0.4),
            m.BinaryCrossentropy(label_smoothing=0.2), m.TruePositives(thresholds=0.4), m.TrueNegatives(), m.FalsePositives(), m.FalseNegatives(),
            m.PrecisionAtRecall(0.6, num_thresholds=10), m.RecallAtPrecision(0.6, num_thresholds=10),
            m.SensitivityAtSpecificity(0.5, num_thresholds=10), m.SpecificityAtSensitivity(0.5, num_thresholds=10)],
    }
    x = layers.Input((4,), name="x")
    net = keras.Model(x, {"hot": layers.Dense(3, activation="softmax", name="hot")(x), "index": layers.Dense(3, activation="softmax", name="index")(x),
                          "yes": layers.Dense(1, activation="sigmoid", name="yes")(x)})
    net.compile("adam", {"hot": "categorical_crossentropy", "index": "sparse_categorical_crossentropy", "yes": "binary_crossentropy"}, metrics=chosen)
    return {"model": net, "x": normal(random, 16, 4), "y": {"hot": one_hot(random, 16, 3), "index": classes(random, 16, 3),
                                                           "yes": random.randint(0, 2, (16, 1)).astype("float32")}}


@model("jax", "metrics of numbers with their options, plain and weighted; every string by another alias")
def number_metrics(random):
    m = metrics
    x = layers.Input((3,), name="x")
    net = keras.Model(x, layers.Dense(2, activation="softplus")(x))
    net.compile(
        optimizers.Adagrad(schedules.ExponentialDecay(0.05, 2, 0.9)), "mean_squared_error",
        metrics=["MSE", "mae", "mape", "msle", "cosine_similarity", m.RootMeanSquaredError(), m.R2Score(class_aggregation="variance_weighted_average"),
                 m.CosineSimilarity(axis=-1, name="cosine"), m.PearsonCorrelation(), m.ConcordanceCorrelation(), m.LogCoshError(name="cosh"),
                 m.MeanMetricWrapper(losses.huber, name="wrapped", delta=0.5), m.MeanAbsolutePercentageError(dtype="float32", name="percent")],
        weighted_metrics=["mse", m.MeanAbsoluteError(name="weighted")])
    return {"model": net, "x": normal(random, 12, 3), "y": random.uniform(0.1, 2, (12, 2)).astype("float32"),
            "w": random.uniform(0.2, 2, 12).astype("float32")}


@model("jax", "ScheduleFreeAdamW and a loss with a mask of the labels' own class")
def schedule_free(random):
    net = keras.Sequential([layers.Input((3,)), layers.Dense(3, activation="selu"), layers.Dense(3)])
    net.compile(optimizers.ScheduleFreeAdamW(0.01, warmup_steps=2, weight_decay=0.01),
                losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=2), metrics=["accuracy"])
    return {"model": net, "x": normal(random, 12, 3), "y": classes(random, 12, 3)}


@model("tensorflow", "LossScaleOptimizer around SGD with a schedule and a clipnorm; a metric by an alias")
def loss_scale(random):
    net = keras.Sequential([layers.Input((3,)), layers.Dense(3, activation="relu"), layers.Dense(3, activation="softmax")])
    net.compile(optimizers.LossScaleOptimizer(optimizers.SGD(schedules.CosineDecay(0.05, 10), momentum=0.9, clipnorm=1.0), initial_scale=64.0),
                "categorical_crossentropy", metrics=["accuracy", "MSE"])
    return {"model": net, "x": normal(random, 12, 3), "y": one_hot(random, 12, 3)}


@model("jax", "operations between layers: arithmetic, functions, parts, shapes and figures over axes")
def operations(random):
    ops = keras.ops
    x, y, z = layers.Input((4, 6), name="x"), layers.Input((4, 6), name="y"), layers.Input((6,), name="z")
    positive = ops.absolute(x) + 1.0
    made = [
        x + y, x * 2.0, 1 - x, -x, x / 255, x - y, x / (y + 10.0), 3.0 / (y + 10.0), x**2, ops.power(positive, 1.5), ops.maximum(x, 0.5),
        ops.maximum(x, y), ops.minimum(1, x), ops.multiply(x, y), x @ ops.transpose(y, (0, 2, 1)), x + z[:, None, :],
        ops.sqrt(positive), ops.exp(x), ops.log(positive), ops.square(x), ops.clip(x, 0, 1), ops.cast(x, "float32"),
        ops.relu(x), ops.relu6(x * 9), ops.sigmoid(x), ops.tanh(x), ops.softmax(x, axis=1), ops.gelu(x), ops.leaky_relu(x, 0.1), ops.silu(x),
        ops.elu(x, alpha=0.5), ops.selu(x), ops.softplus(x), ops.softsign(x), ops.hard_sigmoid(x * 3), ops.hard_silu(x * 3), ops.log_sigmoid(x),
        x[:, 0], x[:, -1, :], x[:, 1:3, -2:], x[..., None, 2], x[:, :, :-1], ops.concatenate([x, y], axis=-1), ops.stack([x, y], axis=1),
        *ops.split(x, 2, axis=1), ops.split(y, [1, 3], axis=-1)[1], ops.reshape(x, (-1, 3, 8)), ops.expand_dims(z, 1), ops.squeeze(x[:, :1], axis=1),
        ops.mean(x, axis=1), ops.mean(y, axis=[1, 2], keepdims=True), ops.sum(x, axis=-1, keepdims=True), ops.max(x, axis=1), ops.min(y, axis=(1, 2)),
    ]
    flat = [ops.reshape(each, (-1, 1)) if len(each.shape) == 1 else layers.Flatten()(each) for each in made]
    net = keras.Model([x, y, z], layers.Dense(2, activation="sigmoid")(ops.concatenate(flat, axis=-1)))
    net.compile("adam", "mse", metrics=["mae"])
    return {"model": net, "x": {"x": normal(random, 12, 4, 6), "y": normal(random, 12, 4, 6), "z": normal(random, 12, 6)},
            "y": random.uniform(0, 1, (12, 2)).astype("float32")}


@model("jax", "an autoencoder whose parts are models; a Functional model twice, the first call an output; an optimizer's own name; "
       "training= in a call", (".h5",))
def models_as_outputs(random):
    x = layers.Input((6,), name="x")
    encoder = keras.Model(x, layers.Dense(2, activation="tanh", name="code")(x), name="encoder")
    z = layers.Input((2,), name="z")
    decoder = keras.Model(z, layers.Dense(6, name="back")(z), name="decoder")
    a = layers.Input((6,), name="a")
    code = encoder(a)
    first = decoder(code)
    second = decoder(layers.Dropout(0.0)(encoder(first), training=True))
    net = keras.Model(a, [code, first, layers.Dense(1, name="last")(second)])
    net.compile(optimizers.Adam(0.01, name="my_adam"), ["mse", "mae", "mse"])
    return {"model": net, "x": normal(random, 12, 6), "y": {
        net.output_names[0]: normal(random, 12, 2), net.output_names[1]: normal(random, 12, 6), net.output_names[2]: normal(random, 12, 1)}}


@model("tensorflow", "masks where they meet: every merge, a residual around attention, a recurrent layer with first states, sequences in "
       "sequences, attention without and with masks by hand")
def masks_meet(random):
    q = layers.Input((5,), name="q", dtype="int32")
    v = layers.Input((5,), name="v", dtype="int32")
    w = layers.Input((3, 4), name="w", dtype="int32")
    seen = layers.Input((5, 5), name="seen", dtype="bool")
    some = layers.Input((5, 4), name="some")
    one, two = layers.Embedding(9, 4, mask_zero=True, name="one")(q), layers.Embedding(9, 4, mask_zero=True, name="two")(v)
    free = layers.Embedding(9, 4, name="free")(v)
    made = []
    for index, merge in enumerate((layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum, layers.Subtract, layers.Concatenate)):
        made.append(layers.GRU(2, name=f"both_{index}")(merge()([one, two])))
        made.append(layers.GlobalAveragePooling1D()(merge()([one, free])))
    encoded, state = layers.GRU(4, return_state=True, return_sequences=True, name="encoder")(one)
    made.append(layers.GRU(4, name="decoder")(two, initial_state=state))
    made.append(layers.Flatten()(layers.GRU(4, return_sequences=True, name="all_steps")(two, initial_state=state)))
    made.append(layers.Flatten()(layers.TimeDistributed(layers.LSTM(3), name="words")(
        layers.Embedding(9, 3, mask_zero=True, name="letters")(w))))
    made.append(layers.Flatten()(layers.MultiHeadAttention(2, 3, name="by_hand")(one, free, attention_mask=seen)))
    made.append(layers.GlobalAveragePooling1D()(some, mask=q > 0))
    made.append(layers.LSTM(3, name="told")(some, mask=layers.Embedding(9, 1, mask_zero=True, name="third").compute_mask(v)))
    met = layers.MultiHeadAttention(2, 3, name="met")(encoded, two)
    met = layers.LayerNormalization()(layers.Add()([encoded, met]))
    made.append(layers.GlobalAveragePooling1D()(met))
    made.append(layers.GRU(3, name="after")(met))
    net = keras.Model([q, v, w, seen, some], layers.Dense(2)(layers.Concatenate()(made)))
    net.compile("sgd", "mse", metrics=["mae"])

    def tokens(*shape):
        drawn = random.randint(1, 9, shape).astype("int32")
        drawn[..., shape[-1] - 2:] *= random.randint(0, 2, shape[:-1])[..., None].astype("int32")
        return drawn
    return {"model": net, "y": normal(random, 12, 2), "x": {
        "q": tokens(12, 5), "v": tokens(12, 5), "w": tokens(12, 3, 4), "seen": random.randint(0, 2, (12, 5, 5)).astype("bool"),
        "some": normal(random, 12, 5, 4)}}


@model("jax", "a stack whose sizes were learned from the first batch that it was called on; later ones are of any size")
def learned_sizes(random):
    net = keras.Sequential([layers.Dense(5, activation="relu"), layers.Dense(2)])
    net.compile("rmsprop", "mse")
    net(normal(random, 7, 4))
    return {"model": net, "x": normal(random, 12, 4), "y": normal(random, 12, 2)}


@model("tensorflow", "layers of numbers on inputs of integers and truths; categories of numbers")
def integers(random):
    pixels = layers.Input((4, 4, 1), name="pixels", dtype="uint8")
    flags = layers.Input((3,), name="flags", dtype="bool")
    number = layers.Input((1,), name="number")
    joined = layers.Concatenate()([
        layers.Flatten()(layers.MaxPooling2D()(pixels)), layers.Dense(2)(flags),
        layers.CategoryEncoding(5, output_mode="one_hot")(number),
        layers.CategoryEncoding(4, output_mode="multi_hot")(layers.Discretization([0.5, 1.5, 2.5])(number))])
    net = keras.Model([pixels, flags, number], layers.Dense(1, activation="sigmoid")(layers.Rescaling(0.1)(joined)))
    net.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return {"model": net, "y": random.randint(0, 2, (12, 1)).astype("float32"), "x": {
        "pixels": random.randint(0, 9, (12, 4, 4, 1)).astype("uint8"), "flags": random.randint(0, 2, (12, 3)).astype("bool"),
        "number": random.randint(0, 5, (12, 1)).astype("float32")}}
