#!/usr/bin/env python3
"""The results of docs/results.md: trains TRPO with its defaults on several seeds, evaluates, and keeps what came of it.

    docs/results.py run ENV...      trains (0 to 9, MuJoCo 0 to 4), writes docs/results/ENV.json and docs/results/ENV.csv
    docs/results.py table           writes the table of docs/results.md from the JSON files, and the figures from the CSV files

It needs a build in `build`. The runs themselves go to runs/results."""
import csv
import json
import os
import re
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "examples", "surefoot")
KEPT = os.path.join(ROOT, "docs", "results")
# What each is to reach, and what others published for TRPO (see docs/results.md for where).
TASKS = {
    "CartPole-v1": (500, "500 (rl-zoo3)"),
    "Acrobot-v1": (-85, "−83 (rl-zoo3)"),
    "MountainCar-v0": (-110, "−107 at 100,000 (rl-zoo3)"),
    "MountainCarContinuous-v0": (90, "92 at 50,000 (rl-zoo3)"),
    "Pendulum-v1": (-180, "−175 at 100,000 (rl-zoo3)"),
    "Hopper-v5": (3000, "3372 ± 215 (sb3-contrib), 2046 ± 1038 (Tianshou), 1913 (Baselines), ~1200 (Spinning Up)"),
    "Walker2d-v5": (4000, "4502 ± 234, 3827 ± 783, 2343, ~600 (likewise)"),
    "HalfCheetah-v5": (4500, "1803 ± 46, 4471 ± 805, 1290, ~850 (likewise)"),
    "Swimmer-v5": (350, "359 ± 2, 41 ± 20, 95, ~85 (likewise)"),
    "InvertedPendulum-v5": (1000, "1000 ± 0 (Tianshou), ~910 (Baselines)"),
    "InvertedDoublePendulum-v5": (9000, "8435 ± 1073 (Tianshou), ~7000 (Baselines)"),
    "Reacher-v5": (-5, "−5.1 ± 0.8 (Tianshou), ~−5 (Baselines)"),
    "Ant-v5": (None, "3554 ± 591 (sb3-contrib), 2867 ± 708 (Tianshou), on v3"),
}


def seeds_of(env):
    return range(5) if env.endswith("-v5") else range(10)


def surefoot(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def rows_of(run):
    with open(os.path.join(run, "progress.csv")) as file:
        return list(csv.DictReader(file))


def run(env, jobs):
    os.makedirs(KEPT, exist_ok=True)
    sweep = os.path.join(ROOT, "runs", "results", env)
    seeds = seeds_of(env)
    command = ["train", "trpo", env, "--seeds", f"{seeds[0]}..{seeds[-1]}", "--jobs", str(jobs), "--threads", "1"]
    if not os.path.exists(sweep):
        surefoot(*command, "--out", sweep)
    surefoot("resume", sweep, "--jobs", str(jobs), "--threads", "1")  # what was interrupted, if anything
    found = {"env": env, "measured": time.strftime("%Y-%m-%d"), "seeds": list(seeds), "returns": [], "last_100": [], "seconds": []}
    curves = []
    for seed in seeds:
        directory = os.path.join(sweep, f"seed{seed}")
        said = surefoot("evaluate", directory, "--deterministic", "--episodes", "100")
        found["returns"].append(float(re.search(r"return (-?[0-9.]+)", said)[1]))
        rows = rows_of(directory)
        found["last_100"].append(float(rows[-1]["return_mean_100"] or "nan"))
        found["seconds"].append(float(rows[-1]["seconds_total"]))
        found["steps"] = int(rows[-1]["env_steps"])
        curves.append({int(r["env_steps"]): r["return_mean_100"] or r["return_mean"] for r in rows})
    with open(os.path.join(KEPT, env + ".json"), "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")
    steps = sorted(set.intersection(*(set(c) for c in curves)))
    every = max(1, len(steps) // 200)
    with open(os.path.join(KEPT, env + ".csv"), "w") as file:
        file.write("env_steps," + ",".join(f"seed{seed}" for seed in seeds) + "\n")
        for at in steps[every - 1 :: every]:
            file.write(f"{at}," + ",".join(c[at] and f"{float(c[at]):.2f}" for c in curves) + "\n")
    print(env, found["returns"], flush=True)


def spread(values):
    return f"{statistics.mean(values):.1f} ± {statistics.pstdev(values):.1f}"


def table():
    lines = ["| environment | steps | seeds | evaluated | last 100 episodes of training | asked | published for TRPO | seconds a run |",
             "|---|---|---|---|---|---|---|---|"]
    for env, (asked, published) in TASKS.items():
        path = os.path.join(KEPT, env + ".json")
        if not os.path.exists(path):
            continue
        with open(path) as file:
            found = json.load(file)
        reached = asked is None or round(statistics.mean(found["returns"]), 1) >= asked
        line = (f"| {env} | {found['steps']:,} | {len(found['seeds'])} | {'' if reached else '**short:** '}{spread(found['returns'])} | "
                f"{spread(found['last_100'])} | {'' if asked is None else asked} | {published} | "
                f"{statistics.median(found['seconds']):.0f} |")
        lines.append(re.sub(r"(?<!\w)-(?=\d)", "−", line))
        with open(os.path.join(KEPT, env + ".csv")) as file:
            if not file.readline():
                continue
        subprocess.run([os.path.join(ROOT, "build", "examples", "draw_curves"), os.path.join(KEPT, env + ".csv"),
                        f"TRPO on {env}, seeds {found['seeds'][0]} to {found['seeds'][-1]}", os.path.join(KEPT, env + ".svg")],
                       check=True)
    path = os.path.join(ROOT, "docs", "results.md")
    with open(path) as file:
        text = file.read()
    begin, end = text.index("<!-- table -->\n") + len("<!-- table -->\n"), text.index("<!-- end table -->")
    with open(path, "w") as file:
        file.write(text[:begin] + "\n".join(lines) + "\n" + text[end:])


if len(sys.argv) > 2 and sys.argv[1] == "run":
    for name in sys.argv[2:]:
        run(name, os.cpu_count())
elif sys.argv[1:] == ["table"]:
    table()
else:
    sys.exit(__doc__)
