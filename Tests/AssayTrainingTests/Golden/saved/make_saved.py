"""Makes the files NAME.keras, NAME.npz and NAME.json beside this file with real Keras 3.

    KERAS_BACKEND=jax python make_saved.py [NAME ...]
    KERAS_BACKEND=torch python make_saved.py [NAME ...]
    KERAS_BACKEND=tensorflow python make_saved.py [NAME ...]

Each backend writes its share of the models in saved_models.py: random weights, two steps of
training, then the file. Afterwards JAX opens every file it wrote (in a process of its own), predicts,
evaluates and trains one more epoch without shuffling, which completes the .npz and the .json.

NAME.npz: `x` or `x/INPUT`, `y` or `y/OUTPUT`, `w` or `w/OUTPUT`, predictions `p` or `p/OUTPUT`,
`weights/000`... (get_weights() as saved) and `after/000`... (after the further epoch).
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib

import h5py
import keras
import numpy as np
from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

HERE = pathlib.Path(__file__).parent


def backend_version():
    name = keras.backend.backend()
    return getattr(__import__(name), "__version__")


def versions():
    return {
        "keras": keras.__version__, "backend": keras.backend.backend(),
        "backend_version": backend_version(), "numpy": np.__version__, "h5py": h5py.__version__,
        "python": platform.python_version(),
    }


def seed(name):
    return zlib.crc32(name.encode()) % 100_000


def randomise(model, random):
    """Other numbers than the initial ones, moderate, positive where a variance stands."""
    for variable in model.variables:
        if not variable.dtype.startswith("float") or "seed_generator" in variable.path:
            continue
        if getattr(variable, "keep", False) or variable.path.split("/")[-1] in ("mean", "variance"):
            continue
        values = random.uniform(-0.6, 0.6, variable.shape)
        if variable.path.endswith(("moving_variance", "gamma", "scale")):
            values = random.uniform(0.5, 1.5, variable.shape)
        variable.assign(values.astype("float32"))


def flat(prefix, value, into):
    """An array as `prefix`, a dictionary as `prefix/KEY`, nothing as nothing."""
    if value is None:
        return
    if isinstance(value, dict):
        for key, each in value.items():
            into[f"{prefix}/{key}"] = np.asarray(each)
    else:
        into[prefix] = np.asarray(value)


def unflat(prefix, arrays):
    if prefix in arrays:
        return arrays[prefix]
    found = {key[len(prefix) + 1:]: arrays[key] for key in arrays if key.startswith(prefix + "/")}
    return found or None


def feed(value, names, form):
    """What fit wants: the dictionary by name as a list when the model was made with lists."""
    if isinstance(value, dict) and form == "list":
        return [value.get(name) for name in names]
    return value


def rows(value):
    return len(next(iter(value.values())) if isinstance(value, dict) else value)


def first(value, count):
    if value is None:
        return None
    return {k: v[:count] for k, v in value.items()} if isinstance(value, dict) else value[:count]


def structure(value):
    return "dict" if isinstance(value, dict) else "list" if isinstance(value, (list, tuple)) else "array"


def variable_facts(variables, trainable=False):
    facts = []
    for variable in variables:
        fact = {"path": variable.path, "name": variable.name, "shape": list(variable.shape),
                "dtype": str(variable.dtype)}
        if trainable:
            fact["trainable"] = bool(variable.trainable)
        facts.append(fact)
    return facts


def numbers(logs):
    return {k: np.asarray(v).tolist() for k, v in logs.items()} if logs is not None else None


def text(facts):
    """JSON with a line for each entry, and for each entry of a list of dictionaries."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n".join("  " + json.dumps(each) for each in value)
            lines.append(f' {json.dumps(key)}: [\n{inner}\n ]')
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(name, spec):
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed(name))
    random = np.random.RandomState(seed(name))
    made = spec["make"](random)
    model, x, y, w = made["model"], made["x"], made.get("y"), made.get("w")
    batch = made.get("batch", 4)
    if made.get("randomise", True):
        randomise(model, random)
    inputs = [tensor.name for tensor in model.inputs]
    outputs = list(getattr(model, "output_names", None) or [model.layers[-1].name])
    x_form, p_form = structure(model._inputs_struct if hasattr(model, "_inputs_struct") else None), \
        structure(getattr(model, "_outputs_struct", None))
    y_form = structure(y) if not isinstance(y, dict) else made.get("y_form", p_form)
    facts = {**versions(), "name": name, "covers": spec["covers"], "class": type(model).__name__,
             "compiled": model.compiled, "random": bool(made.get("random", False)),
             "inputs": inputs, "outputs": outputs, "x_form": x_form, "y_form": y_form,
             "p_form": p_form, "batch_size": batch, "epochs": 1}
    if model.compiled:
        step = batch * made.get("first_steps", 2)
        model.fit(feed(first(x, step), inputs, x_form), feed(first(y, step), outputs, y_form),
                  sample_weight=feed(first(w, step), outputs, y_form), batch_size=batch,
                  shuffle=False, verbose=0)
    arrays = {}
    flat("x", x, arrays)
    flat("y", y, arrays)
    flat("w", w, arrays)
    for i, value in enumerate(model.get_weights()):
        arrays[f"weights/{i:03}"] = value
    model.save(HERE / f"{name}.keras")
    facts["files"] = [f"{name}.keras"]
    for suffix in spec["also"]:
        file = HERE / f"{name}{suffix}"
        if suffix == ".h5":
            model.save(file)
        elif suffix == ".weights.h5":
            model.save_weights(file)
        else:
            with h5py.File(file, "w") as root:
                save_weights_to_hdf5_group(root, model)
        facts["files"].append(file.name)
    facts["weights"] = variable_facts(model.weights, trainable=True)
    facts["layers"] = [layer.name for layer in model.layers]
    if model.compiled:
        facts["optimizer_class"] = type(model.optimizer).__name__
        facts["optimizer"] = variable_facts(model.optimizer.variables)
        facts["learning_rate"] = float(model.optimizer.learning_rate)
        facts["iterations"] = int(model.optimizer.iterations)
    predicted = model.predict(feed(x, inputs, x_form), batch_size=batch, verbose=0)
    np.savez_compressed(HERE / f"{name}.npz", **arrays)
    (HERE / f"{name}.json").write_text(text(facts))
    return None if made.get("stateful") else predicted


def load(file):
    """load_model in its safe mode. Keras on torch writes the class of its own optimizers
    (`keras.src.backend.torch.optimizers.torch_adam`), which elsewhere opens and then fails to train:
    such a file is opened from a copy that says `keras.optimizers`."""
    file = pathlib.Path(file)
    if file.suffix != ".keras" or keras.backend.backend() == "torch":
        return keras.saving.load_model(file)
    with zipfile.ZipFile(file) as archive:
        members = {each.filename: archive.read(each) for each in archive.infolist()}
    config = re.sub(rb'"module": "keras\.src\.backend\.torch\.optimizers\.[a-z_]+", "class_name": "([A-Za-z]+)"',
                    rb'"module": "keras.optimizers", "class_name": "\1"', members["config.json"])
    if config == members["config.json"]:
        return keras.saving.load_model(file)
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / file.name
        with zipfile.ZipFile(copy, "w") as archive:
            for member, data in {**members, "config.json": config}.items():
                archive.writestr(member, data)
        return keras.saving.load_model(copy)


def named(predicted, outputs):
    if isinstance(predicted, (list, tuple)):
        return dict(zip(outputs, predicted)) if len(predicted) > 1 else predicted[0]
    return predicted


def after(name):
    facts = json.loads((HERE / f"{name}.json").read_text())
    with np.load(HERE / f"{name}.npz") as file:
        arrays = {key: file[key] for key in file.files}
    arrays = {k: v for k, v in arrays.items() if not k.startswith(("p/", "after/")) and k != "p"}
    x = feed(unflat("x", arrays), facts["inputs"], facts["x_form"])
    y = feed(unflat("y", arrays), facts["outputs"], facts["y_form"])
    w = feed(unflat("w", arrays), facts["outputs"], facts["y_form"])
    batch = facts["batch_size"]
    model = load(HERE / f"{name}.keras")
    for i, value in enumerate(model.get_weights()):
        if value.astype(arrays[f"weights/{i:03}"].dtype).tobytes() != arrays[f"weights/{i:03}"].tobytes():
            raise SystemExit(f"{name}: weight {i} changed on its way through the file")
    predicted = named(model.predict(x, batch_size=batch, verbose=0), facts["outputs"])
    flat("p", predicted, arrays)
    facts["after_backend"] = {"backend": keras.backend.backend(), "version": backend_version()}
    if facts["compiled"]:
        if int(model.optimizer.iterations) != facts["iterations"]:
            raise SystemExit(f"{name}: iterations {int(model.optimizer.iterations)}")
        model = load(HERE / f"{name}.keras")
        facts["evaluate_before"] = numbers(
            model.evaluate(x, y, sample_weight=w, batch_size=batch, verbose=0, return_dict=True))
        if not facts["random"]:
            model = load(HERE / f"{name}.keras")
            history = model.fit(x, y, sample_weight=w, batch_size=batch, epochs=1, shuffle=False, verbose=0)
            facts["history"] = numbers(history.history)
            for i, value in enumerate(model.get_weights()):
                arrays[f"after/{i:03}"] = value
            facts["learning_rate_after"] = float(model.optimizer.learning_rate)
            facts["iterations_after"] = int(model.optimizer.iterations)
            facts["evaluate_after"] = numbers(
                model.evaluate(x, y, sample_weight=w, batch_size=batch, verbose=0, return_dict=True))
    broken = [k for k, v in arrays.items() if v.dtype.kind == "f" and not np.isfinite(v).all()]
    if broken:
        raise SystemExit(f"{name}: not finite: {broken}")
    np.savez_compressed(HERE / f"{name}.npz", **arrays)
    (HERE / f"{name}.json").write_text(text(facts))


def main():
    if sys.argv[1:2] == ["--after"]:
        failed = []
        for name in sys.argv[2:]:
            try:
                after(name)
            except (Exception, SystemExit) as error:
                if os.environ.get("TRACE"):
                    raise
                failed.append(f"{name}: {type(error).__name__}: {str(error)[:600]}")
        print("\n".join(failed + [f"{len(sys.argv) - 2 - len(failed)} models completed"]))
        sys.exit(1 if failed else 0)
    import saved_graphs  # noqa: F401, registers its models
    import saved_models
    wanted = sys.argv[1:]
    names, failed, predicted = [], [], {}
    for name, spec in saved_models.MODELS.items():
        if spec["backend"] == keras.backend.backend() and (not wanted or name in wanted):
            try:
                predicted[name] = write(name, spec)
                names.append(name)
            except Exception as error:
                failed.append(f"{name}: {type(error).__name__}: {str(error)[:600]}")
                if os.environ.get("TRACE"):
                    raise
    done = subprocess.run([sys.executable, __file__, "--after", *names],
                          env={**os.environ, "KERAS_BACKEND": "jax"})
    for name in names:
        with np.load(HERE / f"{name}.npz") as file:
            here = unflat("p", file)
            if predicted[name] is None or here is None:
                continue
            facts = json.loads((HERE / f"{name}.json").read_text())
            there = named(predicted[name], facts["outputs"])
            for key in (here if isinstance(here, dict) else [None]):
                a, b = (here, there) if key is None else (here[key], there[key])
                apart = np.max(np.abs(np.asarray(a) - np.asarray(b))) if np.size(a) else 0
                if apart > 1e-4:
                    print(f"{name} {key}: predictions of the backends are {apart} apart")
    print("\n".join(failed + [f"{keras.backend.backend()}: {len(names)} models written"]))
    sys.exit(1 if failed or done.returncode else 0)


if __name__ == "__main__":
    main()
