"""Keras on the backend of KERAS_BACKEND: `keras_peer.py WORKLOAD VARIANT THREADS`.

Variants: `default` (compile as it comes), `jit` (jit_compile=True), `multistep` (several steps an execution: 32, or
8 on JAX, which unrolls them).
"""

import os
import sys

workload, variant, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import workloads  # noqa: E402

if keras.backend.backend() == "tensorflow":
    import tensorflow
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(threads)

keras.utils.set_random_seed(1)
x, y = workloads.data(workload, seed=1)
if workload == "mlp":
    model = keras.Sequential([
        keras.Input((784,)), keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax")])
    loss = "sparse_categorical_crossentropy"
else:
    model = keras.Sequential([
        keras.Input((60, 10)), keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid")])
    loss = "binary_crossentropy"

options = {
    "default": {}, "jit": {"jit_compile": True},
    "multistep": {"steps_per_execution": 8 if keras.backend.backend() == "jax" else 32},
}[variant]
model.compile(optimizer="adam", loss=loss, metrics=["accuracy"], **options)
clock = workloads.Clock(workload)


class Epochs(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        clock.epoch_ended()


history = model.fit(x, y, batch_size=workloads.BATCH, epochs=1 + workloads.EPOCHS, verbose=0, callbacks=[Epochs()])
workloads.report(f"keras-{keras.backend.backend()}", workload, variant, clock.times,
                 history.history["loss"][-1], history.history["accuracy"][-1])
