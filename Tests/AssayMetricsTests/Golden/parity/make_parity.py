"""Asks scikit-learn, SciPy, torchmetrics and plain NumPy in float64 about random arrays.

    python make_parity.py

Writes a file a metric beside this script, with versions inside: of each case the seed, the shape and the
kinds of its arrays, and the answer. The arrays are drawn by a generator that the tests have too.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import scipy.special
import scipy.stats
import sklearn
import sklearn.calibration
import sklearn.metrics as sk
import torch
import torchmetrics
import torchmetrics.functional as tm

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).resolve().parent
versions = (f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, "
            f"torchmetrics {torchmetrics.__version__}, numpy {np.__version__}")
MASK = 2**64 - 1


class Draws:
    """Knuth's linear congruential generator; the upper 31 bits of each state."""

    def __init__(self, seed):
        self.state = seed
        self.next()

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return self.state >> 33

    def below(self, count):
        return self.next() % count

    def numbers(self, kind, count, classes):
        below = self.below
        if kind == "eighths":  # -4...4, with ties
            return [below(65) / 8 - 4 for _ in range(count)]
        if kind == "far":  # far from 0 and close to each other
            return [4096 + below(33) / 8 for _ in range(count)]
        if kind == "constant":
            value = below(65) / 8
            return [value] * count
        if kind == "bits":
            return [below(2) for _ in range(count)]
        if kind == "ones":
            return [1] * count
        if kind == "zeros":
            return [0] * count
        if kind == "classes":
            return [below(classes) for _ in range(count)]
        if kind == "one-class":
            value = below(classes)
            return [value] * count
        if kind == "probabilities":  # 0 and 1 among them
            return [below(65) / 64 for _ in range(count)]
        if kind == "distinct":  # none twice, for as many as 64
            values = [(place + 0.5) / 64 for place in range(64)]
            for place in range(63, 0, -1):
                other = below(place + 1)
                values[place], values[other] = values[other], values[place]
            return values[:count]
        if kind == "rows":  # rows of 64ths that add up to 1
            values = []
            for _ in range(count // classes):
                cuts = sorted(below(65) for _ in range(classes - 1))
                values += [(b - a) / 64 for a, b in zip([0] + cuts, cuts + [64])]
            return values
        if kind == "one-hot":
            values = []
            for _ in range(count // classes):
                hot = below(classes)
                values += [1 if place == hot else 0 for place in range(classes)]
            return values
        if kind == "quarters":
            return [below(9) / 4 for _ in range(count)]
        if kind == "some":  # as often 0 as not
            return [below(2) * (1 + below(8)) / 4 for _ in range(count)]
        raise ValueError(kind)


chooser = np.random.default_rng(20260)


def pick(*choices):
    return choices[chooser.integers(len(choices))]


def arrays(case):
    """Labels, predictions and weights of a case."""
    draws = Draws(case["seed"])
    classes = case.get("classes", 1)

    def array(kind, shape):
        return np.array(draws.numbers(kind, int(np.prod(shape)), classes), "float64").reshape(shape)

    y = array(case["y"], case["ys"])
    p = array(case["p"], case["ps"])
    w = array(case["w"], case["ws"]) if "w" in case else None
    return y, p, w


def figures(answer):
    flat = np.asarray(answer, "float64").reshape(-1).tolist()
    return [None if not np.isfinite(x) else x for x in flat]


files = {}


def ask(name, by, answer, y, p, shape, p_shape=None, classes=None, arguments=None, weights=None,
        weight_shape=None):
    """Adds a case: `answer(y, p, w, arguments)`, or None where the figure is undefined."""
    cases = files.setdefault(name, [])
    case = {"seed": len(cases) + 1, "y": y, "ys": list(shape), "p": p,
            "ps": list(p_shape or shape)}
    if classes:
        case["classes"] = classes
    if arguments:
        case["a"] = arguments
    if weights:
        case["w"] = weights
        case["ws"] = list(weight_shape or shape[:1])
    y, p, w = arrays(case)
    if w is not None and w.sum() == 0:
        case["r"] = None
    else:
        found = answer(y, p, w, arguments or {})
        case["r"] = None if found is None else figures(found)
    case["by"] = by
    cases.append(case)


def flat(w, y):
    """A weight for each element."""
    if w is None:
        return np.ones(y.size)
    return np.broadcast_to(w.reshape(w.shape + (1,) * (y.ndim - w.ndim)), y.shape).reshape(-1)


def pooled(f):
    """A figure over all elements, those of weight 0 left out."""
    def answer(y, p, w, a):
        w = flat(w, y)
        kept = w > 0
        return f(y.reshape(-1)[kept], p.reshape(-1)[kept], w[kept], a)
    return answer


def some_weights(shape):
    """Kind and shape of weights, or none."""
    kind = pick(None, None, "quarters", "some")
    if kind is None:
        return {}
    return {"weights": kind,
            "weight_shape": pick(shape[:1], shape) if len(shape) > 1 else shape}


# Differences.

regression = {
    "MaxError": ("scikit-learn", lambda y, p, w, a: sk.max_error(y, p)),
    "MeanBiasError": ("numpy", lambda y, p, w, a: np.average(p - y, weights=w)),
    "MedianAbsoluteError": (
        "scikit-learn", lambda y, p, w, a: sk.median_absolute_error(y, p, sample_weight=w)),
    "PinballLoss": ("scikit-learn", lambda y, p, w, a: sk.mean_pinball_loss(
        y, p, sample_weight=w, alpha=a["quantile"])),
}
for name, (by, f) in regression.items():
    for number in range(240):
        rows = 1 if number < 6 else int(chooser.integers(2, 40))
        shape = pick((rows,), (rows, 1), (rows, 3), (rows, 2, 2))
        ask(name, by, pooled(f), pick("eighths", "eighths", "far", "constant"),
            pick("eighths", "eighths", "far", "constant"), shape, **some_weights(shape),
            arguments={"quantile": pick(0, 0.125, 0.5, 0.875, 1)} if name == "PinballLoss" else None)


for number in range(240):
    rows, outputs = int(chooser.integers(1, 40)), int(chooser.integers(2, 5))
    normalizer = (chooser.integers(1, 33, pick(1, outputs)) / 8).tolist()
    ask("MeanRelativeError", "numpy",
        lambda y, p, w, a: pooled(lambda x, _, w, a: np.average(x, weights=w))(
            np.abs(y - p) / np.array(a["normalizer"]), p, w, a),
        "eighths", "eighths", (rows, outputs), arguments={"normalizer": normalizer},
        **some_weights((rows, outputs)))


# Spreads: R² and explained variance.

def spread(f, missed):
    def answer(y, p, w, a):
        y, p = y.reshape(len(y), -1), p.reshape(len(p), -1)
        if w is None or w.ndim == 1:
            kept = np.ones(len(y), bool) if w is None else w > 0
            y, p, w = y[kept], p[kept], None if w is None else w[kept]
            spreads = ((y - np.average(y, axis=0, weights=w)) ** 2).sum(0)
            # Undefined: equal labels that are not met. scikit-learn has 0.
            wrong = (spreads == 0) & (missed(y, p, w) != 0)
            how = a["class_aggregation"]
            if how is None:
                found = f(y, p, sample_weight=w, multioutput="raw_values") if len(y) > 1 else (
                    np.ones(y.shape[1]))
                return np.where(wrong, np.nan, found)
            if wrong.any() and (how == "uniform_average" or not spreads.any()):
                return None
            if len(y) == 1:
                return 1.0
            return f(y, p, sample_weight=w, multioutput=how.replace("weighted_average", "weighted"))
        # Weights of elements: each output alone.
        scores, spreads = [], []
        for k in range(y.shape[1]):
            own = w[:, k] > 0
            if not own.any():
                scores.append(np.nan)
                spreads.append(0)
                continue
            scores.append(answer(y[own, k], p[own, k], w[own, k], {"class_aggregation": None})[0])
            mean = np.average(y[own, k], weights=w[own, k])
            spreads.append((w[own, k] * (y[own, k] - mean) ** 2).sum())
        scores, spreads = np.array(scores), np.array(spreads)
        if a["class_aggregation"] is None:
            return scores
        if a["class_aggregation"] == "uniform_average" or not spreads.any():
            return np.mean(scores)
        return np.average(np.nan_to_num(scores), weights=spreads)
    return answer


for name, f, missed in [
        ("R2Score", sk.r2_score, lambda y, p, w: ((y - p) ** 2).sum(0)),
        ("ExplainedVariance", sk.explained_variance_score, lambda y, p, w: (
            ((y - p) - np.average(y - p, axis=0, weights=w)) ** 2).sum(0))]:
    for number in range(280):
        rows = int(chooser.integers(2, 40))
        shape = pick((rows,), (rows, 1), (rows, 2), (rows, 3))
        ask(name, "scikit-learn", spread(f, missed),
            pick("eighths", "eighths", "eighths", "far", "constant", "bits"),
            pick("eighths", "eighths", "eighths", "far", "constant", "bits"), shape,
            arguments={"class_aggregation": pick(
                "uniform_average", "variance_weighted_average", None)},
            **some_weights(shape))

for number in range(60):
    rows, outputs = int(chooser.integers(5, 30)), int(chooser.integers(1, 4))
    ask("R2Score", "torchmetrics",
        lambda y, p, w, a: tm.r2_score(torch.tensor(p), torch.tensor(y),
                                       adjusted=a["num_regressors"]).numpy(),
        "eighths", "eighths", (rows, outputs),
        arguments={"num_regressors": int(chooser.integers(0, 4))})


# Correlations over all rows.

def column_moments(y, p, w):
    w = np.ones(len(y)) if w is None else w
    covariance = np.cov(y, p, aweights=w, ddof=0)
    return covariance, np.average(y, weights=w) - np.average(p, weights=w)


def pearson(y, p, w):
    if w is None:
        if len(y) < 2 or np.ptp(y) == 0 or np.ptp(p) == 0:
            return np.nan
        return scipy.stats.pearsonr(y, p)[0]
    y, p, w = y[w > 0], p[w > 0], w[w > 0]
    if len(y) < 2 or np.ptp(y) == 0 or np.ptp(p) == 0:
        return np.nan
    c, _ = column_moments(y, p, w)
    return c[0, 1] / np.sqrt(c[0, 0] * c[1, 1])


def concordance(y, p, w):
    if w is not None:
        y, p, w = y[w > 0], p[w > 0], w[w > 0]
    if np.ptp(np.concatenate([y, p])) == 0:
        return np.nan
    c, difference = column_moments(y, p, w)
    if w is None and len(y) > 2 and c[0, 0] > 0 and c[1, 1] > 0:
        # torchmetrics is the same with n - 1 in place of Lin's n.
        theirs = float(tm.concordance_corrcoef(torch.tensor(p), torch.tensor(y)))
        n = len(y) / (len(y) - 1)
        mine = 2 * c[0, 1] * n / (c[0, 0] * n + c[1, 1] * n + difference**2)
        assert abs(theirs - mine) < 1e-9, (theirs, mine)
    return 2 * c[0, 1] / (c[0, 0] + c[1, 1] + difference**2)


def columns(f):
    def answer(y, p, w, a):
        y, p = y.reshape(len(y), -1), p.reshape(len(p), -1)
        found = [f(y[:, k], p[:, k], w if w is None or w.ndim == 1 else w.reshape(y.shape)[:, k])
                 for k in range(y.shape[1])]
        return np.mean(found) if np.isfinite(found).all() else None
    return answer


for name, f in [("PearsonCorrelation", pearson), ("ConcordanceCorrelation", concordance)]:
    for number in range(240):
        rows = int(chooser.integers(2, 40))
        shape = pick((rows,), (rows, 1), (rows, 2), (rows, 3))
        w = some_weights(shape)
        if w and len(shape) > 1 and shape[1] > 1:
            w["weight_shape"] = shape[:1]
        by = "numpy" if name[0] == "C" else "numpy" if w else "scipy"
        ask(name, by, columns(f), pick("eighths", "eighths", "eighths", "far", "constant", "bits"),
            pick("eighths", "eighths", "eighths", "far", "constant", "bits"), shape,
            arguments={"axis": 0}, **w)


# Probabilities.

def kept_rows(y, p, w):
    """Rows of classes and their labels as indices, those of weight 0 left out."""
    p = p.reshape(-1, p.shape[-1])
    y = y.reshape(-1) if y.size == len(p) else y.reshape(p.shape).argmax(-1)
    w = np.ones(len(y)) if w is None else np.repeat(w.reshape(-1), len(y) // w.size)
    return y[w > 0], p[w > 0], w[w > 0]


def log_loss(y, p, w, a):
    if p.shape[-1] < 2 or p.ndim == 1:
        return pooled(lambda y, p, w, a: sk.log_loss(y, p, sample_weight=w, labels=[0, 1]))(y, p, w, a)
    y, p, w = kept_rows(y, p, w)
    return sk.log_loss(y, p, sample_weight=w, labels=list(range(p.shape[1])))


def logit_loss(y, p, w, a):
    if p.shape[-1] < 2 or p.ndim == 1:
        return pooled(lambda y, p, w, a: np.average(np.logaddexp(0, np.where(y > 0, -p, p)),
                                                    weights=w))(y, p, w, a)
    y, p, w = kept_rows(y, p, w)
    logs = scipy.special.log_softmax(p, -1)
    return np.average(-logs[np.arange(len(y)), y.astype(int)], weights=w)


def brier(y, p, w, a):
    if p.shape[-1] < 2 or p.ndim == 1:
        return pooled(lambda y, p, w, a: sk.brier_score_loss(
            y, p, sample_weight=w, labels=[0, 1]))(y, p, w, a)
    y, p, w = kept_rows(y, p, w)
    return sk.brier_score_loss(y, p, sample_weight=w, labels=list(range(p.shape[1])),
                               scale_by_half=False)


def confidences(y, p, w):
    """Probabilities, whether what they foretell happened, and weights."""
    if p.shape[-1] < 2 or p.ndim == 1:
        w = flat(w, y)
        y, p = y.reshape(-1), p.reshape(-1)
    else:
        y, p, w = kept_rows(y, p, w)
        y, p = (p.argmax(-1) == y).astype(float), p.max(-1)
    return y[w > 0], p[w > 0], w[w > 0]


def decomposition(y, p, w, a):
    y, p, w = confidences(y, p, w)
    bins = a["bins"]
    place = np.minimum(np.searchsorted(np.arange(bins + 1) / bins, p, side="right") - 1, bins - 1)
    share = np.average(y, weights=w)
    reliability = resolution = 0.0
    for b in np.unique(place):
        own = place == b
        part = w[own].sum() / w.sum()
        happened = np.average(y[own], weights=w[own])
        reliability += part * (np.average(p[own], weights=w[own]) - happened) ** 2
        resolution += part * (happened - share) ** 2
    return [sk.brier_score_loss(y, p, sample_weight=w, labels=[0, 1]), reliability, resolution,
            share * (1 - share)]


def adaptive(y, p, w, a):
    y, p, w = confidences(y, p, w)
    bins = a["bins"]
    unique, inverse = np.unique(p, return_inverse=True)
    mass = np.bincount(inverse, weights=w)
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    place = np.minimum((middle * bins).astype(int), bins - 1)[inverse]
    parts, gaps = [], []
    for b in np.unique(place):
        own = place == b
        parts.append(w[own].sum() / w.sum())
        gaps.append(abs(np.average(p[own], weights=w[own]) - np.average(y[own], weights=w[own])))
    parts, gaps = np.array(parts), np.array(gaps)
    return {"l1": (parts * gaps).sum(), "l2": np.sqrt((parts * gaps**2).sum()),
            "max": gaps.max()}[a["norm"]]


def quantile_bins(y, p, w, a):
    """The same where rows are many times the bins and no two are alike."""
    happened, mean = sklearn.calibration.calibration_curve(
        y, p, n_bins=a["bins"], strategy="quantile")
    found = np.abs(happened - mean)
    assert len(found) == a["bins"]
    return found.mean()


def probability_case(name, by, f, shares=True, **options):
    """Labels 0 and 1 against probabilities, or classes against rows of them."""
    rows = pick(1, *[int(chooser.integers(2, 40))] * 6)
    logits = (options.get("arguments") or {}).get("from_logits")
    kind = chooser.integers(3)
    if kind == 0:
        shape = pick((rows,), (rows, 1)) if not shares else pick((rows,), (rows, 1), (rows, 2, 1))
        ask(name, by, f, pick("bits", "bits", "bits", "ones", "zeros"),
            "eighths" if logits else "probabilities", shape, **some_weights(shape[:1]), **options)
        return
    classes = int(chooser.integers(2, 6))
    steps = pick((rows,), (rows,), (rows, 2)) if shares else (rows,)
    hot = kind == 2
    ask(name, by, f, "one-hot" if hot else pick("classes", "classes", "one-class"),
        "eighths" if logits else "rows", steps + (classes,) if hot else steps,
        p_shape=steps + (classes,), classes=classes, **some_weights(steps), **options)


for number in range(240):
    if number % 4 == 3:
        probability_case("LogLoss", "numpy", logit_loss, arguments={"from_logits": True})
    else:
        probability_case("LogLoss", "scikit-learn", log_loss)
    probability_case("BrierScore", "scikit-learn", brier)
    probability_case("BrierDecomposition", "numpy", decomposition, shares=False,
                     arguments={"bins": pick(1, 4, 5, 10, 15)})
    probability_case("AdaptiveCalibrationError", "numpy", adaptive, shares=False,
                     arguments={"bins": pick(1, 3, 5, 15), "norm": pick("l1", "l2", "max")})
for number in range(60):
    bins = int(chooser.integers(1, 9))
    ask("AdaptiveCalibrationError", "scikit-learn", quantile_bins, "bits", "distinct",
        (bins * int(chooser.integers(2, 8)),), arguments={"bins": bins, "norm": "l1"})


# Classes.

def f1(y, p, w, a):
    if a["average"] == "weighted" and not (y[w > 0] if w is not None else y).any():
        return None  # Weighted by 0 positive labels; scikit-learn has 0.
    return sk.f1_score(y, p > a["threshold"], average=a["average"], sample_weight=w,
                       zero_division=np.nan)


for number in range(240):
    shape = (int(chooser.integers(1, 30)), int(chooser.integers(2, 5)))
    w = some_weights(shape[:1])
    ask("F1Score", "scikit-learn", f1, pick("bits", "bits", "bits", "zeros", "ones"),
        "probabilities", shape,
        arguments={"average": pick(None, "micro", "macro", "weighted"),
                   "threshold": pick(0.25, 0.5, 0.9)}, **w)


def jaccard(y, p, w, a):
    """Of each class its share; NaN where it neither is nor was predicted."""
    if a.get("ignore_class") is not None:
        kept = y != a["ignore_class"]
        y, p, w = y[kept], p[kept], None if w is None else w[kept]
    if w is not None:
        y, p, w = y[w > 0], p[w > 0], w[w > 0]
    classes = list(range(a["num_classes"]))
    if not len(y):
        return np.full(len(classes), np.nan)
    found = sk.jaccard_score(y, p, labels=classes, average=None, sample_weight=w)
    return np.where([np.any((y == c) | (p == c)) for c in classes], found, np.nan)


def mean_of(found):
    return None if np.isnan(found).all() else np.nanmean(found)


for number in range(240):
    rows, classes = int(chooser.integers(1, 30)), int(chooser.integers(2, 6))
    arguments = {"num_classes": classes}
    if number % 3 == 0:
        arguments["ignore_class"] = int(chooser.integers(classes))
    ask("MeanIoU", "scikit-learn",
        lambda y, p, w, a: mean_of(jaccard(y, p, w, a)),
        pick("classes", "classes", "one-class"), pick("classes", "classes", "one-class"), (rows,),
        classes=classes, arguments=arguments, **some_weights((rows,)))
    arguments = {"num_classes": classes, "target_class_ids": sorted(
        set(chooser.integers(0, classes, 2).tolist()))}
    ask("OneHotIoU", "scikit-learn",
        lambda y, p, w, a: mean_of(
            jaccard(y.argmax(-1), p.argmax(-1), w, a)[a["target_class_ids"]]),
        "one-hot", pick("rows", "one-hot"), (rows, classes), classes=classes, arguments=arguments,
        **some_weights((rows,)))

# Areas, one class alone among the cases.

def ranked(f):
    def answer(y, p, w, a):
        if y.min() == y.max():
            return None  # scikit-learn has NaN; for precision 1, and 0 without positive labels.
        return f(y, p, sample_weight=w)
    return pooled(answer)


for name, f in [("ExactAUC", sk.roc_auc_score),
                ("AveragePrecision", sk.average_precision_score)]:
    for number in range(280):
        rows = int(chooser.integers(1 if number < 10 else 6, 40))
        shape = pick((rows,), (rows, 1))
        ask(name, "scikit-learn", ranked(f), pick(*["bits"] * 12, "ones", "zeros"),
            pick("probabilities", "probabilities", "eighths", "constant"), shape,
            **some_weights(shape[:1]))

for name, cases in files.items():
    with open(here / f"{name}.json", "w") as file:
        file.write('{"source":%s,"cases":[\n' % json.dumps(versions))
        file.write(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
        file.write("\n]}\n")
    print(name, len(cases), "undefined", sum(case["r"] is None for case in cases))
