#!/usr/bin/env python3
"""The time of a whole training run beside that of its physics alone, in turns so that both see the same machine.

    bench/whole_run.py [ENV [STEPS]]        by default Hopper-v5, 1000000 steps; needs build-bench

A run of `surefoot train trpo ENV`, checkpoints and all, is cut into ten parts (`--steps`, then `resume --steps`). After each,
bare_physics takes as many steps of MuJoCo as the part did, from states that its policy visits. Everything on one thread."""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build-bench"
env = sys.argv[1] if len(sys.argv) > 1 else "Hopper-v5"
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
parts = 10


def timed(*command):
    """What it prints, and its seconds of the clock and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}).stdout
    clock = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


print("| steps | run, s | physics, s | ratio | ratio of processor times |\n|---|---|---|---|---|")
totals = [0, 0, 0, 0]


def row(name, run, physics, run_cpu, physics_cpu):
    print(f"| {name} | {run:.1f} | {physics:.1f} | {run / physics:.2f} | {run_cpu / physics_cpu:.2f} |", flush=True)


with tempfile.TemporaryDirectory() as scratch:
    run = os.path.join(scratch, "run")
    surefoot = BUILD / "examples" / "surefoot"
    done = 0
    for part in range(1, parts + 1):
        until = str(steps * part // parts)
        command = ["train", "trpo", env, "--out", run] if part == 1 else ["resume", run]
        _, clock, cpu = timed(surefoot, *command, "--steps", until, "--threads", "1")
        with open(os.path.join(run, "progress.csv")) as file:
            taken = int(file.read().splitlines()[-1].split(",")[1]) - done
        physics, physics_cpu = map(float, timed(BUILD / "bench" / "bare_physics", run, str(taken))[0].split())
        row(f"{done:,} to {done + taken:,}", clock, physics, cpu, physics_cpu)
        done += taken
        for i, value in enumerate((clock, physics, cpu, physics_cpu)):
            totals[i] += value
row("all", *totals)
