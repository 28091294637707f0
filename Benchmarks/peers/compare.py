"""Runs the workloads in Assay and its peers by turns and prints how they compare.

Each measurement is a process of its own that trains one epoch for warming up and three that count. Programs are
interleaved, round by round, so that a machine that slows down slows everybody. A framework is represented by
whichever of its variants was fastest. Memory is the most a process held, and how much more that was than it held with
everything imported and the data made.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version

from workloads import WORKLOADS

HERE = os.path.dirname(os.path.abspath(__file__))
MINUTES = 10  # after which a program is given up


def measure(framework, variant, workload, threads, assay):
    """The program's own line, or why there is none."""
    if framework == "assay":
        command = [assay, workload] + ([] if variant == "default" else [variant])
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
    """One row a variant: the median over all epochs of all rounds, between what they lay, and the memory it took."""
    rows = []
    for framework, variant in WORKLOADS[workload].programs:
        mine = [r for r in runs if (r["framework"], r["variant"], r["workload"]) == (framework, variant, workload)]
        times = [t for r in mine for t in r["ms_per_step"]]
        if times:
            rows.append({
                "framework": framework, "variant": variant, "median_ms": statistics.median(times),
                "fastest_ms": min(times), "slowest_ms": max(times), "rounds": len(mine),
                "peak_mb": statistics.median(r["peak_mb"] for r in mine),
                "growth_mb": statistics.median(r["peak_mb"] - r["before_mb"] for r in mine),
                "loss": middle(r["loss"] for r in mine), "accuracy": middle(r["accuracy"] for r in mine)})
    return rows


def middle(values):
    """The median of what is there; `None` of nothing, as where nothing is trained."""
    known = [v for v in values if v is not None]
    return statistics.median(known) if known else None


def compare(rows, by):
    """Each variant of Assay against the peers' variant with the least `by`; none while one side is missing."""
    peers = [r for r in rows if r["framework"] != "assay"]
    if not peers:
        return []
    best = min(peers, key=lambda r: r[by])
    return [{"best_peer": best["framework"], "variant": best["variant"], "peer": best[by], "assay": mine[by],
             "assay_variant": mine["variant"], "times": best[by] / mine[by] if mine[by] > 0 else None}
            for mine in rows if mine["framework"] == "assay"]


# What is compared, the word for it, its unit, and decimals.
COMPARED = [("median_ms", "medians", "ms", 4), ("fastest_ms", "fastest epochs", "ms", 4),
            ("peak_mb", "peak memory", "MB", 0), ("growth_mb", "growth", "MB", 0)]


def show(workload, rows, failures):
    job = WORKLOADS[workload]
    print(f"\n{workload}: {job.title}, batch {job.batch}: milliseconds per {job.unit}; megabytes")
    print(f"  {'framework':18}{'variant':14}{'median':>10}{'fastest':>10}{'slowest':>10}{'peak MB':>9}{'growth':>8}"
          f"{'loss':>9}{'accuracy':>10}")
    for r in rows:
        loss, accuracy = ("–" if r[k] is None else f"{r[k]:.4f}" for k in ("loss", "accuracy"))
        print(f"  {r['framework']:18}{r['variant']:14}{r['median_ms']:10.4f}{r['fastest_ms']:10.4f}"
              f"{r['slowest_ms']:10.4f}{r['peak_mb']:9.0f}{r['growth_mb']:8.0f}{loss:>9}{accuracy:>10}")
    for (framework, variant), why in failures.items():
        print(f"  {framework:18}{variant:14} not measured: {why}")
    for by, word, unit, decimals in COMPARED:
        for found in compare(rows, by):
            ratio = "" if found["times"] is None else f": {found['times']:.2f} times"
            name = "Assay" if found["assay_variant"] == "default" else f"Assay {found['assay_variant']}"
            print(f"  {word}: {name} {found['assay']:.{decimals}f} {unit}, best peer {found['best_peer']} "
                  f"({found['variant']}) {found['peer']:.{decimals}f} {unit}{ratio}")


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
    parser.add_argument("--workload", action="append", choices=list(WORKLOADS), metavar="NAME",
                        help="only this one of " + ", ".join(WORKLOADS) + "; may repeat")
    parser.add_argument("--only", action="append", metavar="FRAMEWORK[:VARIANT]", help="only these programs; may repeat")
    parser.add_argument("--threads", type=int, default=2, help="threads and cores of every program (2)")
    parser.add_argument("--json", metavar="FILE", help="also write every measurement here")
    parser.add_argument("--assay", metavar="PROGRAM", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    workloads = list(dict.fromkeys(arguments.workload or WORKLOADS))
    chosen = {
        w: [p for p in WORKLOADS[w].programs
            if (not arguments.only or p[0] in arguments.only or ":".join(p) in arguments.only)
            and (arguments.assay or p[0] != "assay")]
        for w in workloads}
    if not any(chosen.values()) or arguments.rounds < 1 or arguments.threads < 1:
        every = dict.fromkeys(":".join(p) for w in workloads for p in WORKLOADS[w].programs)
        parser.error("nothing to run: --only names none of " + ", ".join(every)
                     + ", or --rounds or --threads is below 1")

    here = machine()
    versions = {p: version(p) for p in ("keras", "tensorflow-cpu", "jax", "torch", "torchmetrics")}
    print(f"{here['processor']}, {here['cores']} cores, {arguments.threads} threads each; "
          + ", ".join(f"{k} {v}" for k, v in versions.items()))
    if here["load_at_start"] > 0.5:
        print(f"The machine is busy (load {here['load_at_start']}): figures will scatter; trust the fastest epochs more.")

    runs, failures = [], {w: {} for w in workloads}
    plan = [(w, t, *v) for w in workloads for t in range(1, arguments.rounds + 1) for v in chosen[w]]
    try:
        for workload, turn, framework, variant in plan:
            if (framework, variant) in failures[workload]:
                continue
            print(f"  {workload} round {turn}/{arguments.rounds} {framework} {variant}: ", end="", file=sys.stderr,
                  flush=True)
            line, why = measure(framework, variant, workload, arguments.threads, arguments.assay)
            if line:
                runs.append({**line, "round": turn, "load": round(os.getloadavg()[0], 2)})
                print(" ".join(f"{t:.4f}" for t in line["ms_per_step"]), f"ms, {line['peak_mb']:.0f} MB", file=sys.stderr)
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
            "rows": rows, "compared": {by: next(iter(compare(rows, by)), None) for by, *_ in COMPARED},
            "not_measured": {":".join(k): v for k, v in failures[workload].items()}}
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"machine": here, "threads": arguments.threads, "rounds": arguments.rounds,
                       "versions": versions, "summary": summary, "runs": runs}, file, indent=1)
            file.write("\n")

    missing = {w: {f for f, _ in chosen[w]} - {r["framework"] for r in summary[w]["rows"]} for w in workloads}
    for workload, names in missing.items():
        if names:
            print(f"{workload}: no figure at all for {', '.join(sorted(names))}", file=sys.stderr)
    sys.exit(1 if any(missing.values()) else 0)


if __name__ == "__main__":
    main()
