"""One figure in one peer: `metrics_peer.py FRAMEWORK VARIANT FOLDER CASE REPEATS THREADS`.

A time is that of a new metric from the arrays in memory, in the framework's own kind and types, to the figure as a
Python number; conversions that a framework needs are not counted. `compiled` is tf.function or jax.jit, compiled
before the clock starts.
"""

import json
import os
import sys
import time

framework, variant, folder, case, repeats, threads = sys.argv[1:]
repeats, threads = int(repeats), int(threads)

import numpy as np  # noqa: E402

SMALL_ROWS, SMALL_COUNT = 32, 2_000
FILES = {"accuracy": ("classes", "logits"), "updates_32": ("classes", "logits"), "confusion": ("classes", "guesses"),
         "f1": ("labels", "scores"), "auc_exact": ("labels", "scores"), "auc_200": ("labels", "scores")}
labels, predictions = (np.load(os.path.join(folder, name + ".npy")) for name in FILES[case])


def slices(y, p):
    return [(y[i * SMALL_ROWS:(i + 1) * SMALL_ROWS], p[i * SMALL_ROWS:(i + 1) * SMALL_ROWS])
            for i in range(SMALL_COUNT)]


def numpy_job():
    y, p = labels, predictions
    if case == "accuracy":
        return lambda: float(np.mean(p.argmax(axis=1) == y))
    if case == "updates_32":
        return lambda: sum(int(np.sum(b.argmax(axis=1) == a)) for a, b in slices(y, p)) / (SMALL_ROWS * SMALL_COUNT)
    if case == "confusion":
        return lambda: float(np.bincount(y * 10 + p, minlength=100)[0])
    if case == "f1":
        def f1():
            positive, guessed = y == 1, p > 0.5
            return 2 * int(np.sum(positive & guessed)) / (int(np.sum(positive)) + int(np.sum(guessed)))
        return f1
    return None


def sklearn_job():
    from sklearn import metrics
    y, p = labels, predictions
    return {
        "accuracy": lambda: float(metrics.accuracy_score(y, p.argmax(axis=1))),
        "confusion": lambda: float(metrics.confusion_matrix(y, p)[0, 0]),
        "f1": lambda: float(metrics.f1_score(y, p > 0.5)),
        "auc_exact": lambda: float(metrics.roc_auc_score(y, p)),
    }.get(case)


def torch_job():
    import torch
    from torchmetrics import classification as c
    torch.set_num_threads(threads)
    y, p = torch.from_numpy(labels), torch.from_numpy(predictions)
    make = {
        "accuracy": lambda: c.MulticlassAccuracy(10, average="micro", validate_args=False),
        "updates_32": lambda: c.MulticlassAccuracy(10, average="micro", validate_args=False),
        "confusion": lambda: c.MulticlassConfusionMatrix(10, validate_args=False),
        "f1": lambda: c.BinaryF1Score(validate_args=False),
        "auc_exact": lambda: c.BinaryAUROC(thresholds=None, validate_args=False),
        "auc_200": lambda: c.BinaryAUROC(thresholds=200, validate_args=False),
    }[case]
    batches = slices(y, p) if case == "updates_32" else [(y, p)]

    def run():
        metric = make()
        for a, b in batches:
            metric.update(b, a)
        return float(metric.compute().flatten()[0])
    return run


def keras_job():
    import keras
    make = {
        "accuracy": keras.metrics.SparseCategoricalAccuracy,
        "updates_32": keras.metrics.SparseCategoricalAccuracy,
        "f1": lambda: keras.metrics.F1Score(threshold=0.5),
        "auc_200": lambda: keras.metrics.AUC(num_thresholds=200),
    }.get(case)
    if make is None:
        return None
    y, p = labels, predictions
    if case in ("f1", "auc_200"):  # F1Score wants columns of floats
        y, p = y.astype(np.float32).reshape(-1, 1), p.reshape(-1, 1)
    batches = slices(y, p) if case == "updates_32" else [(y, p)]
    batches = [tuple(keras.ops.convert_to_tensor(a) for a in pair) for pair in batches]
    metric = make()
    metric.update_state(*batches[0])

    def figure(result):
        return float(np.ravel(keras.ops.convert_to_numpy(result))[0])

    if variant == "eager":
        def run():
            metric.reset_state()
            for a, b in batches:
                metric.update_state(a, b)
            return figure(metric.result())
        return run
    if framework == "keras-tensorflow":
        import tensorflow as tf
        update = tf.function(lambda a, b: metric.update_state(a, b))

        def run():
            metric.reset_state()
            for a, b in batches:
                update(a, b)
            return figure(metric.result())
        return run

    import jax
    update = jax.jit(metric.stateless_update_state)
    metric.reset_state()
    zero = [variable.value for variable in metric.variables]

    def run():
        state = zero
        for a, b in batches:
            state = update(state, a, b)
        return figure(metric.stateless_result(state))
    return run


job = {"numpy": numpy_job, "sklearn": sklearn_job, "torchmetrics": torch_job}.get(framework, keras_job)()
if job is None:
    sys.exit("not in this framework")
value = job()  # warms up
seconds = []
for _ in range(repeats):
    start = time.perf_counter()
    value = job()
    seconds.append(time.perf_counter() - start)
print(json.dumps({"framework": framework, "variant": variant, "case": case, "seconds": seconds, "value": value}))
