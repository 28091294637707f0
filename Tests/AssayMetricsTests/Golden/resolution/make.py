"""What real Keras makes of `accuracy` and `crossentropy`, case by case. Writes keras.json beside itself.

    KERAS_BACKEND=jax python make.py

Every model is one activation over its input, so its outputs are known. A quarter of the predictions
are planted wrong, so the true accuracy is known without computing it: 0.75 unless a case says otherwise.
"""

import json
import pathlib

import keras
import numpy as np

MARGINS = np.array([0.2, 0.4, 3.0, 1.1])  # a right logit below 0.5 is what Keras's threshold misses


def yes_or_no(shape):
    """Labels of 0 and 1, and logits whose sign is wrong at every fourth place."""
    count = int(np.prod(shape))
    place = np.arange(count)
    labels = (place * 7 // 3) % 2
    wrong = place % 4 == 3
    logits = np.where((labels == 1) ^ wrong, 1, -1) * MARGINS[place // 4 % 4]
    return labels.reshape(shape), logits.reshape(shape)


def classes(shape, count):
    """Class indices, and logits whose greatest is one class off at every fourth place."""
    place = np.arange(int(np.prod(shape)))
    labels = (place * 5 // 2) % count
    predicted = (labels + (place % 4 == 3)) % count
    logits = -0.2 * ((np.arange(count)[None, :] + place[:, None]) % 3)
    logits[place, predicted] = 0.1 + MARGINS[place // 4 % 4]
    return labels.reshape(shape), logits.reshape(shape + (count,))


def one_hot(labels, count):
    return np.eye(count)[labels]


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def binary_truth(labels, logits):
    p = 1 / (1 + np.exp(-logits.reshape(-1)))
    y = labels.reshape(-1)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def class_truth(labels, logits):
    p = softmax(logits).reshape(-1, logits.shape[-1])
    return float(-np.log(p[np.arange(len(p)), labels.reshape(-1)]).mean())


CASES = []


def case(name, labels, logits, activation, truth, dtype, crossentropy=None, loss=None):
    CASES.append(dict(
        name=name, activation=activation, loss=loss, truth=truth,
        true_crossentropy=crossentropy, labels=labels.astype(dtype), logits=logits.astype("float32")))


for activation in ["linear", "sigmoid"]:
    y, z = yes_or_no((8,))
    t = binary_truth(y, z)
    case(f"binary, column labels, {activation}", y[:, None], z[:, None], activation, 0.75, "float32", t)
    case(f"binary, flat labels, {activation}", y, z[:, None], activation, 0.75, "int64", t)
    case(f"binary, flat output, {activation}", y, z, activation, 0.75, "int64", t)
    case(f"binary, flat output, column labels, {activation}", y[:, None], z, activation, 0.75, "int64", t)
    y, z = yes_or_no((2, 60))
    t = binary_truth(y, z)
    case(f"sequence, same shape, {activation}", y[..., None], z[..., None], activation, 0.75, "float32", t)
    case(f"sequence, flat labels, {activation}", y, z[..., None], activation, 0.75, "int32", t)
    case(f"sequence, flat output, {activation}", y, z, activation, 0.75, "int64", t)
    case(f"sequence, flat output, column labels, {activation}", y[..., None], z, activation, 0.75, "int64", t)
    y, z = yes_or_no((2, 4, 2))
    t = binary_truth(y, z)
    case(f"mask, same shape, {activation}", y[..., None], z[..., None], activation, 0.75, "uint8", t)
    case(f"mask, flat labels, {activation}", y, z[..., None], activation, 0.75, "bool", t)
    y, z = yes_or_no((8, 3))
    case(f"multi-label, {activation}", y, z, activation, 0.75, "float32", binary_truth(y, z))

y = np.array([[1, 0], [0, 0], [1, 1], [0, 1]])
z = np.array([[0.2, -1], [-3, 0.4], [1, 2], [-1, -0.3]])
case("two labels of their own", y, z, "sigmoid", 0.75, "float32", binary_truth(y, z), "binary_crossentropy")

for activation in ["softmax", "linear"]:
    y, z = classes((8,), 10)
    t = class_truth(y, z)
    case(f"classes, indices, {activation}", y, z, activation, 0.75, "int64", t)
    case(f"classes, column of indices, {activation}", y[:, None], z, activation, 0.75, "int32", t)
    case(f"classes, one-hot, {activation}", one_hot(y, 10), z, activation, 0.75, "float32", t)
    y, z = classes((8,), 2)
    case(f"two classes, one-hot, {activation}", one_hot(y, 2), z, activation, 0.75, "int64", class_truth(y, z))
    y, z = classes((2, 6), 5)
    t = class_truth(y, z)
    case(f"tags, indices, {activation}", y, z, activation, 0.75, "int64", t)
    case(f"tags, column of indices, {activation}", y[..., None], z, activation, 0.75, "float32", t)
    case(f"tags, one-hot, {activation}", one_hot(y, 5), z, activation, 0.75, "float32", t)
    y, z = classes((2, 4, 2), 3)
    t = class_truth(y, z)
    case(f"segmentation, indices, {activation}", y, z, activation, 0.75, "uint8", t)
    case(f"segmentation, column of indices, {activation}", y[..., None], z, activation, 0.75, "uint8", t)
    case(f"segmentation, one-hot, {activation}", one_hot(y, 3), z, activation, 0.75, "float32", t)

y, z = classes((8,), 10)
case("softmax trained with binary crossentropy", one_hot(y, 10), z, "softmax", 0.75, "float32",
     class_truth(y, z), "binary_crossentropy")
case("softmax over one unit", np.array([[1], [1], [1], [0]]), np.array([[-2.0], [0.3], [4.0], [-1.0]]),
     "softmax", 0.75, "float32")  # the share of label 1: the figure is true, the model is not
case("labels wider than the output", one_hot(y, 10), z[:, :1], "linear", None, "float32")
case("labels narrower than the output", one_hot(y % 3, 3), z, "linear", None, "float32")


def run(case, **arguments):
    shape = case["logits"].shape[1:]
    inputs = keras.Input(shape)
    activate = keras.layers.Activation(case["activation"])
    model = keras.Model(inputs, activate(inputs))
    model.compile(**arguments)
    outputs = model.predict(case["logits"], verbose=0)
    error, scores = None, {}
    try:
        scores = model.evaluate(case["logits"], case["labels"], batch_size=64, verbose=0, return_dict=True)
    except Exception as e:  # what Keras does with shapes that do not fit is part of the answer
        error = type(e).__name__
    return model, outputs, scores, error


def nothing(y_true, y_pred):
    return keras.ops.zeros_like(y_pred)


def shape(a):
    return [None, *a.shape[1:]]


rows = []
for c in CASES:
    model, outputs, scores, error = run(c, loss=nothing, metrics=["accuracy"])
    metric = model._compile_metrics._flat_metrics[0].metrics[0]
    accuracy = dict(class_name=type(metric).__name__, config={
        k: v for k, v in metric.get_config().items() if k == "threshold"},
        value=scores.get("accuracy"), error=error)
    model, _, scores, error = run(c, loss="crossentropy")
    function = model._compile_loss._flat_losses[0].loss.fn
    crossentropy = dict(function=function.__name__, value=scores.get("loss"), error=error)
    rows.append(dict(
        name=c["name"], activation=c["activation"], loss=c["loss"],
        output=shape(c["logits"]), labels=shape(c["labels"]), rows=len(c["labels"]),
        dtype=str(c["labels"].dtype), label_data=c["labels"].astype("float64").reshape(-1).tolist(),
        predictions=[float(f"{p:.7g}") for p in outputs.reshape(-1)],
        true_accuracy=c["truth"], true_crossentropy=c["true_crossentropy"],
        accuracy=accuracy, crossentropy=crossentropy))

path = pathlib.Path(__file__).with_name("keras.json")
lines = ",\n".join(json.dumps(row) for row in rows)
path.write_text(f'{{"keras": "{keras.__version__}", "backend": "{keras.backend.backend()}", "cases": [\n{lines}\n]}}\n')
for r in rows:
    print(r["name"], "|", r["accuracy"]["class_name"], r["accuracy"]["value"], r["accuracy"]["error"], "|",
          r["crossentropy"]["function"], r["crossentropy"]["value"], r["true_crossentropy"], r["crossentropy"]["error"])
