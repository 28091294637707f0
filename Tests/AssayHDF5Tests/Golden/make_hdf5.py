"""Makes the HDF5 files that the tests read: python make_hdf5.py

Each good file has its contents in expected.json; each bad one its refusal in the tests.
Made with Python 3.11, h5py 3.14.0 (HDF5 1.14.6), NumPy 2.4.6, Keras 3.15.1 on JAX.
"""

import json
import os
import struct

os.environ["KERAS_BACKEND"] = "jax"

import h5py
import keras
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
expected = {}


def describe_value(value):
    if isinstance(value, h5py.Empty):
        return {"other": "nothing"}
    if isinstance(value, bytes):
        return {"text": value.decode()}
    if isinstance(value, str):
        return {"text": value}
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = [v.decode() if isinstance(v, bytes) else str(v) for v in array.ravel()]
        return {"texts": texts}
    if array.dtype.kind == "f":
        return {"numbers": [float(v) for v in array.ravel()]}
    return {"integers": [int(v) for v in array.ravel()]}


def describe(file):
    objects = {}

    def visit(name, item):
        entry = {"attributes": {k: describe_value(v) for k, v in item.attrs.items()}}
        if isinstance(item, h5py.Dataset):
            entry["shape"] = list(item.shape or ([] if item.shape == () else [0]))
            if h5py.check_string_dtype(item.dtype) or item.dtype.kind == "S":
                values = np.asarray(item[()]).ravel()
                entry["dtype"] = "string"
                entry["texts"] = [v.decode() if isinstance(v, bytes) else v for v in values]
            else:
                entry["dtype"] = item.dtype.name
                data = np.asarray(item[()] if item.shape is not None else [])
                entry["data"] = [
                    float(v) if np.isfinite(v) else str(float(v)) for v in data.ravel()]
        objects[name] = entry

    file.visititems(visit)
    objects[""] = {"attributes": {k: describe_value(v) for k, v in file.attrs.items()}}
    return objects


def make(name, fill, **options):
    with h5py.File(name, "w", **options) as file:
        fill(file)
    with h5py.File(name, "r") as file:
        expected[name] = describe(file)


def types(file):
    for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
        for order, end in [("<", "little"), (">", "big")]:
            signed = [0, 1, -2.5, 100] if kind[0] == "f" else [0, 1, 2, 100]
            if kind[0] == "i":
                signed[2] = -2
            file.create_dataset(f"{kind}/{end}", data=np.array(signed, order + kind))
    file["bool"] = np.array([[True, False], [False, True]])
    file["scalar"] = np.float32(0.5)
    file["integer"] = np.int64(-7)
    file["empty"] = np.zeros((0, 3), "f4")
    file["null"] = h5py.Empty("f4")
    file["half"] = np.array([np.inf, -np.inf, 6e-8, -0.0, 65504], "f2")


def texts(file):
    file["variable"] = np.array(["a", "", "zwölf", "d" * 300], object)
    file["fixed"] = np.array([b"abc", b"", b"ab"], "S3")
    file["scalar"] = "one"
    unicode = h5py.string_dtype("utf-8", 8)
    file["utf8"] = np.array(["é".encode(), b"x"], dtype=unicode)
    attributes(file)


def attributes(file):
    file.attrs["name"] = "dense"
    file.attrs["empty"] = ""
    file.attrs["bytes"] = np.bytes_(b"fixed")
    file.attrs["layer_names"] = ["input", "dense", "größe"]
    file.attrs["weight_names"] = np.array([b"dense/kernel:0", b"dense/bias:0"])
    file.attrs["none"] = []
    file.attrs["integer"] = 3
    file.attrs["unsigned"] = np.uint8([1, 255])
    file.attrs["float"] = 0.25
    file.attrs["floats"] = np.float32([[1, 2], [3, 4]])
    file.attrs["big"] = np.array([1, 2], ">i4")
    file.attrs["flag"] = True
    file.attrs["null"] = h5py.Empty("f4")
    file.attrs["grün"] = "name of two bytes"


def storage(file):
    grid = np.arange(7 * 10, dtype="f4").reshape(7, 10)
    file.create_dataset("chunked", data=grid, chunks=(3, 4))
    file.create_dataset("gzip", data=grid, chunks=(3, 4), compression="gzip")
    file.create_dataset("shuffled", data=grid, chunks=(3, 4), compression="gzip", shuffle=True)
    file.create_dataset("checked", data=grid, chunks=(3, 4), fletcher32=True)
    file.create_dataset(
        "all", data=grid[:, :9].astype(">i2"), chunks=(3, 5), compression="gzip", shuffle=True,
        fletcher32=True)
    file.create_dataset("odd", data=np.arange(7, dtype="u1"), chunks=(3,), fletcher32=True)
    file.create_dataset("whole", data=grid, chunks=(7, 10), compression="gzip")
    file.create_dataset("cube", data=np.arange(60.0).reshape(3, 4, 5), chunks=(2, 3, 2))
    file.create_dataset("texts", data=np.array(["a", "bc"], object), chunks=(1,), compression="gzip")
    missing = file.create_dataset("missing", (6, 6), "i4", chunks=(2, 2), fillvalue=-1)
    missing[2:4, 2:4] = 5
    file.create_dataset("unwritten", (2, 3), "f4", fillvalue=1.5)
    file.create_dataset("nothing", (0,), "f4", chunks=(4,), maxshape=(None,))


def compact(file):
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((3,))
    dataset = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, creation)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "f4"))
    file.create_group("a/b/c")
    file["a/x"] = np.arange(3.0)


def many(file):
    for index in range(100):
        file.create_group(f"group_{index}")
    file["group_50/x"] = np.arange(4)


def tracked(file):
    compact(file)
    file.attrs["z"] = 1
    file.attrs["y"] = "text"


def dense(file):
    for index in range(9):
        file.create_group(f"few/n{index}")
        file["few"].attrs[f"a{index}"] = index
    file.create_group("many", track_order=True)
    for index in range(150):
        file["many"][f"n{index}"] = np.uint8(index)
    for index in range(60):
        file["many/n3"].attrs[f"b{index}"] = f"text {index}"
    for name in ["z", "y", "x"]:
        file["many"].attrs[name] = 1


make("types.h5", types)
make("texts.h5", texts)
make("storage.h5", storage)
make("compact.h5", compact)
make("many.h5", many)
make("tracked.h5", tracked, track_order=True)


def latest(file):
    compact(file)
    file["a"].attrs["name"] = "dense"
    file["a"].attrs["layer_names"] = ["one", "two"]
    file["a/x"].attrs["integer"] = 3
    grid = np.arange(70, dtype="f4").reshape(7, 10)
    file.create_dataset("single", data=grid, chunks=(7, 10))
    file.create_dataset("packed", data=grid, chunks=(7, 10), compression="gzip")
    file.create_dataset("array", data=grid, chunks=(3, 4))
    file.create_dataset("filtered", data=grid, chunks=(3, 4), compression="gzip", shuffle=True)
    file.create_dataset("pages", data=np.arange(1100, dtype="i2"), chunks=(1,))


make("latest.h5", latest, libver="latest")
make("dense.h5", dense, libver="latest")
make("v108.h5", lambda f: (compact(f), f["a"].attrs.__setitem__("name", "x")), libver=("v108", "v108"))

# Keras's own.
keras.utils.set_random_seed(1)
model = keras.Sequential(
    [keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dropout(0.5), keras.layers.Dense(2)])
model.compile("adam", "mse")
model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
model.save_weights("model.weights.h5")
model.save("model.h5")
for name in ["model.weights.h5", "model.h5"]:
    with h5py.File(name, "r") as file:
        expected[name] = describe(file)


# What is refused.
def bad(name, fill, **options):
    with h5py.File("bad_" + name + ".h5", "w", **options) as file:
        fill(file)


def patch(name, old, new, count=1):
    with open("bad_" + name + ".h5", "rb") as file:
        data = file.read()
    assert data.count(old) >= 1, (name, data.count(old))
    with open("bad_" + name + ".h5", "wb") as file:
        file.write(data.replace(old, new, count))


def weights(file):
    file["layers/dense/vars/0"] = np.arange(6, dtype="f4").reshape(2, 3)


def link(value):
    def fill(file):
        weights(file)
        file["layers/dense/vars/1"] = value

    return fill


bad("soft_link", link(h5py.SoftLink("/layers/dense/vars/0")))
bad("external_link", link(h5py.ExternalLink("/etc/passwd", "/")))
bad("soft_link_latest", link(h5py.SoftLink("/layers/dense/vars/0")), libver="latest")
bad("external_link_latest", link(h5py.ExternalLink("/etc/passwd", "/")), libver="latest")


def hard_link(file):
    weights(file)
    file["layers/dense/vars/1"] = file["layers/dense/vars/0"]


def cycle(file):
    weights(file)
    file["layers/dense/again"] = file["layers"]


def external(file):
    file.create_dataset("layers/dense/vars/0", (4,), "f4", external=[("/etc/passwd", 0, 16)])


def virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
    file.create_virtual_dataset("layers/dense/vars/0", layout)


def bomb(file):
    file.create_dataset("layers/dense/vars/0", (1 << 20, 1 << 12), "f4", chunks=(256, 256))


def huge(file):
    file.create_dataset("x", (1 << 44,), "i4")


def deep(file):
    group = file
    for _ in range(70):
        group = group.create_group("g")


def committed(file):
    file["type"] = np.dtype("f4")
    file.create_dataset("x", (2,), file["type"])


bad("hard_link", hard_link)
bad("cycle", cycle)
bad("external_data", external)
bad("virtual", virtual)
bad("bomb", bomb)
bad("huge", huge)
bad("deep", deep)
bad("committed", committed)
bad("lzf", lambda f: f.create_dataset("x", data=np.arange(9), chunks=(9,), compression="lzf"))
bad("user_block", weights, userblock_size=512)
bad("name", lambda f: f.create_group("ab/x"))
patch("name", b"ab\0", b"..\0")
bad("twice", lambda f: (f.create_group("ab"), f.create_group("ac")))
patch("twice", b"ac\0", b"ab\0")
bad("gzip", lambda f: f.create_dataset("x", data=np.zeros(64), chunks=(64,), compression="gzip"))
patch("gzip", b"\x78\x5e", b"\x78\x5f")
bad("fletcher32", lambda f: f.create_dataset("x", data=np.full(8, 7, "u1"), chunks=(8,), fletcher32=True))
patch("fletcher32", b"\7" * 8, b"\7" * 7 + b"\6")
bad("checksum", weights, libver="latest")
patch("checksum", b"vars", b"vart")
bad("utf8", lambda f: f.attrs.__setitem__("name", "größe"))
patch("utf8", "größe".encode(), b"gr\xff\xff\xff\xffe"[:7])

# One attribute of a shape that the message cannot hold, and a dataset that the file cannot.
bad("attribute", lambda f: f.attrs.__setitem__("n", np.arange(5)))
patch("attribute", struct.pack("<QQ", 5, 5), struct.pack("<QQ", 1 << 60, 1 << 60))
bad("shape", weights)
patch("shape", struct.pack("<QQ", 2, 3), struct.pack("<QQ", 1 << 30, 1 << 30))
bad("large_dense", lambda f: [f.attrs.__setitem__(f"a{n}", np.zeros(600 if n == 8 else 1)) for n in range(9)],
    libver="latest")
bad("extensible", lambda f: f.create_dataset("x", data=np.arange(9), chunks=(3,), maxshape=(None,)),
    libver="latest")

with open("expected.json", "w") as file:
    json.dump(expected, file, indent=None, separators=(",", ":"), sort_keys=True)
print({name: os.path.getsize(name) for name in sorted(os.listdir("."))})
