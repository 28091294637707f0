"""Records what Keras's TensorBoard callback writes for a tiny model.

    KERAS_BACKEND=jax python make.py

writes train.tfevents and validation.tfevents beside this file: the event files of a run of two epochs of
three steps, with validation, histograms and the figures of every batch. `dump` prints an event file, one
line a record; `python make.py dump FILE…` prints those of others.
"""
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import shutil
import tempfile
from pathlib import Path

VERSION = "keras 3.15.1, tensorboard 2.21.0, tensorflow 2.21"


def dump(path):
    """Every value of an event file, read by TensorBoard's own reader."""
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.util import tensor_util
    from tensorboard.plugins.hparams import plugin_data_pb2

    for raw in RawEventFileLoader(str(path)).Load():
        event = Event.FromString(raw)
        kind = event.WhichOneof("what")
        if kind == "file_version":
            print("version", event.file_version, event.source_metadata.writer)
        elif kind == "graph_def":
            from tensorboard.compat.proto.graph_pb2 import GraphDef

            for node in GraphDef.FromString(event.graph_def).node:
                shapes = [[d.size for d in s.dim] for s in node.attr["_output_shapes"].list.shape]
                print("node", node.name, node.op, list(node.input), shapes)
        elif kind == "summary":
            for value in event.summary.value:
                plugin = value.metadata.plugin_data
                array = tensor_util.make_ndarray(value.tensor)
                shown = array.tolist() if array.size <= 3 else str(array.ravel()[:3].tolist()) + "…"
                print(event.step, value.tag, plugin.plugin_name, array.dtype, array.shape,
                      repr(shown)[:100], len(plugin.content))
                if plugin.plugin_name == "hparams":
                    print(plugin_data_pb2.HParamsPluginData.FromString(plugin.content))


def record(folder):
    import keras
    import numpy as np
    import tensorboard

    assert f"keras {keras.__version__}, tensorboard {tensorboard.__version__}" in VERSION
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((3,), name="features"),
        keras.layers.Dense(4, activation="relu", name="hidden"),
        keras.layers.Dense(1, name="answer"),
    ], name="tiny")
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    x = (np.arange(30).reshape(10, 3) % 7 / 7).astype("float32")
    y = (x.sum(1, keepdims=True) / 3).astype("float32")
    board = keras.callbacks.TensorBoard(
        folder, histogram_freq=1, write_images=True, update_freq="batch")
    model.fit(x, y, batch_size=4, epochs=2, validation_data=(x[:5], y[:5]), shuffle=False,
              callbacks=[board], verbose=0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["dump"]:
        for path in sys.argv[2:]:
            print(f"# {path}")
            dump(path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            record(folder)
            for name in ["train", "validation"]:
                (found,) = Path(folder, name).glob("events.out.tfevents.*")
                print(found.name)
                shutil.copy(found, Path(__file__).with_name(f"{name}.tfevents"))
