"""Draws training runs at random: models, losses, metrics, weights, arguments. One seed is one run.

`run(seed)` in `make_drawn.py` gives them to real Keras. What is drawn keeps to what Keras takes, and to what its
backends agree on: see `backend`.
"""

import numpy as np

ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "softplus", "softsign", "silu", "mish",
               "leaky_relu", "relu6", "celu", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid", "tanh_shrink",
               "soft_shrink", "hard_shrink", "squareplus", "sparse_plus", "sparse_sigmoid", "softmax", "log_softmax"]
SMOOTH = ["linear", "tanh", "sigmoid", "elu", "gelu", "softplus", "silu", "mish"]
REDUCTIONS = ["sum_over_batch_size", "sum_over_batch_size", "mean", "sum", "mean_with_sample_weight"]


def rounded(values):
    return np.round(values, 3).astype(np.float32)


def named(kind, **config):
    return {"class": kind, "config": config}


class Draw:
    """The dice, and what has been drawn so far."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.layers = []
        self.masked = set()
        self.shapes = {}
        self.count = 0

    def chance(self, share):
        return bool(self.random.random() < share)

    def one(self, options):
        return options[int(self.random.integers(len(options)))]

    def whole(self, low, high):
        return int(self.random.integers(low, high + 1))

    def number(self, low, high):
        return float(round(self.random.uniform(low, high), 4))

    # Layers.

    def regularizer(self):
        kind = self.one(["L1", "L2", "L1L2", "l1", "l2"])
        if kind == "L1L2":
            return named("L1L2", l1=self.number(0.001, 0.02), l2=self.number(0.001, 0.02))
        return kind if kind.islower() else named(kind, **{kind.lower(): self.number(0.001, 0.02)})

    def constraint(self, axis=True):
        config = {"axis": 0} if axis or self.chance(0.5) else {}
        return self.one([
            named("NonNeg"), named("MaxNorm", max_value=self.number(0.4, 1.5), **config), named("UnitNorm", **config),
            named("MinMaxNorm", min_value=self.number(0.1, 0.5), max_value=self.number(0.6, 1.5),
                  rate=self.number(0.3, 1), **config)])

    def layer(self, kind, sources, name=None, **config):
        self.count += 1
        name = name or f"{kind.lower()}_{self.count}"
        self.layers.append({"class": kind, "name": name, "from": list(sources), "config": config})
        return name

    def dense(self, source, units, activation=None, name=None, plain=False):
        config = dict(units=units, activation=activation or self.one(ACTIVATIONS))
        if self.chance(0.15):
            config["use_bias"] = False
        if not plain:
            if self.chance(0.25):
                config["kernel_regularizer"] = self.regularizer()
            if self.chance(0.12) and config.get("use_bias", True):
                config["bias_regularizer"] = self.regularizer()
            if self.chance(0.15):
                config["activity_regularizer"] = self.regularizer()
            if self.chance(0.12):
                config["kernel_constraint"] = self.constraint()
            if self.chance(0.08) and config.get("use_bias", True):
                config["bias_constraint"] = self.constraint(axis=False)
        made = self.layer("Dense", [source], name, **config)
        self.shapes[made] = self.shapes[source][:-1] + [units]
        if source in self.masked:
            self.masked.add(made)
        return made

    def passing(self, source):
        """A layer that leaves the shape as it is."""
        kinds = ["Activation", "ReLU", "LeakyReLU", "ELU", "Dropout", "ActivityRegularization", "Softmax"]
        # Keras's Softmax refuses a mask of steps.
        kind = self.one(kinds[:-1] if source in self.masked else kinds)
        config = {
            "Activation": lambda: dict(activation=self.one(ACTIVATIONS)),
            "ReLU": lambda: self.one([{}, dict(max_value=1.5), dict(negative_slope=0.1, threshold=0.2)]),
            "LeakyReLU": lambda: self.one([{}, dict(negative_slope=0.15)]),
            "ELU": lambda: self.one([{}, dict(alpha=0.7)]),
            "Dropout": lambda: dict(rate=0.0),
            "ActivityRegularization": lambda: dict(l1=self.number(0, 0.01), l2=self.number(0, 0.01)),
            "Softmax": dict,
        }[kind]()
        made = self.layer(kind, [source], **config)
        self.shapes[made] = list(self.shapes[source])
        if source in self.masked:
            self.masked.add(made)
        return made

    def flat(self, source):
        shape = self.shapes[source]
        size = int(np.prod(shape))
        made = self.layer("Flatten", [source]) if self.chance(0.7) else self.layer(
            "Reshape", [source], target_shape=[self.one([size, -1])])
        self.shapes[made] = [size]
        return made

    def sum(self, sources):
        made = self.layer("Add", sources)
        self.shapes[made] = list(self.shapes[sources[0]])
        if all(s in self.masked for s in sources):
            self.masked.add(made)
        return made

    def again(self, source):
        """An earlier dense layer called once more."""
        known = [e for e in self.layers if e["class"] == "Dense" and self.shapes[e["from"][0]] == self.shapes[source]
                 and e["from"][0] != source]
        if not known:
            return None
        entry = self.one(known)
        self.count += 1
        made = f"again_{self.count}"
        self.layers.append({"class": "Again", "name": made, "from": [source], "config": {"layer": entry["name"]}})
        self.shapes[made] = self.shapes[source][:-1] + [entry["config"]["units"]]
        if source in self.masked:
            self.masked.add(made)
        return made


def draw_inputs(d, rows):
    steps = d.whole(3, 5)
    inputs, x = [], []
    for index in range(d.one([1, 1, 2, 2, 3])):
        kind = d.one(["vector", "vector", "steps", "words", "word"])
        name = f"{kind}_in" if not any(i[0] == f"{kind}_in" for i in inputs) else f"{kind}_in_{index}"
        if kind == "vector":
            shape, data = [d.whole(2, 5)], None
            data = rounded(d.random.normal(size=(rows, *shape)))
        elif kind == "steps":
            shape = [steps, d.whole(1, 3)]
            data = rounded(d.random.normal(size=(rows, *shape)))
            for row, length in enumerate(d.random.integers(1, steps + 1, size=rows)):
                data[row, length:] = 0
        elif kind == "words":
            shape = [steps]
            data = d.random.integers(1, 7, size=(rows, steps)).astype(np.int32)
            for row, length in enumerate(d.random.integers(1, steps + 1, size=rows)):
                data[row, length:] = 0
        else:
            shape, data = [1], d.random.integers(0, 5, size=(rows, 1)).astype(np.int32)
        inputs.append([name, shape, "int32" if kind in ("words", "word") else "float32"])
        d.shapes[name] = shape
        x.append(data)
    return inputs, x, steps


def draw_trunk(d, inputs, steps):
    """The vectors and the sequences that heads can stand on."""
    vectors, sequences = [], []
    for name, shape, kind in inputs:
        if kind == "int32":
            masks = len(shape) == 1 and shape[0] > 1 and d.chance(0.5)
            config = dict(input_dim=7, output_dim=d.whole(2, 4), mask_zero=masks)
            if d.chance(0.2):
                config["embeddings_regularizer"] = d.regularizer()
            if d.chance(0.1):
                config["embeddings_constraint"] = d.constraint()
            made = d.layer("Embedding", [name], **config)
            d.shapes[made] = shape + [config["output_dim"]]
            if masks:
                d.masked.add(made)
            (sequences if shape[0] > 1 else vectors).append(made if shape[0] > 1 else d.flat(made))
        elif len(shape) == 2:
            made = name
            if d.chance(0.4):
                made = d.layer("Masking", [name], mask_value=0.0)
                d.shapes[made] = list(shape)
                d.masked.add(made)
            sequences.append(d.dense(made, d.whole(2, 5)))
        else:
            vectors.append(name)
    for _ in range(d.whole(1, 4)):
        pool = vectors + sequences
        source = d.one(pool)
        home = sequences if source in sequences else vectors
        act = d.one(["dense", "dense", "pass", "sum", "again", "flat", "steps"])
        if act == "pass":
            home.append(d.passing(source))
        elif act == "sum":
            others = [o for o in home if o != source]
            if others:
                other = d.one(others)
                if d.shapes[other] != d.shapes[source]:
                    other = d.dense(other, d.shapes[source][-1])
                home.append(d.sum([source, other] + ([d.dense(source, d.shapes[source][-1])] if d.chance(0.2) else [])))
        elif act == "again":
            made = d.again(source)
            if made:
                home.append(made)
        elif act == "flat" and home is sequences:
            vectors.append(d.flat(source))
        elif act == "steps" and home is vectors and d.chance(0.5):
            wide = d.dense(source, 2 * steps)
            made = d.layer("Reshape", [wide], target_shape=[steps, d.one([2, -1])])
            d.shapes[made] = [steps, 2]
            sequences.append(made)
        else:
            home.append(d.dense(source, d.whole(2, 6)))
    if len(inputs) > 1 and d.chance(0.7):
        parts = []
        for source in vectors[-2:] + sequences[-1:]:
            flat = d.flat(source) if source in sequences else source
            parts.append(d.dense(flat, 4))
        if len(parts) > 1:
            vectors.append(d.sum(parts))
    return vectors, sequences


# Heads: what an output is, what is compared with it, and what can be asked of it.

def regression_head(d, rows, lead):
    wide = d.one([1, 1, 2, 3])
    positive = d.chance(0.25)
    y = d.random.normal(size=(rows, *lead, wide))
    y = rounded(np.exp(0.4 * y) if positive else y)
    losses = ["mse", "mean_squared_error", "mae", "log_cosh", "huber", named("Huber", delta=d.number(0.2, 1.5)),
              named("MeanSquaredError"), named("MeanAbsoluteError"), named("LogCosh")]
    means = ["mse", "mae", "MSE", "mean_absolute_error", "MeanSquaredError", "root_mean_squared_error",
             named("RootMeanSquaredError", name="rmse"), named("MeanAbsoluteError"), named("MeanSquaredError", name="sq"),
             named("LogCoshError", name="lc")]
    counts = []
    activation = d.one(["linear", "linear", "tanh"])
    if positive:
        losses += ["msle", "mape", "poisson", named("Poisson"), named("MeanSquaredLogarithmicError"),
                   named("MeanAbsolutePercentageError"), "mean_squared_logarithmic_error"] * 2
        means += ["mape", "msle", "poisson", named("Poisson", name="po")]
        activation = d.one(["softplus", "exponential", "squareplus"])
    if wide > 1:
        losses += ["cosine_similarity", named("CosineSimilarity")]
        means += ["cosine_similarity", named("CosineSimilarity", name="cos")]
        if not lead:
            counts += [named("R2Score", name="r2"), named("R2Score", class_aggregation="variance_weighted_average", name="r2v"),
                       "r2_score"]
    # Keras's Poisson pairs labels without the last axis each with each.
    if wide == 1 and not positive and not lead and d.chance(0.3):
        y = y[..., 0]
    return wide, activation, losses, means, counts, y


def binary_head(d, rows, lead):
    wide = 1
    y = (d.random.random(size=(rows, *lead, wide)) < 0.5)
    signs = d.chance(0.15)
    logits = d.chance(0.35) and not signs
    if signs:
        losses = ["hinge", "squared_hinge", named("Hinge"), named("SquaredHinge")]
        means = ["hinge", "squared_hinge", named("Hinge", name="hi"), "mae"]
        y = 2 * y - 1 if d.chance(0.5) else y
        return wide, d.one(["tanh", "linear"]), losses, means, [], y.astype(np.float32)
    more = {"from_logits": True} if logits else {}
    losses = [named("BinaryCrossentropy", **more), named("BinaryCrossentropy", label_smoothing=d.number(0.05, 0.3), **more),
              named("BinaryFocalCrossentropy", gamma=d.number(1, 3), **more),
              named("BinaryFocalCrossentropy", apply_class_balancing=True, alpha=d.number(0.2, 0.7), **more)]
    if not logits:
        losses += ["binary_crossentropy", "bce", "crossentropy", "binary_focal_crossentropy", "mse", "dice"]
    threshold = {"threshold": 0.0} if logits else {}
    means = ["accuracy", "binary_accuracy", named("BinaryAccuracy", name="ba", **threshold),
             "mae", "mse", "acc"]
    counts = [named("TruePositives", name="tp"), named("FalseNegatives", name="fn"),
              named("Precision", name="pr"), named("Recall", name="re"), named("AUC", name="auc", num_thresholds=30),
              named("AUC", name="aupr", curve="PR", num_thresholds=40), named("Precision", thresholds=[0.3, 0.6], name="prs"),
              "auc", "Precision", "recall", named("SpecificityAtSensitivity", sensitivity=0.6, num_thresholds=40, name="sas"),
              named("PrecisionAtRecall", recall=0.5, num_thresholds=40, name="par"),
              named("F1Score", threshold=0.5, average="micro", name="f1") if not lead else named("Recall", name="re2")]
    if logits:
        counts = [named("AUC", name="auc", from_logits=True, num_thresholds=30)]
    y = y.astype(d.one([np.float32, np.float32, np.int32]))
    # Keras takes the mean over steps first where labels of steps lack the last axis.
    if not lead and not logits and d.chance(0.3):
        y = y[..., 0]
    else:
        means += [named("BinaryCrossentropy", name="bc", **more),
                  named("BinaryCrossentropy", name="bcs", label_smoothing=0.1, **more)]
    return wide, "linear" if logits else d.one(["sigmoid", "sigmoid", "hard_sigmoid"]), losses, means, counts, y


def labels_head(d, rows, lead):
    wide = d.whole(2, 3)
    y = (d.random.random(size=(rows, *lead, wide)) < 0.4).astype(np.float32)
    logits = d.chance(0.3)
    more = {"from_logits": True} if logits else {}
    losses = [named("BinaryCrossentropy", **more), named("BinaryFocalCrossentropy", **more)]
    if not logits:
        losses += ["binary_crossentropy", "dice", "tversky", named("Dice"), named("Tversky", alpha=0.3, beta=0.6), "bce"]
    means = [named("BinaryAccuracy", name="ba", threshold=0.0 if logits else 0.45), "binary_accuracy",
             named("BinaryCrossentropy", name="bc", **more), "mae"]
    counts = [] if logits else [
        named("Precision", name="pr"), named("Recall", name="re", thresholds=0.4),
        named("AUC", name="auc", num_thresholds=30), named("TrueNegatives", name="tn"), named("BinaryIoU", name="iou")]
    if not lead and not logits:
        counts += [named("AUC", multi_label=True, num_labels=wide, num_thresholds=30, name="aucs"),
                   named("F1Score", threshold=0.5, average=d.one([None, "macro", "weighted", "micro"]), name="f1"),
                   named("FBetaScore", beta=2.0, threshold=0.4, average="macro", name="fb")]
    return wide, "linear" if logits else "sigmoid", losses, means, counts, y


def classes_head(d, rows, lead):
    wide = d.whole(3, 4)
    indices = d.random.integers(0, wide, size=(rows, *lead)).astype(np.int32)
    sparse = d.chance(0.55)
    logits = d.chance(0.35)
    more = {"from_logits": True} if logits else {}
    if sparse:
        losses = [named("SparseCategoricalCrossentropy", **more)] * 2
        if not logits:
            losses += ["sparse_categorical_crossentropy", "crossentropy"]
        if not lead and not logits:
            losses += [named("CategoricalGeneralizedCrossEntropy", q=0.7)]
        means = ["accuracy", "sparse_categorical_accuracy", named("SparseTopKCategoricalAccuracy", k=2, name="top"),
                 named("SparseCategoricalCrossentropy", name="sc", **more), named("SparseCategoricalAccuracy", name="sa"), "acc"]
        counts = []
        y = indices
        if d.chance(0.35):
            ignored = d.one([-1, 1])
            losses = [named("SparseCategoricalCrossentropy", ignore_class=ignored, **more)]
            if ignored < 0:
                y = np.where(d.random.random(size=y.shape) < 0.25, -1, y).astype(np.int32)
                means = []
        # Keras's generalized crossentropy pairs labels [N, 1] each with each.
        if not any("Generalized" in str(loss) for loss in losses) and d.chance(0.3):
            y = y[..., None]
        if d.chance(0.25):
            y = y.astype(np.float32)
        return wide, "linear" if logits else "softmax", losses, means, counts, y
    y = np.eye(wide, dtype=np.float32)[indices]
    losses = [named("CategoricalCrossentropy", **more), named("CategoricalCrossentropy", label_smoothing=d.number(0.05, 0.3), **more),
              named("CategoricalFocalCrossentropy", gamma=d.number(1, 3), **more)]
    means = ["accuracy", "categorical_accuracy", named("TopKCategoricalAccuracy", k=2, name="top"),
             named("CategoricalCrossentropy", name="cc", **more),
             named("CategoricalCrossentropy", label_smoothing=0.1, name="ccs", **more), "mse"]
    counts = []
    if not logits:
        losses += ["categorical_crossentropy", "crossentropy", "kl_divergence", "categorical_hinge", "mse",
                   "categorical_focal_crossentropy", named("KLDivergence")]
        means += ["kl_divergence", "categorical_hinge", "categorical_crossentropy"]
        counts = [named("Precision", name="pr", class_id=1), named("Recall", name="re", top_k=2),
                  named("AUC", name="auc", num_thresholds=30), named("OneHotMeanIoU", num_classes=wide, name="miou"),
                  named("OneHotIoU", num_classes=wide, target_class_ids=[0, 2], name="iou")]
        if not lead:
            counts += [named("F1Score", average=d.one([None, "macro", "weighted", "micro"]), name="f1")]
    return wide, "linear" if logits else "softmax", losses, means, counts, y


COUNTING = {"TruePositives", "FalseNegatives", "TrueNegatives", "FalsePositives"}


def kind_of(entry):
    return entry if isinstance(entry, str) else entry["class"]


def draw_weights(d, rows, lead):
    shape = [rows]
    if lead:
        shape = d.one([[rows, 1], [rows, lead[0]], [rows, lead[0]], [rows, lead[0], 1]])
    elif d.chance(0.3):
        shape = [rows, 1]
    values = rounded(d.random.uniform(0, 2.5, size=shape))
    if d.chance(0.6):
        values[d.random.random(size=shape) < 0.2] = 0
    return values


def draw_optimizer(d, simple=False):
    if simple:
        return named("SGD", learning_rate=d.number(0.01, 0.08))
    kind = d.one(["SGD", "SGD", "SGD", "Adam", "Adam", "Adam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl",
                  "Adafactor", "AdamW", "Lamb", "Lion"])
    rate = {"Adadelta": (0.3, 1), "Adagrad": (0.02, 0.1), "Ftrl": (0.02, 0.1), "SGD": (0.01, 0.08),
            "Lion": (0.001, 0.004)}.get(kind, (0.003, 0.02))
    config = {"learning_rate": d.number(*rate)}
    some = lambda share, **more: config.update(more) if d.chance(share) else None
    if kind == "SGD":
        some(0.5, momentum=d.number(0.3, 0.95), nesterov=d.chance(0.5))
    if kind in ("Adam", "AdamW", "Adamax", "Nadam", "Lamb", "Lion"):
        some(0.3, beta_1=d.number(0.5, 0.95))
        some(0.3, beta_2=d.number(0.8, 0.999))
    if kind in ("Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Adagrad", "Adadelta", "Lamb"):
        config["epsilon"] = d.one([1e-3, 1e-4, 1e-5])
    if kind in ("Adam", "AdamW"):
        some(0.3, amsgrad=True)
    if kind == "RMSprop":
        some(0.4, rho=d.number(0.5, 0.95))
        some(0.4, momentum=d.number(0.2, 0.9))
        some(0.3, centered=True)
    if kind == "Adagrad":
        some(0.4, initial_accumulator_value=d.number(0.05, 0.5))
    if kind == "Adadelta":
        some(0.4, rho=d.number(0.5, 0.95))
    if kind == "Ftrl":
        some(0.4, l1_regularization_strength=d.number(0.001, 0.01))
        some(0.4, l2_regularization_strength=d.number(0.001, 0.01))
        some(0.3, beta=d.number(0.1, 0.5))
        some(0.3, learning_rate_power=-0.4)
    some(0.2, weight_decay=d.number(0.001, 0.05))
    if d.chance(0.3):
        config[d.one(["clipnorm", "clipvalue", "global_clipnorm"])] = d.number(0.02, 0.5)
    if d.chance(0.2):
        config.update(use_ema=True, ema_momentum=d.number(0.5, 0.95))
        some(0.5, ema_overwrite_frequency=d.whole(2, 4))
    some(0.2, gradient_accumulation_steps=d.whole(2, 3))
    if d.chance(0.3):
        first = config["learning_rate"]
        config["learning_rate"] = d.one([
            named("ExponentialDecay", initial_learning_rate=first, decay_steps=d.whole(2, 6), decay_rate=0.6,
                  staircase=d.chance(0.5)),
            named("CosineDecay", initial_learning_rate=first / 2, decay_steps=d.whole(4, 9), alpha=0.1, warmup_target=first,
                  warmup_steps=d.whole(1, 4)),
            named("PiecewiseConstantDecay", boundaries=[2, 5], values=[first, first / 2, first / 4]),
            named("PolynomialDecay", initial_learning_rate=first, decay_steps=d.whole(3, 6), end_learning_rate=first / 5,
                  power=d.one([1.0, 2.0]), cycle=d.chance(0.4)),
            named("InverseTimeDecay", initial_learning_rate=first, decay_steps=d.whole(1, 3), decay_rate=0.4,
                  staircase=d.chance(0.5)),
            named("CosineDecayRestarts", initial_learning_rate=first, first_decay_steps=d.whole(2, 4), t_mul=2.0, m_mul=0.8,
                  alpha=0.05)])
    return named(kind, **config)


def listed(d, head, share):
    """Some metrics of a head; the second part is whether any counts rows."""
    if not d.chance(share):
        return []
    pool = head["means"] * 2 + head["counts"]
    if not pool:
        return []
    return [d.one(pool) for _ in range(d.whole(1, 3))]


def draw(seed):
    d = Draw(seed)
    rows, held = d.whole(17, 30), d.whole(6, 11)
    whole = rows + held
    inputs, x, steps = draw_inputs(d, whole)
    vectors, sequences = draw_trunk(d, inputs, steps)
    outputs, heads = [], []
    for index in range(d.one([1, 1, 2, 2, 2, 3, 4])):
        source = d.one(sequences if sequences and (not vectors or d.chance(0.5)) else vectors)
        lead = d.shapes[source][:-1]
        make = d.one([regression_head, binary_head, classes_head, labels_head])
        wide, activation, losses, means, counts, y = make(d, whole, lead)
        name = d.one(["alpha", "beta", "zeta", "out", "kind", "Size"]) + f"_{index}"
        if activation in ("softmax", "sigmoid") and d.chance(0.15):
            between = d.dense(source, wide, "linear", plain=True)
            made = d.layer("Activation", [between], name, activation=activation)
            if source in d.masked:
                d.masked.add(made)
        else:
            d.dense(source, wide, activation, name)
        outputs.append(name)
        heads.append(dict(losses=losses, means=means, counts=counts, y=y, lead=lead, masked=source in d.masked,
                          logits=activation == "linear" and make in (binary_head, classes_head, labels_head), make=make))

    if d.chance(0.15) and len(outputs) > 1:
        order = list(d.random.permutation(len(outputs)))
        outputs, heads = [outputs[i] for i in order], [heads[i] for i in order]
    used = {s for e in d.layers for s in e["from"]}
    needed = set(outputs)
    for entry in reversed(d.layers):
        if entry["name"] in needed:
            needed.update(entry["from"])
            if entry["class"] == "Again":
                needed.add(entry["config"]["layer"])
    for entry in reversed(d.layers):
        if entry["name"] in needed:
            needed.update(entry["from"])
    kept = [e for e in d.layers if e["name"] in needed]
    kept_inputs = [(i, a) for i, a in zip(inputs, x) if i[0] in needed]
    # What a layer called again rests on may be part of no output.
    if not kept_inputs:
        return None
    inputs, x = [i for i, _ in kept_inputs], [a for _, a in kept_inputs]

    single = len(outputs) == 1
    keys = not single and d.chance(0.25)
    if keys:
        # Keras takes the outputs of a dictionary in the order of their keys.
        order = sorted(range(len(outputs)), key=lambda i: outputs[i])
        outputs, heads = [outputs[i] for i in order], [heads[i] for i in order]
    any_mask = any(h["masked"] for h in heads)
    has_embedding = any(e["class"] == "Embedding" for e in kept)

    # Losses.
    losses = []
    for head in heads:
        loss = d.one(head["losses"])
        if isinstance(loss, dict) and d.chance(0.5):
            loss = named(loss["class"], **{**loss["config"], "reduction": d.one(REDUCTIONS)})
        losses.append(loss)
    if not single and d.chance(0.25):
        losses[d.whole(0, len(losses) - 1)] = None
    if single:
        loss = d.one([losses[0], losses[0], [losses[0]], {outputs[0]: losses[0]}])
    elif d.chance(0.15) and all(h["make"] is regression_head for h in heads):
        loss = d.one(["mse", "mae", named("Huber", delta=0.7)])
    elif d.chance(0.5) or keys:
        loss = dict(zip(outputs, losses))
    else:
        loss = losses
    loss_weights = None
    if d.chance(0.45):
        numbers = [d.number(0.1, 2.5) for _ in outputs]
        if single:
            loss_weights = d.one([numbers[0], numbers])
            if isinstance(loss, dict) and not (set(loss) == {"class", "config"}):
                loss_weights = dict(zip(outputs, numbers))
        else:
            # Weights by name beside losses in a list are given out by the alphabet in Keras.
            named_losses = isinstance(loss, dict) and set(loss) != {"class", "config"}
            loss_weights = dict(zip(outputs, numbers)) if keys or named_losses and d.chance(0.7) else numbers

    # Weights.
    weights, class_weight = None, None
    if d.chance(0.55):
        if single and d.chance(0.3):
            class_weight = {str(c): d.number(0.2, 3) for c in range(d.whole(1, 3))}
        elif single:
            weights = draw_weights(d, whole, heads[0]["lead"])
        elif keys:
            weights = {n: draw_weights(d, whole, h["lead"]) for n, h in zip(outputs, heads)}
        elif d.chance(0.5):
            weights = [draw_weights(d, whole, h["lead"]) for h in heads]
        else:
            weights = None if any(h["lead"] for h in heads) else rounded(d.random.uniform(0, 2, size=whole))

    # Overlaps are one number for a whole batch, which Assay does not weigh; Keras multiplies it.
    weighs = weights is not None or class_weight is not None
    for each, head in zip(losses, heads):
        if each is not None and kind_of(each).lower() in ("dice", "tversky") and (weighs or head["masked"]):
            return None

    # Metrics.
    def metrics(share):
        lists = [listed(d, h, share) for h in heads]
        if single:
            flat = lists[0]
            if not flat:
                return None
            return d.one([flat, flat, [flat], {outputs[0]: flat}, {outputs[0]: flat[0]}])
        if not any(lists):
            return None
        form = d.one(["lists", "dict", "dict", "some"])
        if keys and form == "lists":
            form = "dict"
        if form == "lists":
            return [l if len(l) != 1 or d.chance(0.5) else l[0] for l in lists]
        return {n: l if len(l) != 1 or d.chance(0.5) else l[0] for n, l in zip(outputs, lists) if l or form == "dict"}

    plain, weighted = metrics(0.75), metrics(0.45)

    # Whose rule.
    def flat_metrics(asked):
        if asked is None:
            return []
        if isinstance(asked, dict) and set(asked) != {"class", "config"}:
            return [m for v in asked.values() for m in flat_metrics(v)]
        if isinstance(asked, list):
            return [m for v in asked for m in flat_metrics(v)]
        return [asked]

    asked = flat_metrics(plain) + flat_metrics(weighted)
    # Keras's scores of F1 pair weights [N, 1] each with each.
    if weights is not None and any(kind_of(m) in ("F1Score", "FBetaScore") for m in flat_metrics(weighted)):
        return None
    rule = "assay"
    if any_mask or any(h["logits"] for h in heads):
        rule = "keras3"

    # Arguments of fit.
    fit = dict(batch_size=d.one([5, 7, 8, 11, 32]), epochs=d.whole(2, 3))
    validation = d.one(["none", "data", "data", "data", "split"])
    if validation == "split":
        fit["validation_split"] = d.one([0.2, 0.25, 0.37])
    if validation != "none":
        if d.chance(0.2):
            fit["validation_freq"] = d.one([2, [1, 3]])
        if d.chance(0.15):
            fit["validation_steps"] = 1
        if d.chance(0.2):
            fit["validation_batch_size"] = d.one([3, 4])
    if d.chance(0.15):
        fit["steps_per_epoch"] = d.whole(1, 3)
    if d.chance(0.12):
        fit["initial_epoch"] = 1

    ys = [h["y"] for h in heads]
    y = ys[0] if single else dict(zip(outputs, ys)) if keys or not isinstance(weights, list) and d.chance(0.4) else ys
    data = dict(x=x, y=y, sample_weight=weights)

    def part(value, cut):
        if isinstance(value, dict):
            return {k: part(v, cut) for k, v in value.items()}
        if isinstance(value, list):
            return [part(v, cut) for v in value]
        return None if value is None else value[cut]

    training = part(data, slice(0, rows))
    recipe_held = None
    if validation == "data":
        recipe_held = part(data, slice(rows, None))
        if d.chance(0.4):
            recipe_held["sample_weight"] = None
    counts_itself = any(kind_of(m) in COUNTING for m in asked)
    backend = "tensorflow" if any_mask and weighs else "torch"
    # torch leaves out what no loss depends on, and multiplies the mask of a loss into the weights.
    if not any_mask and (counts_itself or None in losses or weighs and "ignore_class" in str(losses)):
        backend = "jax"
    if any_mask and (counts_itself or None in losses):
        return None
    optimizer = draw_optimizer(d, simple=backend == "tensorflow" and has_embedding)
    compiling = dict(optimizer=optimizer, loss=loss)
    for key, value in (("loss_weights", loss_weights), ("metrics", plain), ("weighted_metrics", weighted)):
        if value is not None:
            compiling[key] = value
    return dict(seed=seed, backend=backend, rule=rule, inputs=inputs, layers=kept, outputs=outputs, keys=keys,
                data=training, validation_data=recipe_held, compile=compiling, fit=fit, class_weight=class_weight)
