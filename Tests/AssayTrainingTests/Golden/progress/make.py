"""Records what Keras prints: its bar under a clock of ours, and whole runs on a terminal.

    KERAS_BACKEND=jax python make.py

writes bar.json and run.json beside this file.
"""
import json
import math
import os
import pty
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VERSION = "keras 3.15.1"


def bar_cases():
    import io
    from contextlib import redirect_stdout

    import keras
    from keras.src.utils import progbar

    assert keras.__version__ in VERSION, keras.__version__
    clock = [0.0]
    progbar.time = type("Clock", (), {"time": staticmethod(lambda: clock[0])})

    def record(target, verbose, updates):
        clock[0] = 1024.0  # times are multiples of 1/1024, so that differences are exact
        bar = progbar.Progbar(target, verbose=verbose, stateless_metrics=set())
        texts = []
        for update in updates:
            clock[0] = 1024.0 + update["time"]
            out = io.StringIO()
            if update["finalize"] and bar.target is None:
                bar.target = update["done"]
            with redirect_stdout(out):
                bar.update(
                    update["done"], [(k, v) for k, v in update["logs"]], finalize=update["finalize"]
                )
            texts.append(out.getvalue())
        return {"steps": target, "verbose": verbose, "updates": updates, "texts": texts}

    choose = random.Random(7)

    def value():
        kind = choose.randrange(12)
        if kind == 0:
            return choose.choice([0.0, -0.0, 1e-3, -1e-3, 1.0, 0.00100001, 123456789.0, -2.5, 0.03125])
        sign = -1 if choose.random() < 0.3 else 1
        return sign * math.exp(choose.uniform(-16, 14))

    def run(target, verbose, seconds):
        done = target or choose.randrange(1, 30)
        shown = [1] + sorted(choose.sample(range(2, done + 1), min(done - 1, choose.randrange(1, 6))))
        keys = choose.sample(["accuracy", "auc", "loss", "mae", "top_k_categorical_accuracy"], 2)
        updates, time = [], 0
        for step in shown if verbose == 1 else []:
            time += max(1, int(choose.uniform(0.2, 1.8) * seconds * 1024 / len(shown)))
            logs = [(key, value()) for key in sorted(keys)]
            updates.append({"done": step, "time": time / 1024, "logs": logs, "finalize": False})
        # The last step ends when the epoch does, so that nothing but steps is in the time.
        if not updates or updates[-1]["done"] != done:
            time += max(1, int(choose.uniform(0.2, 1.8) * seconds * 1024))
        logs = [(key, value()) for key in sorted(keys) + ["val_" + key for key in sorted(keys)]]
        updates.append({"done": done, "time": time / 1024, "logs": logs, "finalize": True})
        return record(target, verbose, updates)

    cases = []
    for verbose in (1, 2):
        for target in (1, 3, 9, 10, 51, 1000, 12345):
            for seconds in (0.01, 0.7, 40, 1000, 40000):
                if target > 3 or seconds < 100:
                    cases.append(run(target, verbose, seconds))
        cases += [run(None, verbose, seconds) for seconds in (0.02, 3, 100)]
    return cases


RUN = """
import keras, numpy as np
class Adds(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["zz_custom"] = epoch * 1.5
        logs["aa"] = 1.0
model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(keras.optimizers.SGD(0.0), "mse", metrics=["mae"])
x = np.arange(5.0)[:, None]
y = x - np.array([[1.0], [2.0], [3.0], [2.0], [4.0]])
model.fit(x, y, batch_size=2, epochs=EPOCHS, shuffle=False, verbose=VERBOSE, callbacks=[Adds()],
          validation_data=(x[:3], y[:3]))
"""


def on_a_terminal(source):
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", source], stdout=child, stderr=subprocess.DEVNULL, close_fds=True
    )
    os.close(child)
    text = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    assert process.wait() == 0
    return text.decode().replace("\r\n", "\n")


def run_cases():
    return [
        {
            "epochs": epochs,
            "verbose": verbose,
            "text": on_a_terminal(
                RUN.replace("EPOCHS", str(epochs)).replace("VERBOSE", str(verbose))
            ),
        }
        for epochs in (1, 2)
        for verbose in (1, 2)
    ]


def write(name, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    text = f'{{"version": "{VERSION}", "cases": [\n{lines}\n]}}\n'
    (HERE / name).write_text(text)


write("bar.json", bar_cases())
write("run.json", run_cases())
