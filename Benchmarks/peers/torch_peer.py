"""PyTorch with torchmetrics: `torch_peer.py WORKLOAD VARIANT THREADS`.

Batches are gathered by a permutation's indices rather than by a DataLoader, which is slower for arrays in memory.
Variants: `default` (eager, as it comes), `fused` (eager, fused Adam), `serial` (the same on one thread, which can be
faster for small steps), `channels_last` (eager, images and kernels with channels last, fused Adam), `compile`
(torch.compile, fused Adam, channels last), `freezing` (the same with the weights of what is not trained as
constants), `script` (what is not trained as TorchScript optimized for inference).
"""

import sys

workload, variant, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])

import mobilenet  # noqa: E402
import torch  # noqa: E402
import torchmetrics  # noqa: E402
import torchmetrics.classification as metrics  # noqa: E402
import workloads  # noqa: E402
from torch import nn  # noqa: E402

LAYOUT = torch.contiguous_format if variant in ("default", "script") else torch.channels_last
COMPILED = variant in ("compile", "freezing")


class LastState(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(300, 32, batch_first=True)
        self.dense = nn.Linear(32, 1)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


class Frozen(nn.Module):
    """The base in inference mode, without gradients, and a head that is trained."""

    def __init__(self):
        super().__init__()
        self.features = answering(mobilenet.MobileNetV2().requires_grad_(False))
        self.head = mobilenet.Head()

    def forward(self, x):
        with torch.no_grad():
            features = self.features(x)
        return self.head(features)


def compiled(model):
    return torch.compile(model, dynamic=False) if COMPILED else model


def answering(model):
    """The model in inference mode, of which nothing is trained."""
    model = model.eval().to(memory_format=LAYOUT)
    if variant == "script":
        return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(model)))
    return compiled(model)


def model():
    """The model, and what is called in its place."""
    if workload == "mlp":
        made = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    elif workload == "seq_dense":
        made = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
    elif workload == "cnn":
        made = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(12 * 12 * 64, 128), nn.ReLU(), nn.Linear(128, 10))
    elif workload == "sequence":
        made = LastState()
    elif workload == "mobilenet":
        made = Frozen()
        return made, made
    else:
        made = nn.Sequential(mobilenet.MobileNetV2(), mobilenet.Head())
    made = made.to(memory_format=LAYOUT)
    return made, compiled(made)


def train(x, y, clock):
    made, forward = model()
    if workload in ("mlp", "cnn"):
        criterion = nn.CrossEntropyLoss()
        counts = metrics.MulticlassAccuracy(10, average="micro", validate_args=False)
        answer = nn.Identity()
    else:
        criterion = nn.BCEWithLogitsLoss()
        counts = metrics.BinaryAccuracy(validate_args=False)
        if workload == "sequence":  # They share their counts.
            counts = torchmetrics.MetricCollection([
                counts, metrics.BinaryRecall(validate_args=False), metrics.BinaryPrecision(validate_args=False)])
        answer = nn.Sigmoid()  # or torchmetrics looks through the batch for logits
    weights = [p for p in made.parameters() if p.requires_grad]
    if workload.startswith("mobilenet"):
        optimizer = torch.optim.RMSprop(weights, lr=1e-4, alpha=0.9, eps=1e-7)
    else:
        optimizer = torch.optim.Adam(weights, lr=1e-3, fused=True if variant != "default" else None)

    for _ in range(1 + workloads.EPOCHS):
        counts.reset()
        total = torch.zeros(())
        for rows in torch.randperm(len(x)).split(workloads.WORKLOADS[workload].batch):
            features, labels = x[rows], y[rows]
            optimizer.zero_grad(set_to_none=True)
            output = forward(features)
            loss = criterion(output, labels)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
            counts.update(answer(output.detach()), labels)
        final = counts.compute()
        clock.epoch_ended()
    final = final["BinaryAccuracy"] if workload == "sequence" else final
    return {"loss": float(total) / len(x), "accuracy": float(final)}


def predict(image, clock):
    """Calls from an image in memory to an answer in memory."""
    forward = answering(nn.Sequential(mobilenet.MobileNetV2(), mobilenet.Head()))
    with torch.inference_mode():
        clock.time_calls(lambda: forward(image).numpy())
    return {}


if COMPILED:
    import torch._inductor.config
    torch._inductor.config.freezing = variant == "freezing"
torch.set_num_threads(1 if variant == "serial" else threads)
torch.manual_seed(1)
x, y = (torch.from_numpy(a) for a in workloads.data(workload, seed=1))
if x.dim() == 4:
    x = x.permute(0, 3, 1, 2).contiguous(memory_format=LAYOUT)
memory = workloads.Memory()
clock = workloads.Clock(workload)
figures = predict(x[:1], clock) if workload == "predict" else train(x, y, clock)
workloads.report("torch", workload, variant, clock.times, memory, **figures)
