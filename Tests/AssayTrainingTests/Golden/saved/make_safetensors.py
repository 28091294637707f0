"""Writes sequential_dense.safetensors from sequential_dense.npz beside this file, by the safetensors library (0.8.0).

    python make_safetensors.py
"""
import pathlib

import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
NAMES = ["dense/kernel", "dense/bias", "probs/kernel", "probs/bias"]

with np.load(HERE / "sequential_dense.npz") as arrays:
    weights = [arrays[key] for key in sorted(arrays.files) if key.startswith("weights/")]
save_file(dict(zip(NAMES, weights, strict=True)), HERE / "sequential_dense.safetensors", metadata={"format": "np"})
