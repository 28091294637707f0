"""Files of HDF5 that lead elsewhere, which only libhdf5 writes: python make_hostile.py

h5py 3.14.0, libhdf5 1.14.6
"""
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def weights(name, kernel):
    """The weights of Golden/saved/sequential_dense with another kernel."""
    path = os.path.join(HERE, name + ".weights.h5")
    with h5py.File(path, "w", libver="earliest") as file:
        group = file.create_group("layers/dense/vars")
        kernel(group)
        group["1"] = np.zeros(5, "float32")
        last = file.create_group("layers/dense_1/vars")
        last["0"] = np.zeros((5, 3), "float32")
        last["1"] = np.zeros(3, "float32")


def external(group):
    group["0"] = h5py.ExternalLink("/etc/passwd", "/")


def soft(group):
    group["0"] = h5py.SoftLink("/layers/dense_1/vars/0")


def dangling(group):
    group["0"] = h5py.SoftLink("/nowhere")


def circle(group):
    group["0"] = group


def virtual(group):
    layout = h5py.VirtualLayout(shape=(4, 5), dtype="float32")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(4, 5))
    group.create_virtual_dataset("0", layout)


def outside(group):
    group.create_dataset("0", (4, 5), "float32", external=[("/etc/passwd", 0, 80)])


def enormous(group):
    group.create_dataset("0", (1 << 40, 1 << 20), "float32", chunks=(16, 16))


def unwritten(group):
    group.create_dataset("0", (4, 5), "float32", chunks=(4, 5), fillvalue=3)


def many_axes(group):
    group.create_dataset("0", (1,) * 30, "float32")


def compound(group):
    group["0"] = np.zeros((4, 5), [("a", "f4"), ("b", "i4")])


def opaque(group):
    group["0"] = np.zeros((4, 5), "V4")


def reference(group):
    group["1x"] = np.zeros(1)
    group.create_dataset("0", (4, 5), h5py.ref_dtype)


def texts(group):
    group.create_dataset("0", (4, 5), h5py.string_dtype())


for kind in (
    external, soft, dangling, circle, virtual, outside, enormous, unwritten, many_axes, compound,
    opaque, reference, texts,
):
    weights(kind.__name__, kind)
