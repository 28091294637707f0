"""Makes optimizer_rules.json, optimizer_rules_2.json, loss_scale.json and schedules.json beside this file with real Keras on JAX.

    python make_optimizers.py

Every case takes 20 steps over four parameters; the values after steps 1, 7 and 20 are kept, and for the
defaults the optimizer's variables at the end. Numbers are float32 with the nine digits that tell them apart.
"""
import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "jax"
import jax
import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
STEPS = 20
KEPT = [1, 7, 20]
SHAPES = {"kernel": (3, 5), "tall": (6, 2), "bias": (5,), "scale": (2, 2, 3)}

COMMON = [
    {}, {"learning_rate": 0.05}, {"learning_rate": 0.03, "weight_decay": 0.02},
    {"learning_rate": 0.02, "clipnorm": 0.4}, {"learning_rate": 0.02, "clipvalue": 0.15},
    {"learning_rate": 0.02, "global_clipnorm": 0.7},
    {"learning_rate": 0.02, "use_ema": True, "ema_momentum": 0.8},
    {"learning_rate": 0.02, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3},
    {"learning_rate": 0.02, "gradient_accumulation_steps": 3, "weight_decay": 0.01},
    {"learning_rate": 0.02, "weight_decay": 0.05, "exclude": ["bias", "scale"]},
    {"schedule": ["CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 12, "warmup_target": 0.03, "warmup_steps": 4}]},
]
SOME_MORE = [
    {"learning_rate": 0.02, "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.7,
     "ema_overwrite_frequency": 2, "global_clipnorm": 0.5, "weight_decay": 0.03},
    {"schedule": ["ExponentialDecay", {"initial_learning_rate": 0.05, "decay_steps": 4, "decay_rate": 0.5}],
     "gradient_accumulation_steps": 4, "clipnorm": 0.3},
]
OWN = {
    "SGD": SOME_MORE + [{"learning_rate": 0.02, "momentum": 0.9}, {"learning_rate": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}],
    "RMSprop": [{"learning_rate": 0.01, "momentum": 0.7}, {"learning_rate": 0.01, "centered": True, "rho": 0.8},
                {"learning_rate": 0.01, "centered": True, "momentum": 0.5, "clipnorm": 1.0}],
    "Adam": SOME_MORE + [{"learning_rate": 0.02, "amsgrad": True}, {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001}],
    "AdamW": [{"learning_rate": 0.02, "amsgrad": True, "clipvalue": 0.2}],
    "Adagrad": [{"learning_rate": 0.1, "initial_accumulator_value": 0.01, "epsilon": 0.001}],
    "Adadelta": [{"learning_rate": 1.0}, {"learning_rate": 1.0, "rho": 0.8, "epsilon": 0.001}],
    "Adamax": [{"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.01}],
    "Nadam": SOME_MORE + [{"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001}],
    "Ftrl": [{"learning_rate": 0.1}, {"learning_rate": 0.1, "l1_regularization_strength": 0.1, "l2_regularization_strength": 0.1},
             {"learning_rate": 0.1, "l2_shrinkage_regularization_strength": 0.05, "beta": 0.3},
             {"learning_rate": 0.1, "learning_rate_power": -0.3, "initial_accumulator_value": 0.5}],
    "Lion": [{"learning_rate": 0.01, "beta_1": 0.95, "beta_2": 0.9}],
    "Lamb": SOME_MORE + [{"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001}],
    "Adafactor": SOME_MORE + [{"learning_rate": 0.5}, {"learning_rate": 0.1, "beta_2_decay": -0.5, "epsilon_1": 0.001, "epsilon_2": 0.1, "clip_threshold": 0.5},
                              {"learning_rate": 0.1, "relative_step": False}],
    "Muon": SOME_MORE + [{"learning_rate": 0.02, "nesterov": False}, {"learning_rate": 0.02, "rms_rate": None, "ns_steps": 3},
             {"learning_rate": 0.02, "adam_lr_ratio": 0.1, "adam_weight_decay": 0.1, "momentum": 0.8},
             {"learning_rate": 0.02, "exclude_layers": ["tall"], "muon_a": 2.0, "muon_b": -1.5, "muon_c": 0.5}],
    "ScheduleFreeAdamW": SOME_MORE + [{"learning_rate": 0.02, "warmup_steps": 5}, {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.001}],
}


def data():
    random = np.random.default_rng(20)
    start = {name: random.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}
    start["scale"][0] = 0
    gradients = []
    for step in range(STEPS):
        scale = [1, 0.05, 2][step % 3]
        gradients.append({name: (scale * (0.3 + random.normal(size=shape))).astype(np.float32) for name, shape in SHAPES.items()})
    gradients[0]["bias"][0] = 0
    gradients[3]["bias"][:] = 0
    return start, gradients


def digits(array):
    return ["NaN" if np.isnan(v) else float(f"{v:.9g}") for v in np.asarray(array, np.float64).ravel()]


def schedule_of(named):
    return getattr(keras.optimizers.schedules, named[0])(**named[1])


def run(kind, config):
    config = dict(config)
    exclude, schedule = config.pop("exclude", None), config.pop("schedule", None)
    if schedule:
        config["learning_rate"] = schedule_of(schedule)
    optimizer = getattr(keras.optimizers, kind)(**config)
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    start, gradients = data()
    variables = [keras.Variable(v, name=name) for name, v in start.items()]
    optimizer.build(variables)
    after = []
    for step, given in enumerate(gradients, 1):
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in given.values()], variables)
        if step in KEPT:
            after.append([digits(v.numpy()) for v in variables])
    result = {"after": after, "iterations": int(optimizer.iterations)}
    if not config:
        result["variables"] = [v.name for v in optimizer.variables]
        result["state"] = [digits(v.numpy()) for v in optimizer.variables[2:]]
    if config.get("use_ema"):
        optimizer.finalize_variable_values(variables)
        result["final"] = [digits(v.numpy()) for v in variables]
    return result


# Nadam is none of them: Keras 3.15.1 does not see its momentum product inside this optimizer, and it stays 1.
SCALED = [
    ["Adam", {"learning_rate": 0.02}, {}],
    ["Adam", {"learning_rate": 0.02, "loss_scale_factor": 7.0}, {"initial_scale": 1024.0, "dynamic_growth_steps": 3}],
    ["SGD", {"learning_rate": 0.02, "momentum": 0.9, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3}, {"dynamic_growth_steps": 1}],
    ["RMSprop", {"learning_rate": 0.02, "gradient_accumulation_steps": 3, "global_clipnorm": 0.7}, {"dynamic_growth_steps": 4}],
    ["Adafactor", {"learning_rate": 0.1, "weight_decay": 0.02}, {"initial_scale": 100.0, "dynamic_growth_steps": 5}],
]
# Where a gradient overflows, as by step and parameter.
OVERFLOWS = {0: ("kernel", np.inf), 4: ("bias", np.nan), 5: ("scale", -np.inf), 13: ("tall", np.nan)}


def run_scaled(kind, config, own):
    optimizer = keras.optimizers.LossScaleOptimizer(getattr(keras.optimizers, kind)(**config), **own)
    start, gradients = data()
    variables = [keras.Variable(v, name=name) for name, v in start.items()]
    optimizer.build(variables)
    after, scales, counters, iterations = [], [], [], []
    for step, given in enumerate(gradients):
        scaled = {k: g * np.float32(optimizer.dynamic_scale.numpy()) for k, g in given.items()}
        if step in OVERFLOWS:
            name, value = OVERFLOWS[step]
            scaled[name].flat[1] = value
        # On JAX this optimizer cannot be applied in place.
        new, state = optimizer.stateless_apply(
            [v.value for v in optimizer.variables], [keras.ops.convert_to_tensor(g) for g in scaled.values()], [v.value for v in variables])
        for variable, value in zip(variables + optimizer.variables, list(new) + list(state)):
            variable.assign(value)
        scales.append(float(optimizer.dynamic_scale.numpy()))
        counters.append(int(optimizer.step_counter.numpy()))
        iterations.append(int(optimizer.iterations))
        if step + 1 in KEPT:
            after.append([digits(v.numpy()) for v in variables])
    return {"class": kind, "config": config, "own": own, "after": after, "scales": scales, "counters": counters,
            "iterations": iterations, "variables": [v.name for v in optimizer.variables],
            "state": [digits(v.numpy()) for v in optimizer.variables]}


def fit_scaled():
    """Batches whose scaled gradients overflow, though no loss does; at last Keras doubles the scale to infinity."""
    random = np.random.default_rng(7)
    x, y = random.normal(size=(12, 3)).astype(np.float32), random.normal(size=(12, 1)).astype(np.float32)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
    start = [random.normal(size=v.shape).astype(np.float32) for v in model.weights]
    model.set_weights(start)
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.05), initial_scale=2.0 ** 127, dynamic_growth_steps=4)
    model.compile(optimizer=optimizer, loss="mse")
    losses, scales = [], []
    for step in range(24):
        at = slice(4 * (step % 3), 4 * (step % 3) + 4)
        losses.append(float(model.train_on_batch(x[at], y[at])))
        scale = float(optimizer.dynamic_scale.numpy())
        scales.append("Infinity" if np.isinf(scale) else scale)
    return {"x": digits(x), "y": digits(y), "start": [digits(v) for v in start], "losses": losses, "scales": scales,
            "iterations": int(optimizer.iterations), "weights": [digits(v) for v in model.get_weights()]}


SCHEDULES = [
    ["ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}],
    ["ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}],
    ["ExponentialDecay", {"initial_learning_rate": 0.003, "decay_steps": 7, "decay_rate": 0.93}],
    ["PiecewiseConstantDecay", {"boundaries": [5, 10], "values": [1.0, 0.5, 0.1]}],
    ["PiecewiseConstantDecay", {"boundaries": [3], "values": [0.2, 0.4]}],
    ["PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10}],
    ["PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "end_learning_rate": 0.01, "power": 2.0}],
    ["PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "end_learning_rate": 0.01, "cycle": True}],
    ["PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "end_learning_rate": 0.02, "power": 0.5, "cycle": True}],
    ["InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}],
    ["InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 1.5, "staircase": True}],
    ["CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.1}],
    ["CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 10, "warmup_target": 0.1, "warmup_steps": 5}],
    ["CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 100, "alpha": 0.2, "warmup_target": 0.05, "warmup_steps": 30}],
    ["CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 5}],
    ["CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 6, "t_mul": 1.0, "m_mul": 0.8, "alpha": 0.05}],
    ["CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.9}],
]
AT = list(range(0, 40)) + [75, 100, 129, 130, 155, 1000, 100000]


def write(name, content):
    content = {"versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__, "python": platform.python_version()}} | content
    (HERE / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    start, gradients = data()
    cases = []
    for kind, own in OWN.items():
        for config in COMMON + own:
            cases.append({"class": kind, "config": config} | run(kind, config))
    half = list(OWN)[:7]
    for name, wanted in (("optimizer_rules.json", True), ("optimizer_rules_2.json", False)):
        write(name, {
            "shapes": {k: list(v) for k, v in SHAPES.items()}, "kept": KEPT, "start": [digits(v) for v in start.values()],
            "gradients": [[digits(g) for g in step.values()] for step in gradients],
            "cases": [case for case in cases if (case["class"] in half) == wanted]})
    write("loss_scale.json", {
        "overflows": {str(step): [name, str(value)] for step, (name, value) in OVERFLOWS.items()},
        "cases": [run_scaled(*case) for case in SCALED], "fit": fit_scaled()})
    write("schedules.json", {"steps": AT, "cases": [
        {"class": kind, "config": config, "rates": [float(f"{float(schedule_of([kind, config])(s)):.9g}") for s in AT]}
        for kind, config in SCHEDULES]})
