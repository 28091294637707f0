"""Records what Keras's metrics and losses are given and what they answer, for `assay replay`.

    import keras, record_keras

    with record_keras.recording("calls.jsonl") as record:
        record.metric(keras.metrics.AUC(), [(y_true, y_pred)])
        record.loss(keras.losses.Huber(delta=2.0), y_true, y_pred)

        auc = record.watch(keras.metrics.AUC())   # or: watch a metric that the program feeds
        auc.update_state(y_true, y_pred)
        auc.result()                               # writes a line with all updates so far

Needs Keras 3 and NumPy. Nothing of a model is recorded but these arrays.
"""

import contextlib
import json
import warnings

import keras
import numpy


def plain(array):
    """An array as `{"dtype": …, "shape": […], "data": […]}`."""
    if isinstance(array, bool | int | float):
        array = numpy.asarray(array, dtype="bool" if isinstance(array, bool) else "float32")
    array = numpy.asarray(keras.ops.convert_to_numpy(array) if keras.ops.is_tensor(array) else array)
    return {"dtype": str(array.dtype), "shape": list(array.shape),
            "data": [number(x) for x in array.ravel().tolist()]}


def number(x):
    if isinstance(x, float):
        if x != x:
            return "nan"
        if x in (float("inf"), float("-inf")):
            return "inf" if x > 0 else "-inf"
    return x


def serialisable(config):
    """A configuration with arrays as Keras itself writes them."""
    return json.loads(json.dumps(
        config, default=lambda x: {"class_name": "__numpy__", "config": {
            "value": numpy.asarray(x).tolist(), "dtype": str(numpy.asarray(x).dtype)}}))


class Recorder:
    def __init__(self, file):
        self.file = file

    def write(self, kind, what, updates, result):
        record = {"kind": kind, "class_name": type(what).__name__,
                  "config": serialisable(what.get_config()), "updates": updates,
                  "result": plain(result)}
        self.file.write(json.dumps(record, separators=(",", ":")) + "\n")

    def metric(self, metric, updates):
        """Feeds `(y_true, y_pred)` or `(y_true, y_pred, sample_weight)`, once or more; for Mean and
        Sum `(values,)` or `(values, sample_weight)`."""
        recorded = []
        takes_values = isinstance(metric, keras.metrics.Sum) or type(metric) is keras.metrics.Mean
        for update in updates:
            metric.update_state(*update)
            keys = ("values", "sample_weight") if takes_values else (
                "y_true", "y_pred", "sample_weight")
            recorded.append(
                {key: plain(array) for key, array in zip(keys, update) if array is not None})
        result = metric.result()
        self.write("metric", metric, recorded, result)
        return result

    def loss(self, loss, y_true, y_pred, sample_weight=None):
        result = loss(y_true, y_pred, sample_weight)
        update = {"y_true": plain(y_true), "y_pred": plain(y_pred)}
        if sample_weight is not None:
            update["sample_weight"] = plain(sample_weight)
        self.write("loss", loss, [update], result)
        return result

    def watch(self, metric):
        """The metric, recording every `result()` with the updates before it."""
        updates, takes_values = [], isinstance(metric, keras.metrics.Sum) or (
            type(metric) is keras.metrics.Mean)
        update_state, result, reset_state = (
            metric.update_state, metric.result, metric.reset_state)

        def watched_update(*arrays, **named):
            keys = ("values", "sample_weight") if takes_values else (
                "y_true", "y_pred", "sample_weight")
            given = dict(zip(keys, arrays)) | named
            updates.append({key: plain(x) for key, x in given.items() if x is not None})
            return update_state(*arrays, **named)

        def watched_result():
            answer = result()
            self.write("metric", metric, list(updates), answer)
            return answer

        def watched_reset():
            updates.clear()
            return reset_state()

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metric.update_state, metric.result = watched_update, watched_result
            metric.reset_state = watched_reset
        return metric


@contextlib.contextmanager
def recording(path):
    """A recorder that writes to a file."""
    with open(path, "w") as file:
        yield Recorder(file)
