"""Draws random calls of every metric and loss of Keras and records its answers.

    KERAS_BACKEND=tensorflow python make_replay.py [CASES] [SEED] [FOLDER]

Writes calls.npz beside this script, in which `metrics` and `losses` are the bytes of two files for
`assay replay`; with a folder, those two files there instead. Made with Keras 3.15.1 on TensorFlow 2.21.
Calls that Keras refuses are drawn again.
"""

import pathlib
import sys
import tempfile
import warnings

import keras
import numpy as np

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[3] / "Guides" / "recorder"))
import record_keras  # noqa: E402

warnings.simplefilter("ignore")
cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
out = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
rng = np.random.default_rng(seed)


def pick(*choices):
    return choices[rng.integers(len(choices))]


def few():
    return int(rng.integers(1, 6))


def scores(shape, low=0.0, high=1.0):
    return (np.round(rng.random(shape) * (high - low) * 20) / 20 + low).astype("float32")


def probabilities(shape):
    x = rng.random(shape).astype("float32") + 0.05
    return np.round(x / x.sum(-1, keepdims=True), 3).astype("float32")


def onehot(shape):
    return np.eye(shape[-1], dtype=pick("float32", "int64"))[rng.integers(0, shape[-1], shape[:-1])]


def whole(shape, classes):
    return rng.integers(0, classes, shape).astype(pick("int32", "int64", "float32"))


def eighths(x):
    """Weights whose sums Keras's float32 holds exactly: its rounding is not what is compared."""
    return (np.round(x * 8) / 8).astype("float32")


def weights(shape):
    """None, one a sample, or one an element."""
    kinds = [None, None, (shape[0],)]
    if len(shape) > 1:
        kinds += [(shape[0], 1), shape]
    kind = kinds[rng.integers(len(kinds))]
    return None if kind is None else eighths(rng.random(kind) * 3 * pick(0, 1, 1))


def any_shape():
    n = few()
    return pick((n,), (n, 1), (n, few()), (n, few(), 1), (n, 2, few()))


def column_shape():
    n = few()
    return pick((n, 1), (n, few()), (n, few(), 1), (n, 2, few()))


def binary():
    shape = any_shape()
    y = rng.integers(0, 2, shape).astype(pick("float32", "int64", "bool"))
    return y, scores(shape), shape


def regression(low=-2.0, high=2.0):
    shape = any_shape()
    return scores(shape, low, high), scores(shape, low, high), shape


def classes():
    n, c = few(), int(rng.integers(2, 6))
    return pick((n, c), (n, few(), c))


def with_weights(y, p, shape):
    return (y, p, weights(shape))


def updates(draw):
    """One call, or several of the same inner shape."""
    first = draw()
    all_ = [first]
    for _ in range(rng.integers(0, 3)):
        y = first[0].copy()
        rng.shuffle(y)
        all_.append((y, first[1]) + tuple(first[2:]))
    return all_


def pairs(make, **options):
    def draw():
        y, p, shape = make(**options)
        return with_weights(y, p, shape)
    return draw


def inner(shape):
    return shape[:-1]


def categorical(logits=False, sparse=False, top=False):
    def draw():
        shape = classes()
        if top:
            shape = (shape[0], shape[-1])
        p = scores(shape, -2, 2) if logits else probabilities(shape)
        if sparse:
            y = whole(inner(shape), shape[-1])
            if rng.random() < 0.3:
                y = y[..., None]
        else:
            y = onehot(shape)
        return (y, p, weights(inner(shape)))
    return draw


def confusion(columns=False):
    def draw():
        shape = (few(), int(rng.integers(2, 5))) if columns else any_shape()
        y = rng.integers(0, 2, shape).astype(pick("float32", "int64"))
        return (y, scores(shape), weights(shape))
    return draw


def table(n_classes, hot_y=False, hot_p=False, real=False):
    def draw():
        n = few() + 2
        y = onehot((n, n_classes)) if hot_y else rng.integers(0, n_classes, n)
        p = probabilities((n, n_classes)) if hot_p else (
            scores((n,)) if real else rng.integers(0, n_classes, n))
        return (y, p, None if rng.random() < .6 else np.round(rng.random(n) * 3).astype("float32"))
    return draw


m = keras.metrics
thresholds = lambda: pick(None, None, 0.3, [0.25, 0.5], [0.0, 0.5, 1.0], [0.8, 0.2],
                          [0.0, 0.25, 0.5, 0.75, 1.0])


def counts(cls):
    return lambda: (cls(thresholds=thresholds()), confusion())


def ratio(cls):
    def make():
        kind = rng.integers(4)
        if kind == 0:
            return cls(top_k=int(rng.integers(1, 3)), thresholds=pick(None, 0.4)), confusion(True)
        if kind == 1:
            return cls(class_id=int(rng.integers(0, 2)), thresholds=thresholds()), confusion(True)
        if kind == 2:
            return cls(class_id=0, top_k=1), confusion(True)
        return cls(thresholds=thresholds()), confusion()
    return make


def at(cls, key):
    return lambda: (cls(**{key: float(np.round(rng.random(), 1))},
                        num_thresholds=pick(1, 3, 10, 200)), confusion())


def auc():
    options = dict(curve=pick("ROC", "PR", "PRGAIN"), num_thresholds=pick(3, 5, 20, 200),
                   summation_method=pick("interpolation", "minoring", "majoring"))
    kind = rng.integers(5)
    if kind == 0:
        options["thresholds"] = pick([0.5], [0.25, 0.5, 0.75], [0.1, 0.7])
    if kind == 1:
        options["multi_label"] = True
        def draw():
            shape = (few() + 2, 3)
            return (rng.integers(0, 2, shape).astype("float32"), scores(shape), None)
        if rng.random() < 0.5:
            options["label_weights"] = [1.0, 2.0, 0.5]
        return m.AUC(**options), draw
    if kind == 2:
        options["from_logits"] = True
        return m.AUC(**options), pairs(lambda: (lambda s: (
            rng.integers(0, 2, s).astype("float32"), scores(s, -3, 3), s))(any_shape()))
    return m.AUC(**options), confusion()


def fbeta(cls):
    def make():
        options = dict(average=pick(None, "micro", "macro", "weighted"), threshold=pick(None, 0.5, 0.3))
        if cls is m.FBetaScore:
            options["beta"] = pick(0.5, 1.0, 2.0)
        def draw():
            shape = (few() + 1, int(rng.integers(1, 5)))
            w = None if rng.random() < .6 else eighths(rng.random(shape[0]) * 2)
            return (rng.integers(0, 2, shape).astype("float32"), scores(shape), w)
        return cls(**options), draw
    return make


def r2():
    def draw():
        shape = (few() + 2, pick(1, 1, 2, 3))
        w = pick(None, (shape[0],), shape)
        return (scores(shape, -4, 4), scores(shape, -4, 4),
                None if w is None else eighths(rng.random(w) + .25))
    return m.R2Score(class_aggregation=pick("uniform_average", "variance_weighted_average", None),
                     num_regressors=pick(0, 0, 1, 2)), draw


def values():
    shape = pick((), *[any_shape()] * 4)
    v = scores(shape, -3, 3)
    return (v, weights(shape) if shape else None)


def plain_(cls, make, **options):
    return lambda: (cls(), pairs(make, **options))


def ce(cls, **options):
    def make():
        logits = bool(rng.integers(2))
        more = {} if cls is m.SparseCategoricalCrossentropy else {"label_smoothing": pick(0, 0.1, 0.3)}
        if cls is m.SparseCategoricalCrossentropy:
            more["ignore_class"] = pick(None, None, 0, 1)
        return cls(from_logits=logits, **more), categorical(logits, **options)
    return make


def bce():
    logits = bool(rng.integers(2))
    def draw():
        shape = column_shape()
        y = rng.integers(0, 2, shape).astype("float32")
        return (y, scores(shape, -3, 3) if logits else scores(shape), weights(shape[:-1]))
    return m.BinaryCrossentropy(from_logits=logits, label_smoothing=pick(0, 0.1)), draw


def hinge_pair():
    shape = column_shape()
    y = rng.integers(0, 2, shape).astype("float32")
    return (y * 2 - 1 if rng.integers(2) else y), scores(shape, -2, 2), shape[:-1]


def axis_metric(cls):
    def make():
        axis = pick(-1, -1, 1)
        def draw():
            shape = (few(), int(rng.integers(2, 5)))
            return (scores(shape, -2, 2), scores(shape, -2, 2),
                    None if rng.random() < .5 else eighths(rng.random(shape[0])))
        return cls(axis=axis), draw
    return make


def iou(cls, hot=False):
    def make():
        c = int(rng.integers(2, 5))
        options = dict(num_classes=c, ignore_class=pick(None, None, 0))
        if "Mean" not in cls.__name__:
            options["target_class_ids"] = sorted(set(rng.integers(0, c, 2).tolist()))
        if rng.random() < 0.3:
            options["dtype"] = "float32"
        if hot:
            sparse_p = bool(rng.integers(2))
            return cls(sparse_y_pred=sparse_p, **options), table(c, True, not sparse_p)
        sy, sp = bool(rng.integers(2)), bool(rng.integers(2))
        return cls(sparse_y_true=sy, sparse_y_pred=sp, **options), table(c, not sy, not sp)
    return make


def binary_iou():
    return m.BinaryIoU(target_class_ids=pick([0], [1], [0, 1]), threshold=pick(0.5, 0.3),
                       dtype=pick(None, "float32")), table(2, real=True)


def top(cls, sparse):
    def make():
        k = int(rng.integers(1, 6))
        if sparse and rng.random() < .2:
            def draw():
                n, c = few(), 4
                ids = np.argsort(rng.random((n, c)), -1).astype("int64")
                return (rng.integers(0, c, n), ids, None)
            return cls(k=k, from_sorted_ids=True), draw
        def draw():
            shape = classes()
            y = whole(inner(shape), shape[-1]) if sparse else onehot(shape)
            return (y, scores(shape), weights(inner(shape)))
        return cls(k=k), draw
    return make


def wrapper():
    name = pick("mean_squared_error", "binary_accuracy", "huber", "categorical_hinge", "log_cosh")
    def draw():
        shape = column_shape()
        return (rng.integers(0, 2, shape).astype("float32"), scores(shape), weights(shape[:-1]))
    return m.MeanMetricWrapper(keras.losses.get(name) if name != "binary_accuracy" else m.binary_accuracy,
                               name=name), draw


def accuracy():
    shape = any_shape()
    return whole(shape, 3), whole(shape, 3).astype("float32"), shape


metrics = {
    "Mean": lambda: (m.Mean(), values), "Sum": lambda: (m.Sum(), values),
    "MeanMetricWrapper": wrapper,
    "Accuracy": plain_(m.Accuracy, accuracy),
    "BinaryAccuracy": lambda: (m.BinaryAccuracy(threshold=pick(0.5, 0.3, 0.0)), pairs(binary)),
    "CategoricalAccuracy": lambda: (m.CategoricalAccuracy(), categorical(pick(True, False))),
    "SparseCategoricalAccuracy": lambda: (
        m.SparseCategoricalAccuracy(), categorical(pick(True, False), sparse=True)),
    "TopKCategoricalAccuracy": top(m.TopKCategoricalAccuracy, False),
    "SparseTopKCategoricalAccuracy": top(m.SparseTopKCategoricalAccuracy, True),
    "TruePositives": counts(m.TruePositives), "TrueNegatives": counts(m.TrueNegatives),
    "FalsePositives": counts(m.FalsePositives), "FalseNegatives": counts(m.FalseNegatives),
    "Precision": ratio(m.Precision), "Recall": ratio(m.Recall),
    "SensitivityAtSpecificity": at(m.SensitivityAtSpecificity, "specificity"),
    "SpecificityAtSensitivity": at(m.SpecificityAtSensitivity, "sensitivity"),
    "PrecisionAtRecall": at(m.PrecisionAtRecall, "recall"),
    "RecallAtPrecision": at(m.RecallAtPrecision, "precision"),
    "AUC": auc, "IoU": iou(m.IoU), "MeanIoU": iou(m.MeanIoU), "BinaryIoU": binary_iou,
    "OneHotIoU": iou(m.OneHotIoU, True), "OneHotMeanIoU": iou(m.OneHotMeanIoU, True),
    "FBetaScore": fbeta(m.FBetaScore), "F1Score": fbeta(m.F1Score),
    "MeanSquaredError": plain_(m.MeanSquaredError, regression),
    "MeanAbsoluteError": plain_(m.MeanAbsoluteError, regression),
    "MeanAbsolutePercentageError": plain_(m.MeanAbsolutePercentageError, regression),
    "MeanSquaredLogarithmicError": plain_(m.MeanSquaredLogarithmicError, regression),
    "RootMeanSquaredError": plain_(m.RootMeanSquaredError, regression),
    "LogCoshError": plain_(m.LogCoshError, regression),
    "CosineSimilarity": axis_metric(m.CosineSimilarity), "R2Score": r2,
    "PearsonCorrelation": axis_metric(m.PearsonCorrelation),
    "ConcordanceCorrelation": axis_metric(m.ConcordanceCorrelation),
    "KLDivergence": lambda: (m.KLDivergence(), categorical()),
    "Poisson": plain_(m.Poisson, regression, low=0.0, high=3.0),
    "BinaryCrossentropy": bce,
    "CategoricalCrossentropy": ce(m.CategoricalCrossentropy),
    "SparseCategoricalCrossentropy": ce(m.SparseCategoricalCrossentropy, sparse=True),
    "Hinge": plain_(m.Hinge, hinge_pair), "SquaredHinge": plain_(m.SquaredHinge, hinge_pair),
    "CategoricalHinge": lambda: (m.CategoricalHinge(), categorical()),
}

L = keras.losses
reduction = lambda: pick("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight", None)


def plain_loss(cls, make, **options):
    def draw():
        y, p, shape = make()
        return cls(reduction=reduction(), **{k: f() for k, f in options.items()}), y, p, weights(
            shape[:-1] if len(shape) > 1 else shape)
    return draw


def class_loss(cls, sparse=False, **options):
    def draw():
        made = {k: f() for k, f in options.items()}
        y, p, w = categorical(made.get("from_logits", False), sparse=sparse)()
        return cls(reduction=reduction(), **made), y, p, w
    return draw


def binary_loss(cls, **options):
    def draw():
        made = {k: f() for k, f in options.items()}
        shape = column_shape()
        p = scores(shape, -3, 3) if made["from_logits"] else scores(shape)
        return (cls(reduction=reduction(), **made), rng.integers(0, 2, shape).astype("float32"), p,
                weights(shape[:-1]))
    return draw


def overlap_loss(cls, **options):
    def draw():
        shape = (few(), few(), few())
        y, p = rng.integers(0, 2, shape).astype("float32"), scores(shape)
        return cls(axis=pick(None, (1, 2), (1,), (0, 1)), reduction=reduction(),
                   **{k: f() for k, f in options.items()}), y, p, None
    return draw


def circle():
    n = few() + 2
    x = rng.normal(size=(n, 3)).astype("float32")
    x = np.round(x / np.linalg.norm(x, axis=1, keepdims=True), 4).astype("float32")
    return (L.Circle(gamma=pick(80.0, 4.0), margin=pick(0.4, 0.2), remove_diagonal=bool(rng.integers(2)),
                     reduction=reduction()), rng.integers(0, 3, n), x,
            None if rng.random() < .6 else scores((n,)))


def ctc():
    n, t, c = few(), 6, 4
    y = rng.integers(1, c, (n, 3)) * (np.arange(3) < rng.integers(0, 4, (n, 1)))
    return L.CTC(reduction=reduction()), y.astype("int64"), scores((n, t, c), -2, 2), None


smooth = lambda: pick(0.0, 0.1)
flag = lambda: bool(rng.integers(2))
losses = {
    "MeanSquaredError": plain_loss(L.MeanSquaredError, regression),
    "MeanAbsoluteError": plain_loss(L.MeanAbsoluteError, regression),
    "MeanAbsolutePercentageError": plain_loss(L.MeanAbsolutePercentageError, regression),
    "MeanSquaredLogarithmicError": plain_loss(L.MeanSquaredLogarithmicError, regression),
    "LogCosh": plain_loss(L.LogCosh, regression),
    "Huber": plain_loss(L.Huber, regression),
    "Poisson": plain_loss(L.Poisson, lambda: regression(0.0, 3.0)),
    "CosineSimilarity": plain_loss(L.CosineSimilarity, regression),
    "Hinge": plain_loss(L.Hinge, lambda: (lambda y, p, s: (y, p, s + (1,)))(*hinge_pair())),
    "SquaredHinge": plain_loss(L.SquaredHinge, lambda: (lambda y, p, s: (y, p, s + (1,)))(*hinge_pair())),
    "CategoricalHinge": class_loss(L.CategoricalHinge),
    "KLDivergence": class_loss(L.KLDivergence),
    "BinaryCrossentropy": binary_loss(L.BinaryCrossentropy, from_logits=flag, label_smoothing=smooth),
    "BinaryFocalCrossentropy": binary_loss(
        L.BinaryFocalCrossentropy, from_logits=flag, label_smoothing=smooth,
        apply_class_balancing=flag, gamma=lambda: pick(2.0, 3.0), alpha=lambda: pick(0.25, 0.6)),
    "CategoricalCrossentropy": class_loss(L.CategoricalCrossentropy, from_logits=flag, label_smoothing=smooth),
    "CategoricalFocalCrossentropy": class_loss(
        L.CategoricalFocalCrossentropy, from_logits=flag, label_smoothing=smooth,
        gamma=lambda: pick(2.0, 3.0), alpha=lambda: pick(0.25, 0.6)),
    "SparseCategoricalCrossentropy": class_loss(
        L.SparseCategoricalCrossentropy, True, from_logits=flag, ignore_class=lambda: pick(None, 0, 1)),
    "CategoricalGeneralizedCrossEntropy": class_loss(
        L.CategoricalGeneralizedCrossEntropy, True, q=lambda: pick(0.5, 0.3)),
    "Dice": overlap_loss(L.Dice),
    "Tversky": overlap_loss(L.Tversky, alpha=lambda: pick(0.5, 0.3), beta=lambda: pick(0.5, 0.7)),
    "Circle": circle, "CTC": ctc,
}

for folder, makers, count in (("metrics", metrics, cases), ("losses", losses, max(cases // 3, 1))):
    with record_keras.recording(out / f"{folder}.jsonl") as record:
        for name, make in makers.items():
            done = refused = 0
            while done < count and refused < 40 * count:
                place = record.file.tell()
                try:
                    if folder == "metrics":
                        metric, draw = make()
                        record.metric(metric, updates(draw))
                    else:
                        record.loss(*make())
                    done += 1
                except Exception as error:  # what Keras refuses is drawn again
                    if refused == 0 and "-v" in sys.argv:
                        print(name, str(error)[:200])
                    refused += 1
                    record.file.seek(place)
                    record.file.truncate()
            print(f"{folder} {name}: {done}, refused {refused}", file=sys.stderr)

if len(sys.argv) <= 3:
    np.savez_compressed(here / "calls.npz", **{
        name: np.frombuffer((out / f"{name}.jsonl").read_bytes(), dtype="uint8")
        for name in ("metrics", "losses")})
