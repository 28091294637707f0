"""The models that make_saved.py writes: each a function of a random source, registered by name."""
import keras
import numpy as np
from keras import constraints, initializers, layers, losses, metrics, optimizers, regularizers
from keras.optimizers import schedules

MODELS = {}


def model(backend, covers, also=()):
    def register(make):
        MODELS[make.__name__] = {"make": make, "backend": backend, "covers": covers, "also": also}
        return make
    return register


def normal(random, *shape):
    return random.standard_normal(shape).astype("float32")


def classes(random, rows, count):
    return random.randint(0, count, (rows, 1)).astype("int32")


def one_hot(random, rows, count):
    return np.eye(count, dtype="float32")[random.randint(0, count, rows)]


@model("jax", "Sequential of Dense; Adam; loss and metric by name", (".weights.h5", ".h5", "_legacy_weights.h5"))
def sequential_dense(random):
    net = keras.Sequential([
        layers.Input((4,), name="features"), layers.Dense(5, activation="relu"),
        layers.Dense(3, activation="softmax", name="probs"),
    ], name="net")
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return {"model": net, "x": normal(random, 12, 4), "y": classes(random, 12, 3)}


@model("tensorflow", "Conv2D, BatchNormalization, ReLU, pooling, Flatten, Dropout of rate 0; SGD with Nesterov "
       "momentum and ExponentialDecay; logits, smoothed labels", (".weights.h5", ".h5", "_legacy_weights.h5"))
def cnn_batchnorm(random):
    net = keras.Sequential([
        layers.Input((8, 8, 2)), layers.Conv2D(3, 3, padding="same", use_bias=False, name="c"),
        layers.BatchNormalization(momentum=0.9, epsilon=0.01), layers.ReLU(max_value=6.0),
        layers.MaxPooling2D(), layers.Conv2D(4, (2, 3), strides=(1, 2), activation="tanh"),
        layers.BatchNormalization(scale=False), layers.AveragePooling2D((2, 1), strides=1), layers.Flatten(),
        layers.Dropout(0.0), layers.Dense(3, name="logits"),
    ])
    net.compile(
        optimizers.SGD(schedules.ExponentialDecay(0.05, 3, 0.7, staircase=True), momentum=0.9, nesterov=True),
        losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
        metrics=["accuracy", metrics.TopKCategoricalAccuracy(k=2, name="top2")])
    return {"model": net, "x": normal(random, 12, 8, 8, 2), "y": one_hot(random, 12, 3)}


@model("torch", "CNN with Dropout that draws and GlobalAveragePooling2D; RMSprop, centered with momentum")
def cnn_dropout(random):
    net = keras.Sequential([
        layers.Input((6, 6, 3)), layers.Rescaling(1 / 127.5, offset=-1.0),
        layers.Conv2D(4, 3, strides=2, activation="relu"), layers.Dropout(0.3, seed=7),
        layers.GlobalAveragePooling2D(), layers.Dropout(0.2), layers.Dense(1, activation="sigmoid"),
    ])
    net.compile(optimizers.RMSprop(1e-3, rho=0.8, momentum=0.5, centered=True, clipnorm=1.0), "binary_crossentropy",
                metrics=["acc", metrics.AUC(num_thresholds=20, curve="PR", name="pr")])
    return {"model": net, "x": random.randint(0, 256, (12, 6, 6, 3)).astype("float32"),
            "y": random.randint(0, 2, (12, 1)).astype("float32"), "random": True}


@model("torch", "every activation layer in a functional graph, PReLU with shared axes, joined by Concatenate; AdamW")
def activation_layers(random):
    x = layers.Input((4, 3), name="x")
    made = [
        layers.ReLU()(x), layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2)(x),
        layers.LeakyReLU()(x), layers.LeakyReLU(negative_slope=0.05)(x), layers.ELU(alpha=0.7)(x),
        layers.PReLU()(x), layers.PReLU(shared_axes=[1], alpha_initializer="ones", name="shared")(x),
        layers.Softmax()(x), layers.Softmax(axis=1)(x), layers.Softmax(axis=[1, 2])(x),
        layers.Activation("swish")(x), layers.Activation(keras.activations.gelu)(x), layers.Identity()(x),
    ]
    net = keras.Model(x, layers.Dense(2)(layers.Flatten()(layers.Concatenate()(made))))
    net.compile(optimizers.AdamW(2e-3, weight_decay=0.02, beta_1=0.8, epsilon=1e-6, amsgrad=True), "mse",
                metrics=["mae", metrics.RootMeanSquaredError(name="root")])
    return {"model": net, "x": normal(random, 12, 4, 3), "y": normal(random, 12, 2)}


ACTIVATIONS = [
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu",
    "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus", "swish", "tanh",
    "tanh_shrink",
]


@model("jax", "every activation by its name, in Dense and in Activation; Adagrad, Huber with delta")
def activations_by_name(random):
    x = layers.Input((3,), name="x")
    made = [layers.Dense(2, activation=name)(x) if i % 2 else layers.Activation(name)(x)
            for i, name in enumerate(ACTIVATIONS)]
    net = keras.Model(x, layers.Dense(2)(layers.Concatenate(axis=1)(made)))
    net.compile(optimizers.Adagrad(0.01, initial_accumulator_value=0.2, epsilon=1e-6), losses.Huber(delta=0.5),
                metrics=[metrics.MeanAbsoluteError(), "mean_squared_error"])
    return {"model": net, "x": normal(random, 12, 3), "y": normal(random, 12, 2)}


@model("jax", "one-dimensional convolutions: causal, dilated, strided, grouped, transposed, depthwise, separable")
def convolutions_1d(random):
    x = layers.Input((8, 4), name="x")
    y = layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu", name="causal")(x)
    y = layers.Conv1D(6, 2, padding="same", groups=2, use_bias=False)(y)
    y = layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same", strides=2, activation="elu")(y)
    y = layers.SeparableConv1D(3, 2, depth_multiplier=2, padding="valid", activation="tanh")(y)
    y = layers.Conv1DTranspose(2, 3, strides=2, padding="same", output_padding=1)(y)
    y = layers.Conv1DTranspose(2, 2, padding="valid", use_bias=False)(y)
    y = layers.Conv1D(2, 3, strides=2)(y)
    net = keras.Model(x, layers.Dense(1)(layers.Flatten()(y)))
    net.compile(optimizers.Adam(schedules.CosineDecay(0.01, 20, alpha=0.1, warmup_target=0.02, warmup_steps=4)),
                losses.LogCosh(), metrics=["mse"], weighted_metrics=["mae"], steps_per_execution=3)
    return {"model": net, "x": normal(random, 12, 8, 4), "y": normal(random, 12, 1),
            "w": random.uniform(0.5, 2, 12).astype("float32")}


@model("tensorflow", "two-dimensional convolutions: strided, dilated, grouped, transposed, depthwise, separable; RMSprop")
def convolutions_2d(random):
    x = layers.Input((8, 7, 4), name="x")
    y = layers.Conv2D(4, (3, 2), dilation_rate=(2, 1), activation="relu", name="dilated")(x)
    y = layers.Conv2D(4, 2, padding="same", groups=2, use_bias=False, data_format="channels_last")(y)
    y = layers.DepthwiseConv2D((3, 2), strides=2, padding="same", depth_multiplier=2, activation="elu")(y)
    y = layers.SeparableConv2D(3, (1, 2), depth_multiplier=2, activation="tanh")(y)
    y = layers.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=(1, 0))(y)
    y = layers.Conv2DTranspose(2, (1, 2), use_bias=False, activation="softplus")(y)
    net = keras.Model(x, layers.Dense(2, activation="softmax")(layers.Flatten()(y)))
    net.compile(optimizers.RMSprop(2e-3, rho=0.85, momentum=0.3), losses.SparseCategoricalCrossentropy(reduction="sum"),
                metrics=[metrics.SparseCategoricalAccuracy(name="right")])
    return {"model": net, "x": normal(random, 12, 8, 7, 4), "y": classes(random, 12, 2)}


@model("torch", "all poolings of one and two dimensions; two inputs in a list; Adamax with clipvalue")
def poolings(random):
    a, b = layers.Input((7, 3), name="series"), layers.Input((7, 6, 3), name="image")
    made = [
        layers.MaxPooling1D()(a), layers.MaxPooling1D(3, strides=1, padding="same")(a),
        layers.AveragePooling1D(2, padding="same")(a), layers.AveragePooling1D(3, strides=2)(a),
        layers.MaxPooling2D()(b), layers.MaxPooling2D((3, 2), strides=(1, 2), padding="same")(b),
        layers.AveragePooling2D(2, padding="same")(b), layers.AveragePooling2D((2, 3), strides=(2, 1))(b),
        layers.GlobalAveragePooling1D()(a), layers.GlobalAveragePooling1D(keepdims=True)(a),
        layers.GlobalMaxPooling1D()(a), layers.GlobalMaxPooling1D(keepdims=True)(a),
        layers.GlobalAveragePooling2D()(b), layers.GlobalAveragePooling2D(keepdims=True)(b),
        layers.GlobalMaxPooling2D()(b), layers.GlobalMaxPooling2D(keepdims=True)(b),
    ]
    net = keras.Model([a, b], layers.Dense(2)(layers.Concatenate()([layers.Flatten()(each) for each in made])))
    net.compile(optimizers.Adamax(3e-3, beta_1=0.85, clipvalue=0.5), "mae", metrics=["mse", "cosine_similarity"])
    return {"model": net, "x": {"series": normal(random, 12, 7, 3), "image": normal(random, 12, 7, 6, 3)},
            "y": normal(random, 12, 2)}


@model("jax", "padding, cropping, upsampling (nearest and bilinear), Reshape, Permute, RepeatVector, Flatten")
def shapes(random):
    x = layers.Input((6, 2), name="x")
    a = layers.ZeroPadding1D((1, 2))(x)
    a = layers.Cropping1D((2, 1))(layers.UpSampling1D(3)(layers.Cropping1D(1)(a)))
    a = layers.Flatten()(layers.Permute((2, 1))(a))
    b = layers.Reshape((3, 2, -1))(x)
    b = layers.ZeroPadding2D(((1, 0), (2, 1)))(layers.UpSampling2D((2, 3), interpolation="bilinear")(b))
    b = layers.Cropping2D(((1, 2), (0, 3)))(layers.UpSampling2D(2)(layers.ZeroPadding2D(1)(b)))
    b = layers.Cropping2D((1, 2))(layers.ZeroPadding2D((0, 1))(b))
    b = layers.Flatten()(layers.Permute((3, 1, 2))(b))
    c = layers.RepeatVector(3)(layers.Dense(2)(b))
    joined = layers.Concatenate()([a, b, layers.Reshape((6,))(c)])
    net = keras.Model(x, layers.Dense(1, activation="sigmoid")(joined))
    net.compile(optimizers.Adadelta(0.5, rho=0.9), losses.BinaryCrossentropy(label_smoothing=0.2),
                metrics=[metrics.BinaryAccuracy(threshold=0.4), metrics.Precision(thresholds=[0.3, 0.6]), metrics.Recall()])
    return {"model": net, "x": normal(random, 12, 6, 2), "y": random.randint(0, 2, (12, 1)).astype("float32")}


@model("tensorflow", "Embedding with mask_zero, LSTM with sequences, GRU of both kinds, int32 inputs; Nadam", (".weights.h5", ".h5"))
def masked_embedding(random):
    net = keras.Sequential([
        layers.Input((5,), dtype="int32", name="tokens"), layers.Embedding(9, 3, mask_zero=True),
        layers.LSTM(3, return_sequences=True, unit_forget_bias=False), layers.GRU(3, return_sequences=True, reset_after=False),
        layers.GRU(2, recurrent_activation="hard_sigmoid"), layers.Dense(1, activation="sigmoid"),
    ])
    net.compile(optimizers.Nadam(2e-3, beta_2=0.99), "binary_crossentropy",
                metrics=["accuracy", metrics.AUC(num_thresholds=10, name="area")])
    x = random.randint(1, 9, (12, 5)).astype("int32")
    for row, kept in enumerate(random.randint(1, 6, 12)):
        x[row, kept:] = 0
    return {"model": net, "x": x, "y": random.randint(0, 2, (12, 1)).astype("float32")}


@model("torch", "SimpleRNN backwards and unrolled, GRU with reset_after and states, LSTM without bias; Adadelta in a schedule")
def recurrent(random):
    x = layers.Input((5, 3), name="x")
    a = layers.SimpleRNN(3, return_sequences=True, go_backwards=True, activation="relu")(x)
    a = layers.SimpleRNN(2, unroll=True, use_bias=False)(a)
    b, state = layers.GRU(3, return_state=True, return_sequences=True, activation="softsign")(x)
    c, h, cell = layers.LSTM(2, return_state=True, use_bias=False, recurrent_activation="hard_sigmoid")(b)
    net = keras.Model(x, layers.Dense(2)(layers.Concatenate()([a, state, c, h, cell])))
    net.compile(optimizers.Adadelta(schedules.InverseTimeDecay(1.0, 4, 0.5), rho=0.9), "mean_absolute_error",
                metrics=["mse"], weighted_metrics=[metrics.MeanSquaredError(name="weighted")])
    return {"model": net, "x": normal(random, 12, 5, 3), "y": normal(random, 12, 2)}


@model("jax", "Bidirectional with every merge mode and with a backward layer of its own; Ftrl", (".h5",))
def bidirectional(random):
    x = layers.Input((4, 3), name="x")
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="both")(x)
    y = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(y)
    y = layers.Bidirectional(layers.SimpleRNN(2, return_sequences=True), merge_mode="mul")(y)
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True), merge_mode="ave")(y)
    forward, backward = layers.Bidirectional(layers.GRU(2, return_sequences=True, reset_after=False), merge_mode=None)(y)
    y = layers.Concatenate()([forward, backward])
    y = layers.Bidirectional(layers.LSTM(2, name="ahead"), merge_mode="concat",
                             backward_layer=layers.GRU(2, go_backwards=True, name="back"))(y)
    net = keras.Model(x, layers.Dense(1)(y))
    net.compile(optimizers.Ftrl(0.05, l1_regularization_strength=0.001, l2_regularization_strength=0.002, beta=0.1),
                "mse", metrics=[metrics.R2Score()])
    return {"model": net, "x": normal(random, 8, 4, 3), "y": normal(random, 8, 1)}


@model("tensorflow", "TimeDistributed around Dense, Conv1D and a Sequential; Masking; Adam with EMA")
def time_distributed(random):
    x = layers.Input((3, 4, 2), name="x")
    y = layers.TimeDistributed(layers.Conv1D(3, 2, activation="relu"), name="each")(x)
    inner = keras.Sequential([layers.Input((3, 3)), layers.Flatten(), layers.Dense(3, name="deep")], name="inner")
    y = layers.TimeDistributed(inner)(y)
    y = layers.Masking(mask_value=-1.0)(y)
    y = layers.LSTM(2, return_sequences=True)(y)
    net = keras.Model(x, layers.TimeDistributed(layers.Dense(2, activation="softmax"))(y))
    net.compile(optimizers.Adam(3e-3, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=2),
                "categorical_crossentropy", metrics=["accuracy", "categorical_crossentropy"])
    y = np.eye(2, dtype="float32")[random.randint(0, 2, (12, 3))]
    return {"model": net, "x": normal(random, 12, 3, 4, 2), "y": y}


@model("jax", "MultiHeadAttention: causal, over values and keys of their own, with a gate, with a window; LossScaleOptimizer")
def multi_head_attention(random):
    q, v = layers.Input((4, 4), name="q"), layers.Input((5, 3), name="v")
    a = layers.MultiHeadAttention(2, 3, name="own")(q, q, use_causal_mask=True)
    b = layers.MultiHeadAttention(2, 2, value_dim=2, output_shape=4, use_bias=False)(query=q, value=v)
    c = layers.MultiHeadAttention(3, 2, sliding_window=2)(q, a, key=b)
    d = layers.MultiHeadAttention(1, 2, use_gate=True)(c, c)
    net = keras.Model([q, v], layers.Dense(2)(layers.GlobalAveragePooling1D()(layers.Add()([a, b, c, d]))))
    net.compile(optimizers.LossScaleOptimizer(optimizers.Adam(2e-3), initial_scale=512.0, dynamic_growth_steps=3),
                "mse", metrics=["mae"])
    return {"model": net, "x": {"q": normal(random, 12, 4, 4), "v": normal(random, 12, 5, 3)}, "y": normal(random, 12, 2)}


@model("torch", "GroupQueryAttention, Attention with scale and with concatenated scores, AdditiveAttention; Lion")
def attentions(random):
    q, v = layers.Input((4, 4), name="q"), layers.Input((4, 4), name="v")
    made = [
        layers.GroupQueryAttention(3, 4, 2)(q, v), layers.GroupQueryAttention(2, 2, 1, use_bias=False, name="one")(q, v, key=q),
        layers.Attention()([q, v]), layers.Attention(use_scale=True)([q, v, q]),
        layers.Attention(score_mode="concat", use_scale=True)([q, v]), layers.AdditiveAttention()([q, v]),
        layers.AdditiveAttention(use_scale=False)([q, v, q]), layers.Attention()([q, v], use_causal_mask=True),
    ]
    net = keras.Model({"q": q, "v": v}, layers.Dense(2)(layers.Flatten()(layers.Average()(made))))
    net.compile(optimizers.Lion(2e-3, beta_1=0.8, beta_2=0.95, weight_decay=0.01), "log_cosh", metrics=["mse"])
    return {"model": net, "x": {"q": normal(random, 12, 4, 4), "v": normal(random, 12, 4, 4)}, "y": normal(random, 12, 2)}


@model("jax", "every normalization: Batch over axis 1 and without scale, Layer over two axes, Group, Unit, RMS; Lamb")
def normalizations(random):
    x = layers.Input((3, 4), name="x")
    y = layers.BatchNormalization(axis=1, momentum=0.7, epsilon=0.01)(x)
    y = layers.Dense(4, activation="tanh")(y)
    y = layers.BatchNormalization(center=False, name="no_centre")(y)
    y = layers.LayerNormalization(epsilon=1e-4)(y)
    y = layers.Conv1D(4, 2, padding="same")(y)
    y = layers.LayerNormalization(axis=[1, 2], scale=False)(y)
    y = layers.GroupNormalization(groups=2, epsilon=0.02)(y)
    y = layers.Dense(6)(y)
    y = layers.RMSNormalization()(layers.GroupNormalization(groups=3, axis=1, scale=False)(y))
    y = layers.UnitNormalization(axis=1)(layers.Dense(3)(y))
    y = layers.Add()([y, layers.UnitNormalization()(y)])
    net = keras.Model(x, layers.Dense(2)(layers.Flatten()(y)))
    net.compile(optimizers.Lamb(2e-3, beta_1=0.85), losses.CosineSimilarity(), metrics=[metrics.CosineSimilarity()])
    return {"model": net, "x": normal(random, 12, 3, 4), "y": normal(random, 12, 2)}


@model("tensorflow", "Normalization adapted, given and inverted, Discretization given and adapted, CategoryEncoding, Rescaling; SGD")
def preparation(random):
    x = layers.Input((3,), name="numbers")
    k = layers.Input((2,), dtype="int32", name="codes")
    rows = random.gamma(2.0, 1.5, (200, 3)).astype("float32")
    adapted, back = layers.Normalization(name="adapted"), layers.Normalization(invert=True)
    adapted.adapt(rows)
    back.adapt(rows)
    bins = layers.Discretization(num_bins=4, output_mode="one_hot", epsilon=0.05)
    bins.adapt(rows[:, 0])
    made = [
        adapted(x), back(adapted(x)), layers.Normalization(mean=[1.0, 2, 3], variance=[4.0, 1, 0.25])(x),
        layers.Normalization(axis=None, mean=2.0, variance=3.0)(x), layers.Rescaling([0.1, 0.2, 0.3], offset=1.0)(x),
        layers.Discretization([0.5, 1.5, 4.0], output_mode="multi_hot")(x),
        bins(layers.Reshape((1,))(layers.Dense(1, use_bias=False, trainable=False, kernel_initializer="ones")(x))),
        layers.Flatten()(layers.Embedding(4, 2)(layers.Discretization([0.5, 1.5, 4.0])(x))),
        layers.CategoryEncoding(5, output_mode="multi_hot")(k), layers.CategoryEncoding(5, output_mode="count")(k),
    ]
    net = keras.Model([x, k], layers.Dense(1)(layers.Concatenate()(made)))
    net.compile(optimizers.SGD(1e-3, weight_decay=0.001, global_clipnorm=1.0), "mse", metrics=["mae"], run_eagerly=True)
    return {"model": net, "x": {"numbers": rows[:12], "codes": random.randint(0, 5, (12, 2)).astype("int32")},
            "y": normal(random, 12, 1), "x_form": "list"}


@model("jax", "Resizing of every kind, CenterCrop and the random image layers; not compiled")
def images(random):
    net = keras.Sequential([
        layers.Input((9, 7, 3), name="picture"), layers.Resizing(8, 8, interpolation="nearest"),
        layers.RandomFlip("horizontal", seed=3), layers.RandomRotation(0.1, fill_mode="constant", fill_value=0.5),
        layers.RandomTranslation((-0.1, 0.2), 0.1, interpolation="nearest", seed=1), layers.RandomZoom(0.2, (-0.1, 0.3)),
        layers.RandomContrast(0.3), layers.RandomBrightness(0.2, value_range=(0, 1)), layers.Resizing(6, 8, crop_to_aspect_ratio=True),
        layers.RandomCrop(5, 6, seed=4), layers.CenterCrop(5, 5), layers.Resizing(4, 6, pad_to_aspect_ratio=True, fill_value=0.2),
        layers.Resizing(3, 3), layers.Conv2D(2, 2), layers.Flatten(), layers.Dense(2),
    ])
    return {"model": net, "x": random.uniform(0, 1, (4, 9, 7, 3)).astype("float32"), "random": True}


@model("tensorflow", "every merge, with broadcasting; Dot with two axes and normalized; Adafactor")
def merges(random):
    a, b, c = (layers.Input((3, 4), name=name) for name in "abc")
    made = [
        layers.Add()([a, b, c]), layers.Subtract()([a, b]), layers.Multiply()([a, b, c]), layers.Average()([a, b, c]),
        layers.Maximum()([a, c]), layers.Minimum()([b, c, a]), layers.Add()([a, layers.GlobalMaxPooling1D(keepdims=True)(b)]),
        layers.Concatenate(axis=1)([a, b]), layers.Concatenate(axis=2)([a, c]), layers.Dot(axes=(2, 2))([a, b]),
        layers.Dot(axes=1, normalize=True)([a, c]), layers.Dot(axes=-1)([layers.Flatten()(a), layers.Flatten()(b)]),
    ]
    net = keras.Model([a, b, c], layers.Dense(2)(layers.Concatenate()([layers.Flatten()(each) for each in made])))
    net.compile(optimizers.Adafactor(0.01, beta_2_decay=-0.7, relative_step=False), "mean_squared_error",
                metrics=["mean_absolute_percentage_error"])
    return {"model": net, "x": {name: normal(random, 12, 3, 4) for name in "abc"}, "y": normal(random, 12, 2)}


@model("torch", "every layer that draws: the dropouts with noise shapes and seeds, the noises; SGD with momentum")
def noises(random):
    x = layers.Input((4, 4, 2), name="x")
    y = layers.Dropout(0.2, noise_shape=(None, 1, 1, 2), seed=11)(x)
    y = layers.SpatialDropout2D(0.2, seed=12)(layers.GaussianNoise(0.1)(y))
    y = layers.Reshape((16, 2))(layers.GaussianDropout(0.1, seed=13)(y))
    y = layers.AlphaDropout(0.1)(layers.SpatialDropout1D(0.25)(y))
    y = layers.LSTM(2, dropout=0.1, recurrent_dropout=0.2, seed=5)(y)
    net = keras.Model(x, layers.Dense(1, activation="tanh")(layers.ActivityRegularization(0.01, 0.02)(y)))
    net.compile(optimizers.SGD(0.01, momentum=0.8), losses.Hinge(), metrics=["hinge", metrics.SquaredHinge()])
    return {"model": net, "x": normal(random, 8, 4, 4, 2), "y": random.choice([-1.0, 1.0], (8, 1)).astype("float32"),
            "random": True}


@model("jax", "Masking before LSTM and a masked mean, RepeatVector as decoder, ActivityRegularization; Muon")
def masked_decoder(random):
    x = layers.Input((5, 2), name="x")
    y = layers.Masking(mask_value=9.0)(x)
    y = layers.LSTM(3, return_sequences=True)(y)
    y = layers.ActivityRegularization(l1=0.01, l2=0.02)(layers.GlobalAveragePooling1D()(y))
    y = layers.GRU(3, return_sequences=True)(layers.RepeatVector(4)(y))
    net = keras.Model(x, layers.Dense(2)(y))
    net.compile(optimizers.Muon(2e-3, adam_weight_decay=0.01, momentum=0.9, exclude_embeddings=False), "mse", metrics=["mae"])
    x = normal(random, 12, 5, 2)
    for row, kept in enumerate(random.randint(1, 6, 12)):
        x[row, kept:] = 9.0
    return {"model": net, "x": x, "y": normal(random, 12, 4, 2)}
