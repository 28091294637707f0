"""Makes the golden runs beside this file: training runs drawn at random by `draw.py`, trained by real Keras.

    python make_drawn.py                    writes the files of the seeds in `CHOSEN`
    KERAS_BACKEND=torch python make_drawn.py --seeds 0 400 DIR
                                            one file for each of these seeds that is for this backend; many more to
                                            try Assay with: ASSAY_DRAWN=DIR swift test --filter DrawnRunTests

Every run has the model, the arguments, the data, the first weights, and what Keras made of them: the history, the last
weights, `evaluate` with and without weights, `predict` on the first rows, then two calls of `train_on_batch` and one of
`test_on_batch` with the first rows, each from reset metrics. A run that Keras refuses leaves `error` alone.
A run is on the backend that has none of Keras's quirks for it, see `make_training.py`: torch, with masks
and weights TensorFlow, with metrics that are their own state JAX.
Needs keras 3.15.1, jax, torch and tensorflow-cpu.
"""

import argparse
import json
import os
import sys
import traceback

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "training"), HERE]
import draw  # noqa: E402
import make_training as training  # noqa: E402
from make_training import arrays, form, logged, made, named_weights, weights_of  # noqa: E402

PREDICTED_ROWS = 3
BATCH_ROWS = 6
GROUP = 8
CHOSEN = [
    2009, 2011, 2015, 2019, 2036, 2040, 2044, 2045, 2049, 2065, 2069, 2071, 2076, 2077, 2079, 2081, 2083, 2085,
    2087, 2088, 2093, 2094, 2095, 2099, 2006, 2112, 2113, 2020, 2000, 2128, 2143, 2150, 2159, 2161, 2177, 2195,
    2219, 2221, 2223, 2232, 2234, 2241, 2243, 2252, 2260, 2269, 2273, 2277, 2279, 2286, 2290, 2299, 2315, 2323,
    2341, 2346,
]


def build(keras, recipe):
    symbols = {name: keras.Input(shape, name=name, dtype=dtype) for name, shape, dtype in recipe["inputs"]}
    known = {}
    for entry in recipe["layers"]:
        inputs = [symbols[name] for name in entry["from"]]
        if entry["class"] == "Again":
            symbols[entry["name"]] = known[entry["config"]["layer"]](*inputs)
            continue
        config = {k: made(keras, v, keras.regularizers, keras.constraints) if isinstance(v, dict) else v
                  for k, v in entry["config"].items()}
        part = known[entry["name"]] = getattr(keras.layers, entry["class"])(name=entry["name"], **config)
        symbols[entry["name"]] = part(inputs if entry["class"] == "Add" else inputs[0])
    outputs = [symbols[name] for name in recipe["outputs"]]
    if recipe["keys"]:
        outputs = dict(zip(recipe["outputs"], outputs))
    elif len(outputs) == 1:
        outputs = outputs[0]
    inputs = [symbols[name] for name, _, _ in recipe["inputs"]]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs)


def set_initial_weights(model, seed):
    random = np.random.default_rng(seed)
    for name, weight in named_weights(model):
        scale = 0.1 if name.endswith("bias") else weight.shape[0] ** -0.5
        weight.assign(draw.rounded(random.normal(size=weight.shape) * scale))


def first(value, count):
    if isinstance(value, dict):
        return {k: first(v, count) for k, v in value.items()}
    if isinstance(value, list):
        return [first(v, count) for v in value]
    return None if value is None else value[:count]


def alone(x):
    return x[0] if isinstance(x, list) and len(x) == 1 else x


def figures(logs):
    return {k: logged(v) for k, v in logs.items()}


def run(recipe):
    import keras

    keras.utils.clear_session()
    data, held, compiling = recipe["data"], recipe["validation_data"], recipe["compile"]
    weights = data["sample_weight"]
    result = {
        "seed": recipe["seed"], "backend": recipe["backend"], "rule": recipe["rule"],
        "model": {"inputs": [dict(zip(("name", "shape", "dtype"), i)) for i in recipe["inputs"]],
                  "layers": recipe["layers"], "outputs": recipe["outputs"],
                  **({"outputs_have_keys": True} if recipe["keys"] else {})},
        "compile": compiling, "fit": {**recipe["fit"], "shuffle": False},
        **({"class_weight": recipe["class_weight"]} if recipe["class_weight"] else {}),
        "data": form(data), **({"validation_data": form(held)} if held else {}),
    }
    try:
        model = build(keras, recipe)
        set_initial_weights(model, recipe["seed"])
        result["initial_weights"] = weights_of(model)
        model.compile(
            optimizer=made(keras, compiling["optimizer"], keras.optimizers), loss=made(keras, compiling["loss"], keras.losses),
            loss_weights=compiling.get("loss_weights"), metrics=made(keras, compiling.get("metrics"), keras.metrics),
            weighted_metrics=made(keras, compiling.get("weighted_metrics"), keras.metrics),
            run_eagerly=keras.backend.backend() == "tensorflow")
        class_weight = {int(k): v for k, v in (recipe["class_weight"] or {}).items()} or None
        validation = None
        if held:
            validation = (alone(held["x"]), held["y"]) + (() if held["sample_weight"] is None else (held["sample_weight"],))
        history = model.fit(alone(data["x"]), data["y"], sample_weight=weights, validation_data=validation,
                            class_weight=class_weight, shuffle=False, verbose=0, **recipe["fit"])
        result["keys"] = list(history.history)
        result["history"] = {k: [logged(v) for v in values] for k, values in history.history.items()}
        result["final_weights"] = weights_of(model)
        size = recipe["fit"]["batch_size"]
        score = lambda w: figures(model.evaluate(alone(data["x"]), data["y"], sample_weight=w, batch_size=size, verbose=0,
                                                 return_dict=True))
        result["evaluate"] = score(weights)
        if weights is not None:
            result["evaluate_unweighted"] = score(None)
        predicted = model.predict(alone(first(data["x"], PREDICTED_ROWS)), verbose=0)
        if isinstance(predicted, dict):
            predicted = [predicted[name] for name in recipe["outputs"]]
        result["predict"] = [arrays.array(p) for p in (predicted if isinstance(predicted, list) else [predicted])]
        batch = first(data, BATCH_ROWS)
        result["train_on_batch"] = []
        # On JAX a batch cannot be trained on where averages have been swapped in.
        swapped = compiling["optimizer"]["config"].get("use_ema") and keras.backend.backend() == "jax"
        for _ in range(0 if swapped else 2):
            model.reset_metrics()
            result["train_on_batch"].append(figures(model.train_on_batch(
                alone(batch["x"]), batch["y"], sample_weight=batch["sample_weight"], class_weight=class_weight,
                return_dict=True)))
        model.reset_metrics()
        result["test_on_batch"] = figures(model.test_on_batch(
            alone(batch["x"]), batch["y"], sample_weight=batch["sample_weight"], return_dict=True))
    except Exception as error:
        if os.environ.get("TRACE"):
            traceback.print_exc()
        for key in ("keys", "history", "final_weights", "evaluate", "predict", "train_on_batch"):
            result.pop(key, None)
        result["error"] = f"{type(error).__name__}: {error}"
    return result


def drawn(seeds):
    """The recipes of these seeds that this backend is the reference for."""
    for seed in seeds:
        recipe = draw.draw(seed)
        if recipe and recipe["backend"] == os.environ["KERAS_BACKEND"]:
            yield recipe


def save():
    runs = {}
    for backend in arrays.BACKENDS:
        runs.update({run["seed"]: run for run in arrays.run_on(backend, os.path.abspath(__file__))})
    for index in range(0, len(CHOSEN), GROUP):
        seeds = CHOSEN[index:index + GROUP]
        cases = [runs[seed] for seed in seeds]
        assert not any("error" in case for case in cases)
        arrays.write(os.path.join(HERE, f"runs_{index // GROUP}.json"),
                     {"made_by": "make_drawn.py", "versions": arrays.versions(), "cases": cases})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", nargs=3, metavar=("FIRST", "END", "DIR"))
    parser.add_argument("--backend")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    if arguments.seeds:
        start, end, folder = int(arguments.seeds[0]), int(arguments.seeds[1]), arguments.seeds[2]
        os.makedirs(folder, exist_ok=True)
        for recipe in drawn(range(start, end)):
            try:
                text = json.dumps(run(recipe))
            except ValueError as error:
                print(recipe["seed"], "not written:", error)
                continue
            with open(os.path.join(folder, f"{recipe['seed']}.json"), "w") as file:
                file.write(text)
    elif arguments.backend:
        with open(arguments.out, "w") as file:
            json.dump([run(recipe) for recipe in drawn(CHOSEN)], file)
    else:
        save()


if __name__ == "__main__":
    main()
