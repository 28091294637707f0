"""Puts files of Keras 2 into the layouts of earlier versions: k2_old_NAME.h5 from k2_NAME.h5.

    python make_keras_older.py

* k2_old_keras224.h5 (from k2_dense): Keras 2.2.4 by itself. Fixed-length strings in attributes, no
  InputLayer but `batch_input_shape`, VarianceScaling for GlorotUniform, `lr` and `decay`, metrics as
  strings, `sample_weight_mode`, weights of the optimizer as `Adam/iterations:0`, `training/Adam/Variable:0`...
* k2_old_keras21_list.h5 (from k2_dense): the configuration of a Sequential is a plain list of layers, and
  its optimizer state is missing.
* k2_old_tf26.h5 (from k2_embedding): TensorFlow 2.6; `training/SGD/...` names, metrics as objects.
* k2_old_functional.h5 (from k2_graph): Keras 2.2.4; a loss by output, metrics by output as strings, no state.
* k2_old_weights.h5 (from k2_cnn_weights): fixed-length strings, and a list of names split over
  `layer_names0`, `layer_names1`, as long ones are.

The weights are those of the original, and so are what it predicts and its .npz.
"""
import json
import pathlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent


def fixed(names):
    return np.array([n.encode() for n in names]) if names else np.zeros(0, "S1")


def bare(value):
    """Without the keys that came later, and GlorotUniform as it was written before it was a class."""
    if isinstance(value, dict):
        if value.get("class_name") == "GlorotUniform":
            return {"class_name": "VarianceScaling", "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}}
        if "class_name" in value and "config" in value:
            kept = {k: bare(v) for k, v in value.items() if k not in ("module", "registered_name", "build_config")}
            if isinstance(kept["config"], dict) and value["class_name"] in ("InputLayer",):
                kept["config"].pop("optional", None), kept["config"].pop("ragged", None)
            return kept
        return {k: bare(v) for k, v in value.items()}
    return [bare(each) for each in value] if isinstance(value, list) else value


def copy_weights(source, target, version):
    target.attrs["layer_names"] = fixed(list(source.attrs["layer_names"]))
    target.attrs["backend"] = np.bytes_("tensorflow")
    target.attrs["keras_version"] = np.bytes_(version)
    for layer in source.attrs["layer_names"]:
        group = target.create_group(layer)
        names = list(source[layer].attrs["weight_names"])
        group.attrs["weight_names"] = fixed(names)
        for name in names:
            group.create_dataset(name, data=source[layer][name][()])


def whole(name, origin, version, change, training, state=None):
    with h5py.File(HERE / f"{origin}.h5") as source, h5py.File(HERE / f"{name}.h5", "w") as target:
        config = bare(json.loads(source.attrs["model_config"]))
        target.attrs["keras_version"] = np.bytes_(version)
        target.attrs["backend"] = np.bytes_("tensorflow")
        target.attrs["model_config"] = np.bytes_(json.dumps(change(config)).encode())
        copy_weights(source["model_weights"], target.create_group("model_weights"), version)
        if training:
            target.attrs["training_config"] = np.bytes_(json.dumps(training).encode())
        if state:
            old = source["optimizer_weights"]
            pairs = state([(n, old[n][()]) for n in old.attrs["weight_names"]])
            group = target.create_group("optimizer_weights")
            group.attrs["weight_names"] = fixed([n for n, _ in pairs])
            for n, data in pairs:
                group.create_dataset(n, data=data)


def without_input(config):
    layers = [each for each in config["config"]["layers"] if each["class_name"] != "InputLayer"]
    return {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": layers}}


def main():
    adam = {"class_name": "Adam", "config": {"lr": 0.0020000000949949026, "beta_1": 0.8999999761581421, "beta_2": 0.9990000128746033,
                                             "decay": 0.009999999776482582, "epsilon": 1e-07, "amsgrad": False}}
    dense = {"optimizer_config": adam, "loss": "sparse_categorical_crossentropy", "metrics": ["acc"], "sample_weight_mode": None,
             "loss_weights": None}

    def keras224(pairs):
        """iterations, every m, every v, and the v-hats that are empty without amsgrad."""
        count = (len(pairs) - 1) // 2
        renamed = [("Adam/iterations:0", pairs[0][1])]
        values = [data for _, data in pairs[1:]] + [np.zeros(1, "float32")] * count
        for i, data in enumerate(values):
            renamed.append((f"training/Adam/Variable{f'_{i}' if i else ''}:0", data))
        return renamed

    whole("k2_old_keras224", "k2_dense", "2.2.4", without_input, dense, keras224)
    whole("k2_old_keras21_list", "k2_dense", "2.1.6",
          lambda c: {"class_name": "Sequential", "config": without_input(c)["config"]["layers"]},
          {**dense, "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]})
    sgd = {"class_name": "SGD", "config": {"name": "SGD", "clipnorm": 1.0, "learning_rate": 0.05, "decay": 0.02, "momentum": 0.8, "nesterov": True}}
    precision = {"name": "precise", "dtype": "float32", "thresholds": None, "top_k": None, "class_id": None}
    whole("k2_old_tf26", "k2_embedding", "2.6.0", lambda c: c, {
        "loss": "binary_crossentropy", "metrics": [[
            {"class_name": "MeanMetricWrapper", "config": {"name": "accuracy", "dtype": "float32", "fn": "binary_accuracy"}},
            {"class_name": "Precision", "config": precision},
            {"class_name": "Recall", "config": {**precision, "name": "recall", "thresholds": 0.4}}]],
        "weighted_metrics": None, "loss_weights": None, "optimizer_config": sgd},
        lambda pairs: [(n if "iter" in n else "training/" + n, data) for n, data in pairs])
    whole("k2_old_functional", "k2_graph", "2.2.4", lambda c: {**c, "class_name": "Model"}, {
        "optimizer_config": {"class_name": "RMSprop", "config": {"lr": 0.001, "rho": 0.9, "decay": 0.0, "epsilon": 1e-07}},
        "loss": {"score": "mean_squared_error", "tail": "categorical_crossentropy"}, "metrics": {"tail": "accuracy", "score": ["mae"]},
        "sample_weight_mode": None, "loss_weights": {"score": 0.5, "tail": 2.0}})
    with h5py.File(HERE / "k2_cnn_weights.h5") as source, h5py.File(HERE / "k2_old_weights.h5", "w") as target:
        copy_weights(source, target, "2.2.4")
        names = list(source.attrs["layer_names"])
        del target.attrs["layer_names"]
        for i, part in enumerate((names[:3], names[3:6], names[6:])):
            target.attrs[f"layer_names{i}"] = fixed(part)


if __name__ == "__main__":
    main()
