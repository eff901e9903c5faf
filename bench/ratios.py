#!/usr/bin/env python3
"""Runs the yardstick, its rows interleaved at random and repeated, and prints medians and ratios as tables.

    bench/ratios.py [PROGRAM]        by default build-bench/bench/yardstick
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
from collections import defaultdict

ROOT = pathlib.Path(__file__).resolve().parents[1]
program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "build-bench/bench/yardstick"
one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
run = subprocess.run(
    [program, "--benchmark_format=json", "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=9",
     "--benchmark_min_time=0.1"],
    env={**os.environ, **one_thread}, check=True, capture_output=True, text=True)

times = defaultdict(list)  # microseconds of CPU, by piece, batch and side
for row in json.loads(run.stdout)["benchmarks"]:
    if row["run_type"] == "iteration":
        piece, side, batch = row["run_name"].split("/")[:3]
        times[piece, int(batch), side].append(row["cpu_time"])
median = {key: statistics.median(values) for key, values in times.items()}


def table(title, pieces, sides, ratios):
    print(f"\n{title}\n")
    print("| | batch | " + " | ".join(sides) + " | " + " | ".join(name for name, _, _ in ratios) + " |")
    print("|---" * (2 + len(sides) + len(ratios)) + "|")
    for piece, batch in sorted({key[:2] for key in median if key[0] in pieces}, key=lambda k: (pieces.index(k[0]), k[1])):
        value = {side: median.get((piece, batch, side)) for side in sides}
        cells = [f"{value[s]:,.{1 if value[s] < 100 else 0}f}" if value[s] else "" for s in sides]
        cells += [f"{value[a] / value[b]:.2f}" if value[a] and value[b] else "" for _, a, b in ratios]
        print(f"| {piece} | {batch} | " + " | ".join(cells) + " |")


ours, bare = "surefoot", "arithmetic"
peers = [side for side in ("libtorch", "libtorch double backward", "libtorch double vjp")
         if any(key[2] == side for key in median)]
table("Microseconds, and ratios", ["forward", "gradient", "product", "update"], [bare, ours] + peers,
      [("ours / arithmetic", ours, bare)] + [(f"{peer.removeprefix('libtorch ')} / ours", peer, ours) for peer in peers])
full = "80 full-batch steps of Adam"
table("A whole iteration's update, the fit of the value function included", ["iteration"], [ours, full],
      [("full-batch / ours", full, ours)])
for batch in (2048, 5000):
    print(f"\nproduct / gradient at {batch}, ours: "
          f"{median['product', batch, ours] / median['gradient', batch, ours]:.2f}")
