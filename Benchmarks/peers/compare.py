"""Runs the workloads in Assay and its peers by turns and prints how they compare.

Each measurement is a process of its own that trains one epoch for warming up and three that count. Programs are
interleaved, round by round, so that a machine that slows down slows everybody. A framework is represented by
whichever of its variants was fastest.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version

HERE = os.path.dirname(os.path.abspath(__file__))
VARIANTS = [
    ("keras-tensorflow", "default"), ("keras-tensorflow", "jit"), ("keras-tensorflow", "multistep"),
    ("keras-jax", "default"), ("keras-jax", "multistep"),
    ("torch", "default"), ("torch", "fused"), ("torch", "serial"), ("torch", "compile"),
    ("assay", "default"),
]
MINUTES = 10  # after which a program is given up


def measure(framework, variant, workload, threads, assay):
    """The program's own line, or why there is none."""
    if framework == "assay":
        command = [assay, workload]
    else:
        peer = "torch_peer.py" if framework == "torch" else "keras_peer.py"
        command = [sys.executable, os.path.join(HERE, peer), workload, variant, str(threads)]
    environment = dict(
        os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), TF_CPP_MIN_LOG_LEVEL="3",
        JAX_PLATFORMS="cpu", CUDA_VISIBLE_DEVICES="", KERAS_BACKEND=framework.removeprefix("keras-"))

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


def summarise(runs, workload):
    """One row a variant: the median over all epochs of all rounds, and between what they lay."""
    rows = []
    for framework, variant in VARIANTS:
        mine = [r for r in runs if (r["framework"], r["variant"], r["workload"]) == (framework, variant, workload)]
        times = [t for r in mine for t in r["ms_per_step"]]
        if times:
            rows.append({
                "framework": framework, "variant": variant, "median_ms": statistics.median(times),
                "fastest_ms": min(times), "slowest_ms": max(times), "rounds": len(mine),
                "loss": statistics.median(r["loss"] for r in mine),
                "accuracy": statistics.median(r["accuracy"] for r in mine)})
    return rows


def compare(rows, by):
    """Assay against the fastest variant of any peer; `None` while one side is missing."""
    peers = [r for r in rows if r["framework"] != "assay"]
    ours = [r for r in rows if r["framework"] == "assay"]
    if not peers or not ours:
        return None
    best = min(peers, key=lambda r: r[by])
    return {"best_peer": best["framework"], "variant": best["variant"], "peer_ms": best[by],
            "assay_ms": ours[0][by], "times_faster": best[by] / ours[0][by]}


def show(workload, rows, failures):
    print(f"\n{workload}, batch 32: milliseconds per training step, metrics on")
    print(f"  {'framework':18}{'variant':10}{'median':>9}{'fastest':>9}{'slowest':>9}{'loss':>9}{'accuracy':>10}")
    for r in rows:
        print(f"  {r['framework']:18}{r['variant']:10}{r['median_ms']:9.4f}{r['fastest_ms']:9.4f}"
              f"{r['slowest_ms']:9.4f}{r['loss']:9.4f}{r['accuracy']:10.4f}")
    for (framework, variant), why in failures.items():
        print(f"  {framework:18}{variant:10} not measured: {why}")
    for by, word in (("median_ms", "medians"), ("fastest_ms", "fastest epochs")):
        found = compare(rows, by)
        if found:
            print(f"  {word}: Assay {found['assay_ms']:.4f} ms, best peer {found['best_peer']} ({found['variant']}) "
                  f"{found['peer_ms']:.4f} ms: {found['times_faster']:.2f} times")


def machine():
    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            text = file.read()
        names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
        vector = [f for f in ("avx512f", "avx2") if f in text.split()]
        model = f"{names[0] if names else model}, {vector[0] if vector else 'no avx2'}"
    return {"processor": model, "cores": os.cpu_count(), "system": platform.platform(),
            "load_at_start": round(os.getloadavg()[0], 2)}


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="rounds in which every program runs once (3)")
    parser.add_argument("--workload", action="append", choices=["mlp", "seq_dense"], help="only this one; may repeat")
    parser.add_argument("--only", action="append", metavar="FRAMEWORK[:VARIANT]", help="only these programs; may repeat")
    parser.add_argument("--threads", type=int, default=2, help="threads and cores of every program (2)")
    parser.add_argument("--json", metavar="FILE", help="also write every measurement here")
    parser.add_argument("--assay", metavar="PROGRAM", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    workloads = arguments.workload or ["mlp", "seq_dense"]
    chosen = [
        v for v in VARIANTS
        if not arguments.only or v[0] in arguments.only or ":".join(v) in arguments.only]
    if not arguments.assay:
        chosen = [v for v in chosen if v[0] != "assay"]
    if not chosen or arguments.rounds < 1 or arguments.threads < 1:
        parser.error("nothing to run: --only names none of " + ", ".join(":".join(v) for v in VARIANTS)
                     + ", or --rounds or --threads is below 1")

    here = machine()
    versions = {p: version(p) for p in ("keras", "tensorflow-cpu", "jax", "torch", "torchmetrics")}
    print(f"{here['processor']}, {here['cores']} cores, {arguments.threads} threads each; "
          + ", ".join(f"{k} {v}" for k, v in versions.items()))
    if here["load_at_start"] > 0.5:
        print(f"The machine is busy (load {here['load_at_start']}): figures will scatter; trust the fastest epochs more.")

    runs, failures = [], {w: {} for w in workloads}
    plan = [(w, t, *v) for w in workloads for t in range(1, arguments.rounds + 1) for v in chosen]
    try:
        for workload, turn, framework, variant in plan:
            if (framework, variant) in failures[workload]:
                continue
            print(f"  {workload} round {turn}/{arguments.rounds} {framework} {variant}: ", end="", file=sys.stderr,
                  flush=True)
            line, why = measure(framework, variant, workload, arguments.threads, arguments.assay)
            if line:
                runs.append({**line, "round": turn, "load": round(os.getloadavg()[0], 2)})
                print(" ".join(f"{t:.4f}" for t in line["ms_per_step"]), "ms", file=sys.stderr)
            else:
                failures[workload][framework, variant] = why
                print(why, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted: what was measured until here", file=sys.stderr)

    summary = {}
    for workload in workloads:
        rows = summarise(runs, workload)
        show(workload, rows, failures[workload])
        summary[workload] = {
            "rows": rows, "by_median": compare(rows, "median_ms"), "by_fastest": compare(rows, "fastest_ms"),
            "not_measured": {":".join(k): v for k, v in failures[workload].items()}}
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"machine": here, "threads": arguments.threads, "rounds": arguments.rounds,
                       "versions": versions, "summary": summary, "runs": runs}, file, indent=1)
            file.write("\n")

    missing = {w: {f for f, _ in chosen} - {r["framework"] for r in summary[w]["rows"]} for w in workloads}
    for workload, names in missing.items():
        if names:
            print(f"{workload}: no figure at all for {', '.join(sorted(names))}", file=sys.stderr)
    sys.exit(1 if any(missing.values()) else 0)


if __name__ == "__main__":
    main()
