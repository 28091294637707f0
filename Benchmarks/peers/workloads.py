"""The workloads, their data, and the line every program prints.

Nothing heavy is imported until it is needed: a program's high-water mark of memory starts at that of its parent.
"""

import json
import os
import resource
import sys
import time
from dataclasses import dataclass

EPOCHS = 3  # measured, after one for warming up


@dataclass(frozen=True)
class Workload:
    """One job that Assay and its peers do side by side; AssayBench's `Workload.swift` has the same ones.

    `steps` of `batch` rows make an epoch; `variants` are those worth running of each peer.
    """

    title: str
    batch: int
    rows: int
    variants: dict
    unit: str = "training step, metrics on"
    assay: str = "default"

    @property
    def steps(self):
        return -(-self.rows // self.batch)

    @property
    def programs(self):
        return [(f, v) for f, all_of_it in self.variants.items() for v in all_of_it.split()
                ] + [("assay", v) for v in self.assay.split()]


SMALL = {"keras-tensorflow": "default jit multistep", "keras-jax": "default multistep",
         "torch": "default fused serial compile"}
# XLA's convolutions are several times slower than TensorFlow's own, and several steps an execution save nothing here.
IMAGES = {"keras-tensorflow": "default", "keras-jax": "default", "torch": "default channels_last compile"}

WORKLOADS = {
    "mlp": Workload("784-128-10, Adam", 32, 60_000, SMALL),
    "seq_dense": Workload("(60, 10)→32→1, Adam", 32, 10_000, SMALL),
    "cnn": Workload("conv 32, conv 64, pool, 128-10 on 28×28, Adam", 128, 2_560,
                    {**IMAGES, "keras-tensorflow": "default jit"}),
    "sequence": Workload("LSTM 32 over (60, 300)→1, Adam, recall and precision too", 32, 3_200, SMALL),
    "mobilenet": Workload("frozen MobileNetV2 on 160×160, head trained, RMSprop", 32, 192,
                          {**IMAGES, "torch": "default channels_last compile freezing script"},
                          # By default what the frozen layers make of a row is kept from the first epoch on; the
                          # peers, and Assay "anew", compute it in every epoch.
                          assay="default anew"),
    "mobilenet_full": Workload("MobileNetV2 on 160×160, all of it trained, RMSprop", 16, 64, IMAGES),
    "predict": Workload("MobileNetV2 with its head, one image of 160×160", 1, 50, {
        "keras-tensorflow": "default function jit", "keras-jax": "default function",
        "torch": "default channels_last compile freezing script"}, unit="call"),
}


def data(name, seed):
    """Random float32 rows with labels that can be learned, so that loss and accuracy show work was done."""
    import numpy as np

    random = np.random.default_rng(seed)
    rows = WORKLOADS[name].rows

    def uniform(*shape):  # in −1…1
        x = random.random((rows, *shape), dtype=np.float32)
        x *= 2
        x -= 1
        return x

    if name == "mlp":
        x = uniform(784)
        return x, np.argmax(x[:, :10], axis=1).astype(np.int64)
    if name == "seq_dense":
        x = uniform(60, 10)
        return x, (x[:, :, :1] + x[:, :, 1:2] > 0).astype(np.float32)
    if name == "sequence":
        x = uniform(60, 300)
        return x, (x[:, -1, :1] > 0).astype(np.float32)
    # Images whose brightness tells the class.
    classes = 10 if name == "cnn" else 2
    y = np.arange(rows) % classes
    x = uniform(*((28, 28, 1) if name == "cnn" else (160, 160, 3)))
    x *= 0.5
    x += (y.astype(np.float32) / (classes - 1) - 0.5).reshape(-1, 1, 1, 1)
    return x, y if name == "cnn" else y.astype(np.float32).reshape(-1, 1)


class Memory:
    """What the process held, once imports and data were there, and the most it held from then on, in megabytes."""

    def __init__(self):
        self.before = self.peak
        if os.path.exists("/proc/self/statm"):
            with open("/proc/self/statm") as file:
                self.before = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
            try:  # The mark is set back, so that making the data does not count.
                with open("/proc/self/clear_refs", "w") as file:
                    file.write("5")
            except OSError:
                pass

    @property
    def peak(self):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Clock:
    """The time of each epoch but the first, in milliseconds per step."""

    def __init__(self, name):
        self.steps, self.times, self.last = WORKLOADS[name].steps, [], None

    def epoch_ended(self):
        now = time.perf_counter()
        if self.last is not None:
            self.times.append((now - self.last) * 1000 / self.steps)
        self.last = now

    def time_calls(self, predict):
        """`predict` called as often as an epoch has steps, for as many epochs as a training has."""
        for _ in range(1 + EPOCHS):
            for _ in range(self.steps):
                predict()
            self.epoch_ended()


def report(framework, workload, variant, times, memory, loss=None, accuracy=None):
    print(json.dumps({
        "framework": framework, "workload": workload, "variant": variant,
        "ms_per_step": [round(t, 5) for t in times], "peak_mb": round(memory.peak, 1),
        "before_mb": round(memory.before, 1), "loss": None if loss is None else round(float(loss), 6),
        "accuracy": None if accuracy is None else round(float(accuracy), 6)}), flush=True)
