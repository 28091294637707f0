# Layers of keras 3.15.1 (jax 0.10.2) as it writes them, with default and with other arguments, and the
# trees of their weights: `KERAS_BACKEND=jax python layer_configs.py all.json > layers.json`. What is read
# was made by serialize_keras_object() and Model.save_weights() for each layer in a model of its own.
import json
import sys

whole = json.load(open(sys.argv[1]))
layers = []
for name, cases in whole["layers"].items():
    if name == "InputLayer":
        continue
    for kind in ("default", "changed"):
        case = cases[kind]
        if "error" in case or "serialized" not in case:
            continue
        layer = {"case": f"{name} {kind}", "serialized": {
            k: v for k, v in case["serialized"].items() if k != "build_config"}}
        nodes = case["in_functional"]["inbound_nodes"]
        tensors = []

        def find(value):
            if isinstance(value, dict):
                if value.get("class_name") == "__keras_tensor__":
                    tensors.append(value["config"])
                else:
                    for one in value.values():
                        find(one)
            elif isinstance(value, list):
                for one in value:
                    find(one)

        find(nodes)
        layer["inputs"] = [
            {"shape": t["shape"], "dtype": t["dtype"]} for t in tensors]
        tree = {}
        names = {}
        for entry in case["weights_h5"]:
            parts = entry["path"].split("/")
            if len(parts) < 3 or parts[1].startswith("input_layer"):
                continue
            layer["group"] = parts[1]
            path = "/".join(parts[2:])
            if "shape" in entry:
                tree[path] = entry["shape"]
            elif parts[-1] == "vars":
                tree[path] = entry.get("attributes", {}).get("name", "")
        layer["weights"] = tree
        layers.append(layer)
parts = {}
for group in ("initializers", "regularizers", "constraints"):
    parts[group] = [
        {"case": f"{name} {kind}", "serialized": cases[kind]["serialized"]}
        for name, cases in whole[group].items() for kind in ("default", "changed")
        if "serialized" in cases[kind]]
json.dump({"keras": whole["keras_version"], "layers": layers, **parts}, sys.stdout,
          separators=(",", ":"))
