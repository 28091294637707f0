"""The workloads' data and the line every program prints."""

import json
import time

import numpy as np

BATCH = 32
EPOCHS = 3  # measured, after one for warming up


def data(workload, seed):
    """Random float32 rows with labels that can be learned, so that loss and accuracy show work was done."""
    random = np.random.default_rng(seed)
    if workload == "mlp":
        x = random.random((60_000, 784), dtype=np.float32) * 2 - 1
        return x, np.argmax(x[:, :10], axis=1).astype(np.int64)
    x = random.random((10_000, 60, 10), dtype=np.float32) * 2 - 1
    return x, (x[:, :, :1] + x[:, :, 1:2] > 0).astype(np.float32)


def steps(workload):
    return -(-{"mlp": 60_000, "seq_dense": 10_000}[workload] // BATCH)


class Clock:
    """The time of each epoch but the first, in milliseconds per step."""

    def __init__(self, workload):
        self.steps, self.times, self.last = steps(workload), [], None

    def epoch_ended(self):
        now = time.perf_counter()
        if self.last is not None:
            self.times.append((now - self.last) * 1000 / self.steps)
        self.last = now


def report(framework, workload, variant, times, loss, accuracy):
    print(json.dumps({
        "framework": framework, "workload": workload, "variant": variant,
        "ms_per_step": [round(t, 5) for t in times], "loss": round(float(loss), 6),
        "accuracy": round(float(accuracy), 6)}), flush=True)
