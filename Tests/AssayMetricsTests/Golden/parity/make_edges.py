"""Asks Keras about data that Assay refuses or takes otherwise, of which random calls have none.

    KERAS_BACKEND=tensorflow python make_edges.py

Writes edges.jsonl beside this script, lines for `assay replay`. Made with Keras 3.15.1 on TensorFlow 2.21.
"""

import pathlib
import sys
import warnings

import keras
import numpy as np

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[3] / "Guides" / "recorder"))
import record_keras  # noqa: E402

warnings.simplefilter("ignore")
assert keras.__version__ == "3.15.1" and keras.backend.backend() == "tensorflow"
rng = np.random.default_rng(315)
m = keras.metrics
EACH = 12


def pick(*choices):
    return choices[rng.integers(len(choices))]


def few(low=2, high=6):
    return int(rng.integers(low, high))


def eighths(shape, low=-16, high=17):
    return (rng.integers(low, high, shape) / 8).astype("float32")


def scores(shape):
    return eighths(shape, 0, 9)


def bits(shape):
    return rng.integers(0, 2, shape).astype("float32")


def labels_outside(cls):
    rows, classes = few(3), few(2, 5)
    y = rng.integers(0, classes, rows)
    y[rng.integers(rows)] = pick(-1, classes, classes + 3)
    return cls(), [(y, scores((rows, classes)))]


def labels_not_binary(cls):
    rows = few(3)
    y = bits((rows, 1))
    y[rng.integers(rows)] = pick(2.0, 0.5, -1.0)
    return cls(), [(y, scores((rows, 1)))]


def not_numbers(cls):
    rows = few(3)
    p = scores((rows, 2))
    p[rng.integers(rows), rng.integers(2)] = np.nan
    return cls(), [(bits((rows, 2)), p)]


def weights_below_0(cls):
    rows = few(3)
    w = eighths((rows,), 1, 17)
    w[rng.integers(rows)] *= -1
    return cls(), [(bits((rows, 1)), scores((rows, 1)), w)]


def broadcast(cls):
    rows, columns = few(), few()
    y, p = eighths((rows, columns)), eighths((rows, 1))
    return cls(), [(y, p) if rng.integers(2) else (p, y)]


def lengths(cls):
    short, long = (few(), few(2, 4)), (few(), few(5, 9))
    return cls(), [(bits(s), scores(s)) for s in (short, long)]


def flat(cls):
    return cls(), [(bits(n), scores(n)) for n in (few(2, 5), few(5, 9))]


def batches(cls):
    columns = few(1, 4)
    return cls(axis=0), [(eighths((n, columns)), eighths((n, columns)))
                         for n in (few(6, 9), few(9, 15))]


def single(cls):
    rows = few(4, 9)
    return cls(axis=-1), [(eighths((rows, 1)), eighths((rows, 1)))]


def mixed(cls):
    rows = few(3, 8)
    y = rng.integers(-1, 2, (rows, 2)).astype("float32")
    y[0, 0], y[1, 0] = 0, -1
    return cls(), [(y, eighths((rows, 2)))]


def fractions(cls):
    rows, classes = few(4, 12), 2
    w = rng.integers(1, 17, rows) / 8
    y, p = rng.integers(0, classes, rows), rng.integers(0, classes, rows)
    made = cls(num_classes=classes) if cls is m.MeanIoU else cls(classes, [0, 1])
    return made, [(y, p, w.astype("float32"))]


def unseen(cls):
    """A row of weight 0 that has no figure."""
    rows = few(4)
    y, p, w = eighths((rows, 4)), eighths((rows, 4)), eighths((rows,), 1, 17)
    place = rng.integers(rows)
    w[place] = 0
    p[place] = 0.5 if cls is m.PearsonCorrelation else np.nan
    return cls(), [(y, p, w)]


situations = [
    (labels_outside, [m.SparseCategoricalAccuracy, m.SparseTopKCategoricalAccuracy]),
    (labels_not_binary, [m.BinaryAccuracy, m.TruePositives, m.Precision, m.AUC]),
    (not_numbers, [m.BinaryAccuracy, m.MeanSquaredError, m.MeanAbsoluteError]),
    (weights_below_0, [m.BinaryAccuracy, m.MeanSquaredError, m.Precision]),
    (broadcast, [m.MeanSquaredError, m.MeanAbsoluteError, m.LogCoshError]),
    (lengths, [m.MeanSquaredError, m.BinaryAccuracy, m.MeanAbsoluteError]),
    (flat, [m.MeanSquaredError, m.BinaryAccuracy, m.Poisson]),
    (batches, [m.PearsonCorrelation, m.ConcordanceCorrelation]),
    (single, [m.PearsonCorrelation]),
    (mixed, [m.Hinge, m.SquaredHinge]),
    (fractions, [m.MeanIoU, m.IoU]),
    (unseen, [m.MeanSquaredError, m.MeanAbsoluteError, m.PearsonCorrelation]),
]

with record_keras.recording(here / "edges.jsonl") as record:
    for make, classes in situations:
        for cls in classes:
            done = refused = 0
            while done < EACH and refused < 40:
                place = record.file.tell()
                try:
                    record.metric(*make(cls))
                    done += 1
                except Exception as error:
                    if not refused:
                        print(str(error)[:200], file=sys.stderr)
                    refused += 1
                    record.file.seek(place)
                    record.file.truncate()
            print(make.__name__, cls.__name__, done, "refused", refused, file=sys.stderr)
