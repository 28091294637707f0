"""What the Keras 2.6 inside of TensorFlow writes of compiled models into HDF5 files.

    python make_keras2.py

Writes keras2_files.json beside itself.
"""

import json
import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import h5py
import numpy as np
import tensorflow as tf
from tensorflow.python import keras
from tensorflow.python.distribute import input_lib
from tensorflow.python.keras.optimizer_v2 import (
    adadelta, adagrad, adam, adamax, ftrl, gradient_descent, learning_rate_schedule, nadam, rmsprop,
)

# What the rest of TensorFlow 2.21 no longer has for it.
keras.__version__ = "2.6.0"
for name in ["DistributedDatasetInterface", "DistributedIteratorInterface"]:
    if not hasattr(input_lib, name):
        setattr(input_lib, name, type(name, (), {}))

HERE = os.path.dirname(os.path.abspath(__file__))
SGD = gradient_descent.SGD


def gradients(step):
    rng = np.random.default_rng(step)
    return [rng.normal(size=(3, 2)).astype("float32"), rng.normal(size=2).astype("float32")]


def cases():
    for optimizer in [
        SGD(0.1), SGD(0.1, momentum=0.9, decay=0.5),
        SGD(learning_rate_schedule.ExponentialDecay(0.1, 10, 0.5), momentum=0.9),
        adam.Adam(0.01), adam.Adam(0.01, amsgrad=True), rmsprop.RMSprop(0.01),
        rmsprop.RMSprop(0.01, momentum=0.9, centered=True), adagrad.Adagrad(0.1),
        adadelta.Adadelta(1.0), adamax.Adamax(0.01), ftrl.Ftrl(0.1), nadam.Nadam(0.01),
    ]:
        one = keras.Sequential([keras.layers.Dense(2, input_shape=(3,), name="d")])
        one.set_weights([np.linspace(-1, 1, 6, dtype="float32").reshape(3, 2), np.ones(2, "float32")])
        one.compile(optimizer, "mse", metrics=["accuracy", keras.metrics.AUC(name="a")])

        def step(index):
            optimizer.apply_gradients(
                zip([tf.constant(g) for g in gradients(index)], one.trainable_variables))

        def weights():
            return [np.asarray(w, float).ravel().tolist() for w in one.get_weights()]

        for index in range(3):
            step(index)
        saved = weights()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.h5")
            one.save(path, save_format="h5")
            with h5py.File(path) as file:
                config = json.loads(file.attrs["training_config"])
                group = file["optimizer_weights"]
                names = [n if isinstance(n, str) else n.decode() for n in group.attrs["weight_names"]]
                variables = [
                    {"name": n, "dtype": str(group[n].dtype), "shape": list(group[n].shape),
                     "data": np.asarray(group[n]).ravel().tolist()} for n in names]
        for index in range(3, 5):
            step(index)
        yield {"config": config, "variables": variables, "weights": saved, "later": weights()}


with open(os.path.join(HERE, "keras2_files.json"), "w") as file:
    json.dump({
        "versions": {"tensorflow": tf.__version__, "keras": keras.__version__},
        "gradients": [[g.ravel().tolist() for g in gradients(i)] for i in range(5)],
        "cases": list(cases()),
    }, file, separators=(",", ":"))
    file.write("\n")
