"""Makes classes.json: metrics of classes, calibration and rankings as scikit-learn, torchmetrics and
Keras answer them, over random arrays. Run: python make.py"""
import json, os, warnings

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")
import keras
import numpy as np
import sklearn
import sklearn.metrics as sk
import torch
import torchmetrics
import torchmetrics.functional.classification as tm

rng = np.random.default_rng(2026)
CASES = 200


def figures(x):
    flat = [float(v) for v in np.asarray(x, dtype=np.float64).reshape(-1)]
    return [None if not np.isfinite(v) else float(f"{v:.9g}") for v in flat]


def weights_of(rows, kind):
    if kind == 0:
        return None
    return (rng.integers(0, 9, rows) / 4).tolist()


def draw_classes():
    classes = int(rng.integers(2, 6))
    rows = int(rng.integers(2, 24))
    return classes, rows, rng.integers(0, classes, rows), rng.integers(0, classes, rows)


cases = []


def case(name, config, y, p, shape_y, shape_p, w, result, source, kind="i"):
    cases.append(dict(m=name, c=config, y=np.asarray(y).reshape(-1).tolist(), ys=list(shape_y),
                      p=[round(v, 8) for v in np.asarray(p).reshape(-1).tolist()], ps=list(shape_p), w=w,
                      r=figures(result), s=source, k=kind))


for number in range(CASES):
    classes, rows, y, p = draw_classes()
    w = weights_of(rows, number % 2)
    if w is not None and sum(w) == 0:
        w[0] = 1.0
    sh = [rows]
    all_classes = list(range(classes))
    adjusted = bool(number % 3 == 0)
    case("BalancedAccuracy", {"adjusted": adjusted}, y, p, sh, sh, w,
         sk.balanced_accuracy_score(y, p, sample_weight=w, adjusted=adjusted), "sklearn")
    case("MatthewsCorrelation", {}, y, p, sh, sh, w, sk.matthews_corrcoef(y, p, sample_weight=w),
         "sklearn")
    kappa = [None, "linear", "quadratic"][number % 3]
    case("CohenKappa", {"weights": kappa or "none"}, y, p, sh, sh, w,
         sk.cohen_kappa_score(y, p, weights=kappa, sample_weight=w, labels=all_classes), "sklearn")
    norm = [None, "true", "pred", "all"][number % 4]
    case("ConfusionMatrix", {"num_classes": classes, "normalize": norm or "none"}, y, p, sh, sh, w,
         sk.confusion_matrix(y, p, sample_weight=w, normalize=norm, labels=all_classes), "sklearn")
    average = [None, "micro", "macro", "weighted"][number % 4]
    beta = [1.0, 0.5, 2.0][number % 3]
    tensors = (torch.tensor(p), torch.tensor(y))
    options = dict(num_classes=classes, average=average or "none")
    for name, answer in [
            ("MulticlassPrecision", tm.multiclass_precision(*tensors, **options)),
            ("MulticlassRecall", tm.multiclass_recall(*tensors, **options)),
            ("MulticlassFBeta", tm.multiclass_fbeta_score(*tensors, beta=beta, **options))]:
        config = {"num_classes": classes, "average": average or "none"}
        if name == "MulticlassFBeta":
            config["beta"] = beta
        case(name, config, y, p, sh, sh, None, answer.numpy(), "torchmetrics")
    report = sk.classification_report(y, p, labels=all_classes, sample_weight=w, output_dict=True,
                                      zero_division=0)
    keys = [str(c) for c in all_classes] + ["weighted avg"]
    case("ClassificationReport", {"num_classes": classes}, y, p, sh, sh, w,
         [report[k][f] for k in keys for f in ["precision", "recall", "f1-score", "support"]],
         "sklearn")
    # Multi-label columns.
    yy = rng.integers(0, 2, (rows, classes))
    pp = rng.integers(0, 9, (rows, classes)) / 8
    threshold = [None, 0.5, 0.25][number % 3]
    metric = keras.metrics.FBetaScore(average=average, beta=beta, threshold=threshold)
    metric.update_state(yy.astype("float32"), pp.astype("float32"),
                        None if w is None else np.array(w, "float32"))
    case("FBetaScore", {"average": average, "beta": beta, "threshold": threshold}, yy, pp,
         yy.shape, pp.shape, w, metric.result().numpy(), "keras", "f")
    targets = sorted(set(rng.integers(0, classes, 2).tolist()))
    ignored = None if number % 3 else 0
    metric = keras.metrics.IoU(classes, targets, ignore_class=ignored, dtype="float32")
    metric.update_state(y, p, None if w is None else np.array(w, "float32"))
    case("IoU", {"num_classes": classes, "target_class_ids": targets, "ignore_class": ignored}, y,
         p, sh, sh, w, float(metric.result()), "keras")
    metric = keras.metrics.OneHotMeanIoU(classes, dtype="float32")
    metric.update_state(np.eye(classes)[y], pp.astype("float32"),
                        None if w is None else np.array(w, "float32"))
    case("OneHotMeanIoU", {"num_classes": classes}, np.eye(classes, dtype=int)[y], pp, pp.shape,
         pp.shape, w, float(metric.result()), "keras", "f")
    edge = rng.integers(0, 9) / 8
    column = rng.integers(0, 9, rows) / 8
    metric = keras.metrics.BinaryIoU(threshold=edge, dtype="float32")
    metric.update_state(yy[:, 0], column.astype("float32"),
                        None if w is None else np.array(w, "float32"))
    case("BinaryIoU", {"threshold": edge}, yy[:, 0], column, sh, sh, w, float(metric.result()),
         "keras", "f")
    # Probabilities below 1, which torchmetrics puts in a bin of its own.
    bins = int(rng.integers(1, 20))
    prob = rng.integers(0, 256, rows) / 256
    norm = ["l1", "l2", "max"][number % 3]
    case("ExpectedCalibrationError", {"bins": bins, "norm": norm}, yy[:, 0], prob, sh, sh, None,
         tm.binary_calibration_error(torch.tensor(prob, dtype=torch.float64), torch.tensor(yy[:, 0]), n_bins=bins,
                                     norm=norm).numpy(), "torchmetrics", "f")
    simplex = rng.integers(1, 5, (rows, classes)).astype("float32")
    # Off the edges of bins, which torchmetrics rounds to float32.
    simplex = np.round(simplex / simplex.sum(1, keepdims=True), 3) + 0.00013
    simplex = simplex.astype("float32")
    case("ExpectedCalibrationError", {"bins": bins, "norm": norm}, y, simplex, sh, simplex.shape,
         None, tm.multiclass_calibration_error(torch.tensor(simplex), torch.tensor(y),
                                               num_classes=classes, n_bins=bins, norm=norm).numpy(),
         "torchmetrics", "f")
    # Relevances: every query has one.
    items = int(rng.integers(2, 7))
    queries = int(rng.integers(1, 6))
    rel = rng.integers(0, 4, (queries, items))
    rel[np.arange(queries), rng.integers(0, items, queries)] = 2
    scores = rng.integers(0, 9, (queries, items)) / 8
    k = None if number % 2 else int(rng.integers(1, 8))
    qw = weights_of(queries, number % 3)
    if qw is not None and sum(qw) == 0:
        qw[0] = 1.0
    case("NDCG", {"k": k}, rel, scores, rel.shape, rel.shape, qw,
         sk.ndcg_score(rel, scores, k=k, sample_weight=qw), "sklearn", "f")
    # Above 0: torchmetrics takes items with lower scores for irrelevant ones.
    distinct = np.array([rng.permutation(items) + 1 for _ in range(queries)]) / 8
    hits = (rel > 1).astype(int)
    at = int(rng.integers(1, items + 1))
    t = [(torch.tensor(a), torch.tensor(b)) for a, b in zip(distinct, hits)]
    from torchmetrics.functional.retrieval import retrieval_hit_rate, retrieval_reciprocal_rank
    case("HitRate", {"k": at}, hits, distinct, hits.shape, hits.shape, qw,
         np.average([float(retrieval_hit_rate(a, b, top_k=at)) for a, b in t], weights=qw),
         "torchmetrics", "f")
    case("MeanReciprocalRank", {}, hits, distinct, hits.shape, hits.shape, qw,
         np.average([float(retrieval_reciprocal_rank(a, b)) for a, b in t], weights=qw),
         "torchmetrics", "f")
    ids = np.array([rng.permutation(8)[:5] for _ in range(rows)])
    wanted = rng.integers(0, 8, rows)
    metric = keras.metrics.SparseTopKCategoricalAccuracy(k=at, from_sorted_ids=True)
    metric.update_state(wanted, ids, None if w is None else np.array(w, "float32"))
    case("SparseTopKCategoricalAccuracy", {"k": at, "from_sorted_ids": True}, wanted, ids, sh,
         ids.shape, w, float(metric.result()), "keras")

here = os.path.dirname(os.path.abspath(__file__))
source = (f"keras {keras.__version__} (tensorflow), scikit-learn {sklearn.__version__}, "
          f"torchmetrics {torchmetrics.__version__}")
by_class = {}
for c in cases:
    by_class.setdefault(c.pop("m"), []).append(c)
for name, part in by_class.items():
    # Float arrays as sixteenths and the like are short already; no spaces.
    with open(os.path.join(here, f"{name}.json"), "w") as f:
        f.write('{"source":%s,"cases":[\n' % json.dumps(source))
        f.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in part))
        f.write("\n]}\n")
