"""Makes stateful_training.json beside this file: five steps of real Keras with recurrent layers that are stateful.

    python make_stateful_training.py

On TensorFlow: on JAX, Keras 3.15 forgets the states after every step of training. Weights and data are the formula
of make_recurrent.py; kept are the loss before each step and the last weights.
"""
import json
import os
import pathlib
import platform

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")
import keras
import numpy as np
import tensorflow
from keras import layers, optimizers

HERE = pathlib.Path(__file__).parent


def numbers(seed, shape, scale=0.6):
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (scale * np.sin(0.37 * i * i + 0.9 * i + seed)).astype(np.float32).reshape(shape)


model = keras.Sequential([
    keras.Input(batch_shape=(6, 4, 3)), layers.LSTM(3, stateful=True, return_sequences=True),
    layers.Bidirectional(layers.GRU(2, stateful=True)), layers.Dense(1),
])
model.set_weights([numbers(k, w.shape) for k, w in enumerate(model.get_weights())])
model.compile(optimizer=optimizers.SGD(0.2), loss="mean_squared_error")
x, y = numbers(100, (6, 4, 3), 1.0), numbers(101, (6, 1))
losses = [float(model.train_on_batch(x, y)) for _ in range(5)]
run = {"losses": losses, "paths": [w.path.split("/", 1)[1] for w in model.weights],
       "weights": [[float(f"{v:.8g}") for v in w.ravel()] for w in model.get_weights()]}
content = {"versions": {"keras": keras.__version__, "tensorflow": tensorflow.__version__, "numpy": np.__version__,
                        "python": platform.python_version()}, "runs": {"stateful": run}}
(HERE / "stateful_training.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
print(losses)
