"""Opens what Assay wrote into a folder with real Keras and compares it with the files beside this script.

    KERAS_BACKEND=jax python check_written.py DIR [NAME ...]

DIR holds files named as those here: NAME.keras and NAME.h5 (whole models), NAME.weights.h5 (weights).
Whole models are opened by load_model in its safe mode and compared in: weights (bit by bit, with
NAME.npz), predictions (1e-6 of the original's), configuration, what compile() was given, the
optimizer's variables, and the history of one more epoch. Prints a line a file; exits with 1 on failure.
"""
import json
import pathlib
import sys

import h5py
import keras
import numpy as np

from make_saved import HERE, feed, load, named, unflat


def plain(value):
    """A configuration without what differs between two readings of one meaning."""
    if isinstance(value, dict):
        if "args" in value and "kwargs" in value:
            value = call(value)
        return {k: plain(v) for k, v in value.items() if k not in ("shared_object_id", "build_config", "build_input_shape")}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def leaves(value):
    """What a call is given, in order; a tensor by its place in the graph."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return [tuple(value["config"]["keras_history"])]
    if isinstance(value, (list, tuple, dict)):
        return [leaf for each in (value.values() if isinstance(value, dict) else value) for leaf in leaves(each)]
    return [value]


def call(node):
    """A call with its tensors in order, whether they are given with a name or without."""
    words = {name: leaves(value) for name, value in node["kwargs"].items() if value is not None}
    if words.get("key") == leaves(node["args"])[1:2]:  # the keys of an attention are its values
        del words["key"]
    tensors = [leaf for found in words.values() if any(isinstance(each, tuple) for each in found) for leaf in found]
    return {"given": leaves(node["args"]) + tensors,
            "words": {name: found for name, found in words.items() if not any(isinstance(each, tuple) for each in found)}}


def apart(a, b, where=""):
    """Where two configurations differ, or None."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(set(a) | set(b)):
            if key not in a or key not in b:
                return f"{where}/{key} is in one of them only"
            found = apart(a[key], b[key], f"{where}/{key}")
            if found:
                return found
        return None
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{where}: {len(a)} entries, wanted {len(b)}"
        return next((f for f in (apart(x, y, f"{where}/{i}") for i, (x, y) in enumerate(zip(a, b))) if f), None)
    if isinstance(a, int) and isinstance(b, list) and b and all(each == a for each in b):
        return None  # one axis for both inputs
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool) and not isinstance(b, bool):
        return None if abs(a - b) <= 1e-7 * max(abs(a), abs(b)) else f"{where}: {a}, wanted {b}"
    return None if a == b else f"{where}: {str(a)[:80]}, wanted {str(b)[:80]}"


def close(name, a, b, bound):
    """Raises where two arrays, or dictionaries of them, are further apart than `bound`."""
    if isinstance(b, dict):
        for key in b:
            close(f"{name}/{key}", a[key], b[key], bound)
        return
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape != b.shape:
        raise AssertionError(f"{name}: shape {a.shape}, wanted {b.shape}")
    worst = np.max(np.abs(a - b) - bound * (1 + np.abs(b)), initial=-1)
    if not worst <= 0:
        raise AssertionError(f"{name}: {np.max(np.abs(a - b)):.3g} apart, {bound} allowed")


def same_bits(name, a, b):
    if len(a) != len(b):
        raise AssertionError(f"{name}: {len(a)}, wanted {len(b)}")
    for i, (x, y) in enumerate(zip(a, b)):
        if x.shape != y.shape or x.astype(y.dtype).tobytes() != y.tobytes():
            raise AssertionError(f"{name} {i}: {x.shape} {x.ravel()[:3]}, wanted {y.shape} {y.ravel()[:3]}")


def opened(file):
    keras.utils.clear_session()
    return load(file)


def check_legacy(file, original, facts, weights, x, p):
    """A whole model in one .h5. Keras does not compile again what it wrote itself there with a loss or a
    metric such as "mse", so what compile() was given and the optimizer's state are read from the files."""
    keras.utils.clear_session()
    model = keras.saving.load_model(file, compile=False)
    same_bits("weight", model.get_weights(), weights)
    close("predictions", predictions(model, x, facts), p, 1e-6)
    if not original.exists():
        return "weights, predictions"
    keras.utils.clear_session()
    found = apart(plain(model.get_config()), plain(keras.saving.load_model(original, compile=False).get_config()))
    if found:
        raise AssertionError(f"configuration{found}")
    with h5py.File(file) as ours, h5py.File(original) as theirs:
        found = apart(*(plain(json.loads(each.attrs.get("training_config", "{}"))) for each in (ours, theirs)))
        if found:
            raise AssertionError(f"training_config{found}")
        state = [[each["optimizer_weights"][n][()] for n in each["optimizer_weights"].attrs["weight_names"]]
                 if "optimizer_weights" in each else [] for each in (ours, theirs)]
        same_bits("optimizer variable", *([np.asarray(v) for v in each] for each in state))
    return "weights, predictions, configurations, optimizer"


def predictions(model, x, facts):
    return named(model.predict(x, batch_size=facts["batch_size"], verbose=0), facts["outputs"])


def check(file, name):
    facts = json.loads((HERE / f"{name}.json").read_text())
    with np.load(HERE / f"{name}.npz") as archive:
        arrays = {key: archive[key] for key in archive.files}
    second = name.startswith("k2_")  # written by Keras 2: its own numbers are all there is to compare with
    many = len(facts["inputs"]) > 1
    x = feed(unflat("x", arrays), facts["inputs"], facts.get("x_form", "list" if many else "array"))
    y = feed(unflat("y", arrays), facts["outputs"], facts.get("y_form", "list"))
    w = feed(unflat("w", arrays), facts["outputs"], facts.get("y_form", "list"))
    weights = [arrays[key] for key in sorted(arrays) if key.startswith("weights/")]
    original = HERE / (f"{name}.h5" if second else f"{name}.keras")
    if file.name.endswith("weights.h5"):
        model = keras.saving.load_model(original, compile=False)
        model.set_weights([np.full_like(each, 0.25) for each in model.get_weights()])
        model.load_weights(file)
        same_bits("weight", model.get_weights(), weights)
        close("predictions", predictions(model, x, facts), unflat("p", arrays), 1e-5)
        return "weights, predictions"
    if file.suffix == ".h5" and not second:
        return check_legacy(file, HERE / f"{name}.h5", facts, weights, x, unflat("p", arrays))
    model = opened(file)
    same_bits("weight", model.get_weights(), weights)
    # Taken on another machine, perhaps on another backend; those beside the original's are the measure.
    close("predictions", predictions(model, x, facts), unflat("p", arrays), 1e-5)
    if second:
        return "weights, predictions"
    wanted = opened(original)
    close("predictions beside the original's", predictions(opened(file), x, facts), predictions(wanted, x, facts), 1e-6)
    found = apart(plain(model.get_config()), plain(wanted.get_config()))
    if found:
        raise AssertionError(f"configuration{found}")
    if model.compiled != wanted.compiled:
        raise AssertionError(f"compiled: {model.compiled}, wanted {wanted.compiled}")
    if not wanted.compiled:
        return "weights, predictions, configuration"
    found = apart(plain(model.get_compile_config()), plain(wanted.get_compile_config()))
    if found:
        raise AssertionError(f"compile configuration{found}")
    same_bits("optimizer variable", [np.asarray(v) for v in model.optimizer.variables],
              [np.asarray(v) for v in wanted.optimizer.variables])
    if facts["random"]:
        return "weights, predictions, configurations, optimizer"
    histories = []
    for each in (file, original):
        model = opened(each)
        history = model.fit(x, y, sample_weight=w, batch_size=facts["batch_size"], epochs=1, shuffle=False, verbose=0)
        histories.append({**history.history, "weights": np.concatenate([v.ravel() for v in model.get_weights()])})
    if set(histories[0]) != set(histories[1]):
        raise AssertionError(f"history has {sorted(histories[0])}, wanted {sorted(histories[1])}")
    close("history", histories[0], histories[1], 1e-6)
    return "weights, predictions, configurations, optimizer, one more epoch"


def main():
    folder = pathlib.Path(sys.argv[1])
    passed = failed = 0
    for file in sorted(folder.iterdir()):
        suffix = next((s for s in ("_legacy_weights.h5", "_weights.h5", ".weights.h5", ".h5", ".keras") if file.name.endswith(s)), None)
        name = suffix and file.name[:-len(suffix)]
        if not suffix or (sys.argv[2:] and name not in sys.argv[2:]):
            continue
        try:
            if not (HERE / f"{name}.json").exists():
                raise AssertionError("no file of that name beside this script")
            print(f"passed {file.name}: {check(file, name)}", flush=True)
            passed += 1
        except Exception as error:
            print(f"FAILED {file.name}: {type(error).__name__}: {' '.join(str(error).split())[:400]}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
