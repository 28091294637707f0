"""Writes numpy.json: npy and npz files as NumPy writes them, with what they hold.

    python Tests/AssayDataTests/Golden/make_numpy.py

Made with NumPy 2.4.6 and Info-ZIP's zip 3.0. `files` are files to read; `refused` are files that a
reader must not take.
"""

import base64
import io
import json
import pathlib
import subprocess
import tempfile
import warnings
import zipfile

import numpy as np
from numpy.lib import format as npy_format

STORED_AS = {"float16": "float32", "uint16": "int32", "uint32": "int64", "uint64": "int64"}


def npy(array, version=None):
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        npy_format.write_array(file, array, version=version, allow_pickle=True)
    return file.getvalue()


def npz(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def archive(members, **options):
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", **options) as target:
        warnings.simplefilter("ignore")
        for name, content in members:
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content,
                            compress_type=options.get("compression", zipfile.ZIP_STORED))
    return file.getvalue()


def encrypted(content):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "x.npy").write_bytes(content)
        subprocess.run(["zip", "-q", "-X", "-P", "secret", "e.npz", "x.npy"], cwd=folder, check=True)
        return pathlib.Path(folder, "e.npz").read_bytes()


def golden(array):
    name = array.dtype.name
    values = array.astype(STORED_AS.get(name, name)).ravel().tolist()
    return {
        "dtype": STORED_AS.get(name, name),
        "shape": list(array.shape),
        "data": [repr(v).replace("'", "") if isinstance(v, float) and not np.isfinite(v) else v
                 for v in values],
    }


def encode(content):
    return base64.b64encode(content).decode()


numbers = np.array([[0, 1, 2], [100, 101, 127]])
arrays = {}
for name in ["bool", "uint8", "int8", "int16", "int32", "int64", "float32", "float64"]:
    arrays[name] = numbers.astype(name)
for name in ["int16", "int32", "int64", "float32", "float64", "float16", "uint16", "uint32",
             "uint64"]:
    arrays[name + "_big_endian"] = numbers.astype(np.dtype(name).newbyteorder(">")) * 257 % 8191
arrays["int64_extremes"] = np.array([-(2**63), -1, 2**63 - 1])
arrays["uint16"] = np.array([0, 32768, 65535], "uint16")
arrays["uint32"] = np.array([0, 2**31, 2**32 - 1], "uint32")
arrays["uint64"] = np.array([0, 2**63 - 1], "uint64")
arrays["float16"] = np.array(
    [0, -0.0, 1, -2.5, 65504, 2**-14, 2**-24, -(2**-15), 1 / 3, np.inf, -np.inf, np.nan], "float16")
arrays["float32_specials"] = np.array([np.nan, np.inf, -np.inf, 1e-45, 3.4028235e38], "float32")
arrays["scalar"] = np.array(2.5)
arrays["one_axis"] = np.arange(5, dtype="int32")
arrays["empty"] = np.zeros((0, 3), "float32")
arrays["four_axes"] = np.arange(120, dtype="int16").reshape(2, 3, 4, 5)
arrays["fortran"] = np.asfortranarray(np.arange(6, dtype="float32").reshape(2, 3))
arrays["fortran_four_axes"] = np.asfortranarray(arrays["four_axes"])
arrays["fortran_float16"] = np.asfortranarray(np.arange(6, dtype=">f2").reshape(3, 2))
arrays["fortran_empty"] = np.zeros((3, 0, 2), "float64", order="F")
files = [
    {"name": name + ".npy", "base64": encode(npy(array)), "arrays": {"": golden(array)}}
    for name, array in arrays.items()
]
for version in [(2, 0), (3, 0)]:
    files.append({
        "name": f"version{version[0]}.npy",
        "base64": encode(npy(numbers, version)),
        "arrays": {"": golden(numbers)},
    })

pair = {"x": np.arange(6, dtype="float32").reshape(2, 3), "y": np.array([1, 0])}
zeros = {"zeros": np.zeros(1000), "x/left": pair["x"]}
for name, save, held in [
    ("stored.npz", np.savez, pair),
    ("deflated.npz", np.savez_compressed, zeros),
]:
    files.append({
        "name": name,
        "base64": encode(npz(save, **held)),
        "arrays": {key: golden(array) for key, array in held.items()},
    })
files.append({
    "name": "names.npz",
    "base64": encode(archive(
        [("../../up.npy", npy(pair["y"])), ("/etc/rooted.npy", npy(pair["y"])),
         ("notes.txt", b"not an array")])),
    "arrays": {"../../up": golden(pair["y"]), "/etc/rooted": golden(pair["y"])},
})

x = npy(pair["x"])
structured = np.zeros(2, [("a", "f4"), ("b", "i4")])
refused = {
    "objects.npy": npy(np.array([None, 1], object)),
    "structured.npy": npy(structured),
    "nested.npy": npy(np.zeros(1, [("a", [("b", "f4", (2, 2))])])),
    "void.npy": npy(np.zeros(2, "V3")),
    "text.npy": npy(np.array(["a", "bc"])),
    "bytes.npy": npy(np.array([b"a", b"bc"])),
    "complex.npy": npy(np.zeros(2, "complex64")),
    "dates.npy": npy(np.zeros(2, "datetime64[s]")),
    "spans.npy": npy(np.zeros(2, "timedelta64[s]")),
    "longdouble.npy": npy(np.zeros(2, "longdouble")),
    "uint64_too_large.npy": npy(np.array([1, 2**63], "uint64")),
    "nine_axes.npy": npy(np.zeros((1,) * 9)),
    "twice.npz": archive([("x.npy", x), ("x.npy", npy(pair["y"]))]),
    "encrypted.npz": encrypted(x),
    "bzip2.npz": archive([("x.npy", x)], compression=zipfile.ZIP_BZIP2),
    "objects.npz": npz(np.savez, x=np.array([None], object)),
    "bomb.npz": archive([("x.npy", npy(np.zeros(20000)))], compression=zipfile.ZIP_DEFLATED),
}

path = pathlib.Path(__file__).with_name("numpy.json")
with open(path, "w") as file:  # an entry a line
    file.write('{"made_by": "make_numpy.py with NumPy %s",\n"files": [\n' % np.__version__)
    file.write(",\n".join(json.dumps(entry, allow_nan=False) for entry in files))
    file.write('\n],\n"refused": {\n')
    file.write(",\n".join(f'"{name}": "{encode(bytes_)}"' for name, bytes_ in refused.items()))
    file.write("\n}}\n")
