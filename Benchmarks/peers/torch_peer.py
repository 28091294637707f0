"""PyTorch with torchmetrics: `torch_peer.py WORKLOAD VARIANT THREADS`.

Batches are gathered by a permutation's indices rather than by a DataLoader, which is slower for arrays in memory.
Variants: `default` (eager, Adam as it comes), `fused` (eager, fused Adam), `serial` (the same on one thread, which can
be faster for steps this small), `compile` (torch.compile, fused Adam).
"""

import sys

workload, variant, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])

import torch  # noqa: E402
import torchmetrics.classification  # noqa: E402
import workloads  # noqa: E402

torch.set_num_threads(1 if variant == "serial" else threads)
torch.manual_seed(1)
x, y = (torch.from_numpy(a) for a in workloads.data(workload, seed=1))
if workload == "mlp":
    model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    criterion = torch.nn.CrossEntropyLoss()
    accuracy = torchmetrics.classification.MulticlassAccuracy(10, average="micro", validate_args=False)
    measure = accuracy.update
else:
    model = torch.nn.Sequential(torch.nn.Linear(10, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
    criterion = torch.nn.BCEWithLogitsLoss()
    accuracy = torchmetrics.classification.BinaryAccuracy(validate_args=False)

    def measure(output, labels):  # probabilities, or torchmetrics looks through the batch for logits
        accuracy.update(torch.sigmoid(output), labels)

optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if variant != "default" else None)
forward = torch.compile(model, dynamic=False) if variant == "compile" else model
clock = workloads.Clock(workload)

for _ in range(1 + workloads.EPOCHS):
    accuracy.reset()
    total = torch.zeros(())
    for rows in torch.randperm(len(x)).split(workloads.BATCH):
        features, labels = x[rows], y[rows]
        optimizer.zero_grad(set_to_none=True)
        output = forward(features)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(rows)
        measure(output.detach(), labels)
    final = float(accuracy.compute())
    clock.epoch_ended()

workloads.report("torch", workload, variant, clock.times, float(total) / len(x), final)
