"""Records what Keras's callbacks do with random figures.

    KERAS_BACKEND=jax python make_records.py

writes reduce-lr.json, scheduler.json, checkpoint.json, csv.json and numbers.json beside this file: for
each case the settings, the figures of every epoch, and what came of them, messages and files included.
"""
import contextlib
import io
import json
import math
import random
import struct
import tempfile
from pathlib import Path

import keras
import numpy as np

VERSION = "keras 3.15.1"
assert keras.__version__ in VERSION, keras.__version__
here = Path(__file__).parent
choose = random.Random(7)
model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
x = np.zeros((1, 1))


class Sets(keras.callbacks.Callback):
    """Replaces the figures of every epoch."""

    def __init__(self, epochs):
        super().__init__()
        self.epochs = epochs
        self.first = 0

    def on_epoch_end(self, epoch, logs=None):
        logs.clear()
        logs.update(self.epochs[epoch - self.first])


def run(epochs, callbacks, rate=1.0, first=0, steps=1):
    """The history of a run and what it wrote."""
    model.compile(keras.optimizers.SGD(rate), "mse")
    text = io.StringIO()
    sets = Sets(epochs)
    sets.first = first
    data = np.zeros((steps, 1))
    with contextlib.redirect_stdout(text):
        history = model.fit(
            data, data, batch_size=1, epochs=first + len(epochs), initial_epoch=first, verbose=0,
            callbacks=[sets] + callbacks)
    return history.history, text.getvalue()


def plain(value):
    """A value that JSON can hold."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, cases):
    lines = ",\n".join(json.dumps(case) for case in cases)
    (here / name).write_text(f'{{"version": "{VERSION}", "cases": [\n{lines}\n]}}\n')


def values(count, nan_from=1):
    # Quarters, so that sums are exact; no NaN in front, where ours is meant to differ.
    found = [choose.randrange(17) / 4 for _ in range(count)]
    for i in range(nan_from, count):
        if choose.random() < 0.1:
            found[i] = float("nan")
    return found


def reduce_case():
    settings = {
        "mode": choose.choice(["min", "max"]),
        "factor": choose.choice([0.1, 0.5, 0.3, 0.0]),
        "patience": choose.randrange(4),
        "min_delta": choose.choice([1e-4, 0, 0.25, -0.5, 1]),
        "cooldown": choose.choice([0, 0, 1, 2, 3]),
        "min_lr": choose.choice([0.0, 0.0, 0.05, 1e-3]),
    }
    rate = choose.choice([1.0, 0.1, 0.01, 0.3])
    figures = values(choose.randrange(1, 13))
    reducing = keras.callbacks.ReduceLROnPlateau(monitor="v", verbose=1, **settings)
    history, text = run([{"v": v} for v in figures], [reducing], rate)
    return {
        "settings": settings, "rate": rate, "values": [plain(v) for v in figures],
        "rates": history["learning_rate"], "wait": reducing.wait,
        "cooldown": reducing.cooldown_counter, "best": reducing.best, "output": text,
    }


def scheduler_case():
    rate = choose.choice([1.0, 0.1, 0.01, 0.3])
    returned = [choose.choice([0.05, 1e-5, 0.1, 2.0, 1 / 3, None]) for _ in range(4)]
    schedule = lambda epoch, lr: lr * 0.9 if returned[epoch] is None else returned[epoch]
    callback = keras.callbacks.LearningRateScheduler(schedule, verbose=1)
    history, text = run([{"v": 1.0}] * 4, [callback], rate)
    return {"rate": rate, "returned": returned, "rates": history["learning_rate"], "output": text}


def checkpoint_case():
    best_only = choose.random() < 0.7
    steps = choose.choice([1, 3])
    by_batches = not best_only and choose.random() < 0.5
    settings = {
        "save_best_only": best_only,
        "mode": choose.choice(["min", "max"]),
        "initial_value_threshold": choose.choice([None, None, 2.0]) if best_only else None,
        "save_freq": choose.choice([1, 2, 4, 5]) if by_batches else "epoch",
    }
    name = choose.choice(["best", "{epoch:02d}", "a/{epoch}-{batch:03d}"])
    if not by_batches:
        name = choose.choice(["best", "{epoch:02d}-{v:.2f}", "a/b/{epoch}_{v:08.3e}"])
    figures = values(choose.randrange(1, 9))
    with tempfile.TemporaryDirectory() as folder:
        callback = keras.callbacks.ModelCheckpoint(
            f"{folder}/{name}.weights.h5", monitor="v", verbose=1, save_weights_only=True,
            **settings)
        _, text = run([{"v": v} for v in figures], [callback], steps=steps)
        files = sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*.h5"))
        text = text.replace(folder, "FOLDER")
    ours = lambda t: t.replace(".weights.h5", ".npz")
    return {
        "settings": settings, "name": name, "steps": steps, "values": [plain(v) for v in figures],
        "best": callback.best, "files": [ours(f) for f in files], "output": ours(text),
    }


def csv_case(runs, separator=",", append=False, before=None):
    """The file after runs of one instance."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        if before is not None:
            path.write_bytes(before.encode())
        logger = keras.callbacks.CSVLogger(str(path), separator=separator, append=append)
        for first, epochs in runs:
            run(epochs, [logger], first=first)
        text = path.read_bytes().decode()
    return {
        "runs": [
            {"first": first, "epochs": [[[k, plain(v)] for k, v in e.items()] for e in epochs]}
            for first, epochs in runs
        ],
        "separator": separator, "append": append, "before": before, "text": text,
    }


nan, inf = float("nan"), float("inf")
odd = [0.1, 1e-5, 1e-4, 1e16, 123456789012345680.0, 1e22, 1e-300, 5e-324, -0.0, 3.0, nan, inf, -inf,
       0.30000001192092896, 9007199254740993.0, 1.5e15, 12345678901234567.0]
vector = np.array([0.5, 0.25, 0.1])
csv_cases = [
    csv_case([(0, [{"loss": 0.5, "acc": 1.0}, {"loss": 0.25, "acc": 0.5}])]),
    csv_case([(0, [{"loss": 0.5, "val_loss": 1.0}, {"loss": 0.25}, {"val_loss": 1.0, "zz": 2.0}])]),
    csv_case([(0, [{"loss": 0.5}, {"loss": 0.25, "val_loss": 0.125}])]),
    csv_case([(0, [{"loss": v} for v in odd])]),
    csv_case([(0, [{"loss": 1.0, "v": vector}, {"loss": 2.0, "v": vector * 2}])]),
    csv_case([(0, [{"loss": 1.0, "v": vector}])], separator=";"),
    csv_case([(0, [{"loss": 1.0, "a": 2.0}])], separator="\t"),
    csv_case([(0, [{"a,b": 1.0, 'q"': 2.0, "Z": 0.5, "\u00e4": 1.0}])]),
    csv_case([(0, [{"a,b": 1.0, "c;d": 2.0}])], separator=";"),
    csv_case([(0, [{"loss": 1.0}]), (1, [{"loss": 2.0}])]),
    csv_case([(0, [{"loss": 1.0}]), (1, [{"loss": 2.0}])], append=True),
    csv_case([(0, [{"loss": 1.0}])], append=True, before=""),
    csv_case([(3, [{"loss": 1.0}, {"loss": 0.5}])], append=True, before="epoch,loss,val_loss\r\n2,3.0,NA\r\n"),
    csv_case([(0, [{"loss": 1.0}])], before="something else\n"),
    csv_case([(0, [{"loss": 1.0, "learning_rate": 0.10000000149011612}])]),
]


def numbers():
    cases = []
    specs = [".2f", "08.3f", ".3e", "E", "g", ".3g", "12.4g", "012.2f", "+.1f", ".0f", "f", "10.1e",
             "<9.2f", ">9.2f", "^9.2f", "*^11.1f", " .2f", "05.1F", ".1G", "#.0f", ",.2f", "%", ".1%", ""]
    for spec in specs:
        for _ in range(12):
            kind = choose.randrange(5)
            value = [choose.uniform(-3, 3), choose.randrange(9) / 8, nan,
                     10 ** choose.uniform(-12, 22), -inf][kind if kind < 4 else choose.choice([0, 1, 3, 4])]
            try:
                text = ("{v:" + spec + "}").format(v=value)
            except ValueError as e:
                continue
            cases.append({"spec": spec, "value": plain(value), "text": text})
    for spec in ["", "d", "02d", "5d", "+d", "<4d", "04", "3", ".2f", "06.1f", "e", "g"]:
        for value in [1, 7, 12, 1234]:
            cases.append({"spec": spec, "whole": value, "text": format(value, spec)})
    for _ in range(200):
        value = struct.unpack("<d", struct.pack("<Q", choose.getrandbits(64)))[0]
        if choose.random() < 0.6:
            value = choose.choice([-1, 1]) * 10 ** choose.uniform(-7, 19)
            if choose.random() < 0.5:
                value = float(round(value))
        cases.append({"spec": "", "value": plain(value), "text": repr(value)})
    return cases


write("reduce-lr.json", [reduce_case() for _ in range(120)])
write("scheduler.json", [scheduler_case() for _ in range(20)])
write("checkpoint.json", [checkpoint_case() for _ in range(80)])
write("csv.json", csv_cases)
write("numbers.json", numbers())
