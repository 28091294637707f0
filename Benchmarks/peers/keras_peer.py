"""Keras on the backend of KERAS_BACKEND: `keras_peer.py WORKLOAD VARIANT THREADS`.

Variants: `default` (compile as it comes; predict_on_batch), `jit` (jit_compile=True), `multistep` (several steps an
execution: 32, or 8 on JAX, which unrolls them), `function` (a call of the model under tf.function or jax.jit).
"""

import os
import sys

workload, variant, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import workloads  # noqa: E402
from keras import layers  # noqa: E402

backend = keras.backend.backend()
if backend == "tensorflow":
    import tensorflow
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(threads)


def mobilenet(frozen):
    base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, weights=None)
    if base.count_params() != 2_257_984:
        raise AssertionError("MobileNetV2 has not the size of the paper's")
    base.trainable = not frozen
    image = keras.Input((160, 160, 3))
    features = base(image, training=False) if frozen else base(image)
    return keras.Model(image, layers.Dense(1)(layers.GlobalAveragePooling2D()(features)))


def model():
    if workload == "mlp":
        return keras.Sequential([
            keras.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")])
    if workload == "seq_dense":
        return keras.Sequential([
            keras.Input((60, 10)), layers.Dense(32, activation="relu"), layers.Dense(1, activation="sigmoid")])
    if workload == "cnn":
        return keras.Sequential([
            keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax")])
    if workload == "sequence":
        return keras.Sequential([
            keras.Input((60, 300)), layers.LSTM(32), layers.Dense(1, activation="sigmoid")])
    return mobilenet(frozen=workload != "mobilenet_full")


def compilation():
    if workload.startswith("mobilenet"):
        return {"optimizer": keras.optimizers.RMSprop(1e-4),
                "loss": keras.losses.BinaryCrossentropy(from_logits=True),
                "metrics": [keras.metrics.BinaryAccuracy(name="accuracy", threshold=0)]}
    if workload == "sequence":
        return {"optimizer": "adam", "loss": "binary_crossentropy",
                "metrics": ["accuracy", keras.metrics.Recall(), keras.metrics.Precision()]}
    return {"optimizer": "adam", "metrics": ["accuracy"],
            "loss": "binary_crossentropy" if workload == "seq_dense" else "sparse_categorical_crossentropy"}


def caller(model, image):
    """A call from an image in memory to an answer in memory."""
    if variant == "default":
        return lambda: model.predict_on_batch(image)
    if backend == "jax":
        import jax
        weights, states = [v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]
        call = jax.jit(lambda weights, states, x: model.stateless_call(weights, states, x, training=False)[0])
        return lambda: jax.device_get(call(weights, states, image))
    call = tensorflow.function(lambda x: model(x, training=False), jit_compile=variant == "jit")
    return lambda: call(tensorflow.constant(image)).numpy()


class Epochs(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        clock.epoch_ended()


keras.utils.set_random_seed(1)
x, y = workloads.data(workload, seed=1)
memory = workloads.Memory()
clock = workloads.Clock(workload)
figures = {}
made = model()
if workload == "predict":
    clock.time_calls(caller(made, x[:1]))
else:
    options = {"jit": {"jit_compile": True}, "multistep": {"steps_per_execution": 8 if backend == "jax" else 32}}
    made.compile(**compilation(), **options.get(variant, {}))
    history = made.fit(x, y, batch_size=workloads.WORKLOADS[workload].batch, epochs=1 + workloads.EPOCHS, verbose=0,
                       callbacks=[Epochs()]).history
    figures = {"loss": history["loss"][-1], "accuracy": history["accuracy"][-1]}
workloads.report(f"keras-{backend}", workload, variant, clock.times, memory, **figures)
