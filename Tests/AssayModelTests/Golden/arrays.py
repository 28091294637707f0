"""How the golden files are written: whole arrays, shortest decimals that read back to the same float32.

An array is `{"shape": [2, 3], "dtype": "float32", "values": [row-major]}`; a scalar has shape `[]`.
"""

import json
import math
import os
import platform
import subprocess
import sys
import tempfile

import numpy as np

BACKENDS = ("jax", "torch", "tensorflow")


def number(value):
    """The shortest decimal that reads back to the same float32, or the double if it is not one."""
    value = float(value)
    if math.isnan(value) or math.isinf(value):
        raise ValueError(f"{value} cannot be written as JSON")
    single = np.float32(value)
    return float(str(single)) if float(single) == value else value


def array(values):
    values = np.asarray(values)
    flat = values.ravel()
    listed = [number(v) for v in flat] if values.dtype.kind == "f" else [int(v) for v in flat]
    return {"shape": list(values.shape), "dtype": str(values.dtype), "values": listed}


def numpy_of(entry):
    return np.array(entry["values"], dtype=entry["dtype"]).reshape(entry["shape"])


def text(value, depth=0):
    """JSON with one line for each list of numbers and each small object."""
    flat = json.dumps(value)
    simple = not isinstance(value, (dict, list)) or (
        isinstance(value, list) and not any(isinstance(v, (dict, list)) for v in value)
    )
    if simple or len(flat) <= 96:
        return flat
    pad = " " * (depth + 1)
    if isinstance(value, dict):
        if set(value) == {"shape", "dtype", "values"}:
            return flat
        parts = [f"{pad}{json.dumps(k)}: {text(v, depth + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * depth + "}"
    return "[\n" + ",\n".join(pad + text(v, depth + 1) for v in value) + "\n" + " " * depth + "]"


def write(path, value):
    body = text(value) + "\n"
    assert json.loads(body) == value, path
    assert len(body) < 150_000, f"{path}: {len(body)} bytes"
    with open(path, "w") as file:
        file.write(body)
    print(f"{os.path.basename(path)}: {len(body)} bytes")


def run_on(backend, script, *arguments):
    """What `script --backend … --out FILE` writes when it runs on one of Keras's backends."""
    environment = dict(os.environ, KERAS_BACKEND=backend, TF_CPP_MIN_LOG_LEVEL="3",
                       JAX_PLATFORMS="cpu", CUDA_VISIBLE_DEVICES="")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.json")
        subprocess.run([sys.executable, script, "--backend", backend, "--out", out, *arguments],
                       env=environment, check=True)
        with open(out) as file:
            return json.load(file)


def versions():
    from importlib.metadata import version
    return {"keras": version("keras"), "jax": version("jax"), "torch": version("torch"),
            "tensorflow": version("tensorflow-cpu"), "numpy": version("numpy"),
            "python": platform.python_version()}


def relative(a, b, floor=1e-3):
    """The largest |a − b| / max(|a|, |b|, floor)."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} against {b.shape}")
    if a.size == 0:
        return 0.0
    return float(f"{np.max(np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)):.2g}")
