"""Makes recurrent_training.json beside this file: five steps of real Keras on JAX with recurrent layers.

    python make_recurrent_training.py

Weights and data are the formula of make_recurrent.py; kept are the loss before each step and the last weights.
"""
import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "jax"
import jax
import keras
import numpy as np
from keras import layers, optimizers, regularizers

HERE = pathlib.Path(__file__).parent


def numbers(seed, shape, scale=0.6):
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (scale * np.sin(0.37 * i * i + 0.9 * i + seed)).astype(np.float32).reshape(shape)


def indices(count):
    return (np.arange(count) * 5 % 7).astype(np.int32)


MODELS = {
    "stacked": (lambda: [
        keras.Input((5, 3)), layers.LSTM(4, return_sequences=True), layers.GRU(3), layers.Dense(1, activation="sigmoid"),
    ], numbers(100, (6, 5, 3), 1.0), (numbers(101, (6, 1)) > 0).astype(np.float32), "binary_crossentropy",
        lambda: optimizers.Adam(0.02)),
    "bidirectional": (lambda: [
        keras.Input((5,), dtype="int32"), layers.Embedding(7, 3, mask_zero=True),
        layers.Bidirectional(layers.GRU(3, reset_after=False, return_sequences=True), merge_mode="sum"),
        layers.Bidirectional(layers.LSTM(2, kernel_regularizer=regularizers.L2(0.01), recurrent_regularizer=regularizers.L1(0.01))),
        layers.Dense(2),
    ], indices(30).reshape(6, 5), numbers(101, (6, 2)), "mean_squared_error", lambda: optimizers.SGD(0.1, momentum=0.5)),
    "sequences": (lambda: [
        keras.Input((4, 3)), layers.SimpleRNN(3, return_sequences=True, go_backwards=True),
        layers.TimeDistributed(layers.Dense(2, activation="relu")), layers.GRU(2, return_sequences=True),
        layers.Dense(1),
    ], numbers(100, (6, 4, 3), 1.0), numbers(101, (6, 4, 1)), "mean_squared_error", lambda: optimizers.RMSprop(0.02)),
}

runs = {}
for name, (make, x, y, loss, optimizer) in MODELS.items():
    keras.backend.clear_session()
    model = keras.Sequential(make())
    model.set_weights([numbers(k, w.shape) for k, w in enumerate(model.get_weights())])
    model.compile(optimizer=optimizer(), loss=loss)
    losses = [float(model.train_on_batch(x, y)) for _ in range(5)]
    runs[name] = {
        "losses": losses,
        "paths": [w.path.split("/", 1)[1] for w in model.weights],
        "weights": [[float(f"{v:.8g}") for v in w.ravel()] for w in model.get_weights()],
    }
content = {"versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__,
                        "python": platform.python_version()}, "runs": runs}
(HERE / "recurrent_training.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
print({name: run["losses"] for name, run in runs.items()})
