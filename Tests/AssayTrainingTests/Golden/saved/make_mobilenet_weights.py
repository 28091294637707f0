"""Makes mobilenet_v2_no_top_weights.zip, .npz and .json: the layout of the weight files of Keras Applications.

    KERAS_BACKEND=jax python make_mobilenet_weights.py

MobileNetV2(alpha=0.35, input_shape=(32, 32, 3), include_top=False) with weights by a formula that a test
counts again: value j (row-major, from 0) of weight tensor t (in the order of model.weights, from 0) is

    k(t, j) = (3 t + j + floor(j / 13) + floor(j / 257)) mod 16           an integer in 0...15
    kernels               (k - 7.5) / 8 * sqrt(2 / fan in), in float32
    gamma, variance       1 + k / 32
    beta, mean            (k - 7.5) / 64

where the fan in of a kernel (h, w, in, out) is h w in, and h w of a depthwise one. Like the published
files (mobilenet_v2_weights_tf_dim_ordering_tf_kernels_..._no_top.h5) it has `layer_names` at the root, a
group a layer with `weight_names`, weightless layers included, names such as `Conv1/kernel:0`, and
contiguous datasets. The .zip has it as its one member, mobilenet_v2_no_top_weights.h5, deflated to stay
small. The .npz has one picture `x` and the answer `p`; load_weights reads the file by order and by name
before it is accepted.
"""
import json
import pathlib
import platform
import zipfile

import h5py
import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
NAME = "mobilenet_v2_no_top"


def network():
    keras.utils.clear_session()
    return keras.applications.MobileNetV2(weights=None, alpha=0.35, input_shape=(32, 32, 3), include_top=False)


def values(tensor, variable):
    j = np.arange(int(np.prod(variable.shape)), dtype=np.int64)
    k = ((3 * tensor + j + j // 13 + j // 257) % 16).astype("float32").reshape(variable.shape)
    kind = variable.path.split("/")[-1]
    if kind in ("gamma", "moving_variance"):
        return 1 + k / np.float32(32)
    if kind in ("beta", "moving_mean"):
        return (k - np.float32(7.5)) / np.float32(64)
    shape = variable.shape
    fan = shape[0] * shape[1] * (1 if "depthwise" in variable.path else shape[2])
    return (k - np.float32(7.5)) / np.float32(8) * np.sqrt(np.float32(2) / np.float32(fan))


def earlier_name(variable):
    layer, kind = variable.path.split("/")[-2:]
    if kind == "kernel" and layer.endswith("depthwise"):
        kind = "depthwise_kernel"
    return f"{layer}/{kind}:0"


def main():
    net = network()
    for t, variable in enumerate(net.weights):
        variable.assign(values(t, variable))
    file = HERE / f"{NAME}_weights.h5"
    with h5py.File(file, "w") as root:
        root.attrs["layer_names"] = np.array([layer.name.encode() for layer in net.layers])
        root.attrs["backend"] = np.bytes_("tensorflow")
        root.attrs["keras_version"] = np.bytes_("2.2.4")
        for layer in net.layers:
            group = root.create_group(layer.name)
            names = [earlier_name(variable) for variable in layer.weights]
            group.attrs["weight_names"] = np.array([name.encode() for name in names]) if names else np.zeros(0, "S1")
            for name, variable in zip(names, layer.weights):
                data = np.asarray(variable.value)
                group.create_dataset(name, data=data)
    x = (np.arange(32 * 32 * 3, dtype="float32").reshape(1, 32, 32, 3) % 29) / np.float32(14) - 1
    p = net.predict(x, verbose=0)
    for by_name in (False, True):
        again = network()
        again.load_weights(file, by_name=True) if by_name else again.load_weights(file)
        if not np.array_equal(again.predict(x, verbose=0), p):
            raise SystemExit("the file answers otherwise")
    packed = HERE / f"{NAME}_weights.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    file.unlink()
    np.savez_compressed(HERE / f"{NAME}.npz", x=x, p=p)
    facts = {
        "keras": keras.__version__, "backend": keras.backend.backend(), "h5py": h5py.__version__, "numpy": np.__version__,
        "python": platform.python_version(), "layers": len(net.layers), "tensors": len(net.weights),
        "parameters": int(net.count_params()), "largest": float(np.max(np.abs(p))), "mean": float(p.mean()),
    }
    (HERE / f"{NAME}.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(packed.stat().st_size, "bytes;", facts)


if __name__ == "__main__":
    main()
