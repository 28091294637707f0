"""Makes executions.json beside this file: which batch hooks real Keras on JAX calls with steps_per_execution.

    python make_executions.py

Nine rows in five batches; the model answers 0, so that the loss is the mean of the labels so far.
"""
import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "jax"
import jax
import keras
import numpy as np

X = np.ones((9, 1), np.float32)
Y = np.arange(9, dtype=np.float32)[:, None]


class Records(keras.callbacks.Callback):
    def __init__(self, stops):
        super().__init__()
        self.stops, self.calls = stops, []

    def begin(self, batch):
        self.calls.append({"begin": batch})

    def end(self, batch, logs):
        self.calls.append({"end": batch, "loss": logs["loss"]} if "loss" in logs else {"end": batch, "rows": len(logs["outputs"])})
        if self.stops:
            self.model.stop_training = self.model.stop_evaluating = self.model.stop_predicting = True

    def on_train_batch_begin(self, batch, logs=None):
        self.begin(batch)

    def on_test_batch_begin(self, batch, logs=None):
        self.begin(batch)

    def on_predict_batch_begin(self, batch, logs=None):
        self.begin(batch)

    def on_train_batch_end(self, batch, logs=None):
        self.end(batch, logs)

    def on_test_batch_end(self, batch, logs=None):
        self.end(batch, logs)

    def on_predict_batch_end(self, batch, logs=None):
        self.end(batch, logs)


def model(steps):
    made = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    made.compile(optimizer=keras.optimizers.SGD(0.0), loss="mae", steps_per_execution=steps)
    return made


def run(what, steps, stops):
    records = Records(stops)
    common = dict(batch_size=2, callbacks=[records], verbose=0)
    if what == "fit":
        model(steps).fit(X, Y, shuffle=False, epochs=2, **common)
    elif what == "evaluate":
        model(steps).evaluate(X, Y, **common)
    else:
        model(steps).predict(X, **common)
    return {"run": what, "steps": steps, "stops": stops, "calls": records.calls}


if __name__ == "__main__":
    cases = [run(what, steps, stops) for what in ("fit", "evaluate", "predict") for steps in (1, 2, 3, 5, 7) for stops in (False, True)]
    versions = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__, "python": platform.python_version()}
    path = pathlib.Path(__file__).parent / "executions.json"
    path.write_text(json.dumps({"versions": versions, "cases": cases}, separators=(",", ":")) + "\n")
