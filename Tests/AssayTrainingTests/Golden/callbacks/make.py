"""Records Keras's EarlyStopping on random values.

    KERAS_BACKEND=jax python make.py

writes early-stopping.json beside this file: for each case the settings, the value of every epoch, and
what came of it. The weight of the model is the index of the epoch just trained, so that the weight at
the end tells which epoch was restored.
"""
import json
import random
from pathlib import Path

import keras
import numpy as np

VERSION = "keras 3.15.1"
assert keras.__version__ in VERSION, keras.__version__


class Sets(keras.callbacks.Callback):
    def __init__(self, values):
        super().__init__()
        self.values = values
        self.epochs = 0

    def on_epoch_end(self, epoch, logs=None):
        logs["v"] = self.values[epoch]
        self.model.set_weights([np.array([[float(epoch)]])])
        self.epochs += 1


model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
model.compile(keras.optimizers.SGD(0.0), "mse")
choose = random.Random(3)
x = np.zeros((1, 1))


def case():
    settings = {
        "mode": choose.choice(["min", "max"]),
        "patience": choose.randrange(4),
        "min_delta": choose.choice([0, 0, 0.25, -0.5, 1]),
        "baseline": choose.choice([None, None, None, 1.0, 2.5]),
        "restore_best_weights": choose.random() < 0.5,
        "start_from_epoch": choose.choice([0, 0, 0, 1, 3]),
    }
    # Quarters, so that sums are exact; no NaN in front, where ours is meant to differ.
    values = [choose.randrange(17) / 4 for _ in range(choose.randrange(1, 9))]
    for i in range(settings["start_from_epoch"] + 1, len(values)):
        if choose.random() < 0.1:
            values[i] = float("nan")
    sets, stops = Sets(values), keras.callbacks.EarlyStopping(monitor="v", **settings)
    model.set_weights([np.array([[-1.0]])])
    model.fit(x, x, epochs=len(values), verbose=0, callbacks=[sets, stops])
    return {
        "settings": settings,
        "values": ["NaN" if v != v else v for v in values],
        "epochs": sets.epochs,
        "wait": stops.wait,
        "best": stops.best,
        "best_epoch": stops.best_epoch if stops.best is not None else None,
        "weight": float(model.get_weights()[0][0, 0]),
    }


lines = ",\n".join(json.dumps(case()) for _ in range(150))
Path(__file__).with_name("early-stopping.json").write_text(
    f'{{"version": "{VERSION}", "cases": [\n{lines}\n]}}\n'
)
