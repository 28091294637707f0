"""Computes the same figures of the same arrays in Assay and its peers by turns and prints how they compare.

The arrays are written as npy files here and read by every program. Each measurement is a process of its own, with one
run for warming up; programs are interleaved, round by round. numpy is shown for information and is nobody's peer.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version

import numpy as np
from compare import MINUTES, machine

HERE = os.path.dirname(os.path.abspath(__file__))
# What each case works on: rows, and bytes of labels and predictions.
CASES = {
    "accuracy": ("accuracy, 1M rows of 10 logits, int64 labels", 1_000_000, 48_000_000),
    "f1": ("binary F1, 10M scores", 10_000_000, 120_000_000),
    "auc_exact": ("AUC, exact, 10M scores", 10_000_000, 120_000_000),
    "auc_200": ("AUC, 200 thresholds, 10M scores", 10_000_000, 120_000_000),
    "confusion": ("confusion matrix, 10 classes, 1M", 1_000_000, 16_000_000),
    "updates_32": ("accuracy, 2000 updates of 32 rows", 64_000, 3_072_000),
}
PROGRAMS = [
    ("sklearn", "default"), ("torchmetrics", "default"), ("keras-tensorflow", "eager"), ("keras-tensorflow", "compiled"),
    ("keras-jax", "eager"), ("keras-jax", "compiled"), ("numpy", "default"), ("assay", "default"),
]
KERAS = {"accuracy", "f1", "auc_200", "updates_32"}
LACKING = {"sklearn": {"auc_200", "updates_32"}, "numpy": {"auc_exact", "auc_200"},
           "keras-tensorflow": set(CASES) - KERAS, "keras-jax": set(CASES) - KERAS}


def write_arrays(folder):
    random = np.random.default_rng(1)
    classes = random.integers(0, 10, 1_000_000)
    logits = random.standard_normal((1_000_000, 10), dtype=np.float32)
    logits[np.arange(1_000_000), classes] += 1
    labels = random.integers(0, 2, 10_000_000)
    scores = 1 / (1 + np.exp(-(random.standard_normal(10_000_000, dtype=np.float32) + labels - np.float32(0.5))))
    arrays = {"classes": classes, "logits": logits, "guesses": logits.argmax(axis=1), "labels": labels,
              "scores": scores.astype(np.float32)}
    for name, array in arrays.items():
        np.save(os.path.join(folder, name + ".npy"), array)


def measure(framework, variant, folder, case, repeats, threads, assay):
    """The program's own line, or why there is none."""
    if framework == "assay":
        command = [assay, "metrics", folder, case, str(repeats)]
    else:
        command = [sys.executable, os.path.join(HERE, "metrics_peer.py"), framework, variant, folder, case,
                   str(repeats), str(threads)]
    environment = dict(
        os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), TF_CPP_MIN_LOG_LEVEL="3",
        JAX_PLATFORMS="cpu", CUDA_VISIBLE_DEVICES="", KERAS_BACKEND=framework.removeprefix("keras-"))
    if not framework.startswith("keras-"):
        del environment["KERAS_BACKEND"]

    def keep_to_some_cores():
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60 * MINUTES,
                              preexec_fn=keep_to_some_cores)
    except subprocess.TimeoutExpired:
        return None, f"not done after {MINUTES} minutes"
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        said = (done.stderr.strip() or "nothing printed").splitlines()[-1]
        return None, f"exit status {done.returncode}: {said[:200]}"
    return json.loads(lines[-1]), None


def summarise(runs, case):
    rows = []
    for framework, variant in PROGRAMS:
        mine = [r for r in runs if (r["framework"], r["variant"], r["case"]) == (framework, variant, case)]
        times = [t for r in mine for t in r["seconds"]]
        if times:
            rows.append({"framework": framework, "variant": variant, "median": statistics.median(times),
                         "fastest": min(times), "slowest": max(times), "value": mine[-1]["value"]})
    return rows


def compare(rows):
    """Assay's median against the best peer's; `None` while one side is missing."""
    peers = [r for r in rows if r["framework"] not in ("assay", "numpy")]
    ours = [r for r in rows if r["framework"] == "assay"]
    if not peers or not ours:
        return None
    best = min(peers, key=lambda r: r["median"])
    return {"best_peer": best["framework"], "variant": best["variant"], "peer": best["median"],
            "assay": ours[0]["median"], "times_faster": best["median"] / ours[0]["median"]}


def show(case, rows, failures):
    title, count, size = CASES[case]
    print(f"\n{title}: milliseconds")
    print(f"  {'framework':18}{'variant':10}{'median':>10}{'fastest':>10}{'slowest':>10}{'M rows/s':>10}{'GB/s':>7}"
          f"{'figure':>16}")
    for r in rows:
        print(f"  {r['framework']:18}{r['variant']:10}{r['median'] * 1e3:10.2f}{r['fastest'] * 1e3:10.2f}"
              f"{r['slowest'] * 1e3:10.2f}{count / r['median'] / 1e6:10.1f}{size / r['median'] / 1e9:7.2f}"
              f"{r['value']:16.9g}")
    for (framework, variant), why in failures.items():
        print(f"  {framework:18}{variant:10} not measured: {why}")
    found = compare(rows)
    if found:
        print(f"  Assay against the best peer, {found['best_peer']} ({found['variant']}): "
              f"{found['times_faster']:.2f} times as fast")


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/run metrics", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="rounds in which every program runs once (3)")
    parser.add_argument("--repeats", type=int, default=3, help="measured runs in each process (3)")
    parser.add_argument("--case", action="append", choices=list(CASES), help="only this one; may repeat")
    parser.add_argument("--only", action="append", metavar="FRAMEWORK", help="only these programs; may repeat")
    parser.add_argument("--threads", type=int, default=2, help="threads and cores of every program (2)")
    parser.add_argument("--json", metavar="FILE", help="also write every measurement here")
    parser.add_argument("--assay", metavar="PROGRAM", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    cases = arguments.case or list(CASES)
    chosen = [v for v in PROGRAMS if (not arguments.only or v[0] in arguments.only)
              and (arguments.assay or v[0] != "assay")]
    if not chosen or min(arguments.rounds, arguments.repeats, arguments.threads) < 1:
        parser.error("nothing to run: --only names none of " + ", ".join(sorted({v[0] for v in PROGRAMS}))
                     + ", or --rounds, --repeats or --threads is below 1")

    here = machine()
    versions = {p: version(p) for p in ("scikit-learn", "torchmetrics", "keras", "tensorflow-cpu", "jax", "torch")}
    print(f"{here['processor']}, {here['cores']} cores, {arguments.threads} threads each; "
          + ", ".join(f"{k} {v}" for k, v in versions.items()))
    if here["load_at_start"] > 0.5:
        print(f"The machine is busy (load {here['load_at_start']}): figures will scatter; compare the fastest too.")

    runs, failures, bandwidth = [], {c: {} for c in cases}, []
    with tempfile.TemporaryDirectory() as folder:
        write_arrays(folder)
        for turn in range(1, arguments.rounds + 1):
            if arguments.assay and ("assay", "default") in chosen:
                line, _ = measure("assay", "default", folder, "bandwidth", arguments.repeats, 1, arguments.assay)
                bandwidth += line["seconds"] if line else []
            for case in cases:
                for framework, variant in chosen:
                    if case in LACKING.get(framework, ()) or (framework, variant) in failures[case]:
                        continue
                    line, why = measure(framework, variant, folder, case, arguments.repeats, arguments.threads,
                                        arguments.assay)
                    if line:
                        runs.append({**line, "round": turn, "load": round(os.getloadavg()[0], 2)})
                    else:
                        failures[case][framework, variant] = why
                    said = " ".join(f"{t * 1e3:.2f}" for t in line["seconds"]) + " ms" if line else why
                    print(f"  round {turn}/{arguments.rounds} {case} {framework} {variant}: {said}", file=sys.stderr)

    if bandwidth:
        print(f"\nmemory, one core: {1 / statistics.median(bandwidth):.2f} GB/s (a sum over 1 GB)")
    summary = {}
    for case in cases:
        rows = summarise(runs, case)
        show(case, rows, failures[case])
        summary[case] = {"rows": rows, "against": compare(rows),
                         "not_measured": {":".join(k): v for k, v in failures[case].items()}}
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"machine": here, "threads": arguments.threads, "rounds": arguments.rounds,
                       "versions": versions, "bandwidth_seconds": bandwidth, "summary": summary, "runs": runs},
                      file, indent=1)
            file.write("\n")
    sys.exit(1 if any(failures.values()) else 0)


if __name__ == "__main__":
    main()
