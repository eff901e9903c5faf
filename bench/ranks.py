#!/usr/bin/env python3
"""What ranks cost: whole trainings on two threads, on two ranks of one thread, and on one of either, in turns.

    bench/ranks.py [OTHER]      needs build-bench with MPI, mpirun and two quiet cores; OTHER, a `surefoot` that was built with
                                -Dmpi=disabled, is held against the one with MPI on one thread

A row has the least seconds of collecting and updating of each, and the median of the ratios to the first within a round."""
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(__file__).resolve().parents[1] / "build-bench" / "examples" / "surefoot"
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OPENBLAS_NUM_THREADS": "1"}
TRAININGS = (
    "HalfCheetah-v5 --steps 60000 --num-envs 8",
    "HalfCheetah-v5 --steps 160000 --num-envs 16 --set batch_steps=16384 value_minibatch=1024",
    "Hopper-v5 --steps 40000",
    "CartPole-v1 --steps 100000",
)


def seconds(training, program, ranks, threads):
    with tempfile.TemporaryDirectory() as scratch:
        run = pathlib.Path(scratch) / "run"
        several = ["mpirun", "--bind-to", "none", "-n", str(ranks)] if ranks else []
        subprocess.run([*several, program, "train", "trpo", *training.split(), "--threads", str(threads), "--out", run], check=True,
                       stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        with open(run / "progress.csv") as file:
            return sum(float(row["seconds_rollout"]) + float(row["seconds_update"]) for row in csv.DictReader(file))


def compare(training, sides, rounds):
    took = {name: [] for name in sides}
    for _ in range(rounds):
        for name, how in sides.items():
            took[name].append(seconds(training, *how))
    first, *others = took
    ratios = [f"{name} / {first} {statistics.median(a / b for a, b in zip(took[name], took[first])):.3f}" for name in others]
    print(training, "|", ", ".join(f"{name} {min(all_):.2f} s" for name, all_ in took.items()), "|", ", ".join(ratios), flush=True)


if len(sys.argv) > 1:
    for some in (TRAININGS[0], TRAININGS[3]):
        compare(some, {"without MPI": (sys.argv[1], 0, 1), "with it": (PROGRAM, 0, 1)}, 7)
else:
    for every in TRAININGS:
        compare(every, {"two threads": (PROGRAM, 0, 2), "two ranks": (PROGRAM, 2, 1), "one": (PROGRAM, 0, 1)}, 5)
