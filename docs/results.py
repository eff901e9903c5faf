#!/usr/bin/env python3
"""The results of docs/results.md: trains TRPO with its defaults on several seeds, evaluates, and keeps what came of it.

    docs/results.py run ENV...      trains (0 to 9, MuJoCo and MinAtar 0 to 4), writes docs/results/ENV.json and docs/results/ENV.csv
    docs/results.py fresh ENV...    the same with seeds 101 to 105, on which no default was chosen, writes
                                    docs/results/fresh-ENV.json
    docs/results.py one ENV...      TRPO, VPG and PPO with one setting for all tasks, seeds 101 to 105, writes
                                    docs/results/one-ENV.json
    docs/results.py vary ENV...     the same with one setting at a time changed, writes docs/results/varied-ENV.json
    docs/results.py others ENV...   the other algorithms with their defaults (0 to 2, MuJoCo 0), writes
                                    docs/results/others-ENV.json
    docs/results.py table           writes the tables of docs/results.md and chapter 20 from the JSON files, and the figures
                                    from the CSV files

`--jobs N` in front lets N runs go on at once (default: one for each core). `--only ALGORITHM,…` leaves out other algorithms.
It needs a build in `build`; `--program PATH` takes another, such as one in float. The runs themselves go to runs/results, runs/varied and runs/others; those that are there already are
taken as they are, so remove them when a default has changed."""
import argparse
import csv
import json
import os
import re
import statistics
import subprocess
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

# Of chapter 20, §10, and not in the tables.
MEMORY = ["CartPolePositions-v1", "CartPoleTwoPositions-v1"]
# Of chapter 21, §5.
GAMES = ["MinAtar/Breakout-v1", "MinAtar/SpaceInvaders-v1"]

OTHERS = ["reinforce", "vpg", "npg", "ppo"]
FRESH = range(101, 106)

# One setting for all tasks, chosen before any of its runs and not changed after: textbook values, and nothing of a task's own.
ONE = ["batch_steps=2048", "gamma=0.99", "lambda=0.95", "hidden=64,64", "initial_log_std=0", "normalize_observations=true",
       "normalize_returns=true", "value_epochs=10", "value_minibatch=64", "value_learning_rate=0.002"]
ONE_OF = {
    "trpo": ["max_kl=0.01", "anneal_max_kl=false", "cg_damping=0.1", "cg_iterations=10", "fvp_every=1"],
    "vpg": ["learning_rate=0.005"],
    "ppo": ["learning_rate=0.0003", "clip=0.2", "epochs=10", "minibatch=64"],
}

# What matters: one setting at a time put to another value, on so many seeds.
VARIED = {
    "HalfCheetah-v5": (3, [
        "normalize_observations=false", "normalize_returns=false", "initial_log_std=0", "initial_log_std=-1",
        "batch_steps=4096", "lambda=0.9", "lambda=1", "value_epochs=2", "value_fit=trust_region", "max_kl=0.04"]),
    "Hopper-v5": (5, ["gamma=0.99"]),
    "Swimmer-v5": (5, ["gamma=0.99", "gamma=0.9999", "lambda=0.95", "max_kl=0.05"]),
    "InvertedDoublePendulum-v5": (3, ["anneal_max_kl=false", "batch_steps=1024", "normalize_observations=true"]),
    "MountainCarContinuous-v0": (10, ["gamma=0.99"]),
    "Pendulum-v1": (10, ["normalizer_max_kl=100", "gamma=0.9"]),
    "CartPoleTwoPositions-v1": (10, ["normalize_observations=false"]),
}


def seeds_of(env):
    return range(5) if env.endswith("-v5") or env in GAMES else range(10)


def surefoot(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def rows_of(run):
    with open(os.path.join(run, "progress.csv")) as file:
        return list(csv.DictReader(file))


def kept_at(name, ending):
    """Of an environment whose id has a /, in the folder itself."""
    return os.path.join(KEPT, name.replace("/", "-") + ending)


def keep(name, found):
    with open(kept_at(name, ".json"), "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")


def kept(name):
    """None when there is nothing of that name."""
    path = kept_at(name, ".json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def train(sweep, algorithm, env, seeds, settings, jobs, *options):
    """The directories of the runs, one for each seed, trained to their end."""
    how = ["--jobs", str(jobs), "--threads", "1"]
    if not os.path.exists(sweep):
        surefoot("train", algorithm, env, "--seeds", f"{seeds[0]}..{seeds[-1]}", *how, *options, "--out", sweep,
                 *(word for setting in settings for word in ("--set", setting)))
    surefoot("resume", sweep, *how)  # what was interrupted, if anything
    return [os.path.join(sweep, f"seed{seed}") for seed in seeds]


def measured(env, seeds, directories):
    found = {"env": env, "measured": time.strftime("%Y-%m-%d"), "seeds": list(seeds), "returns": [], "last_100": [],
             "seconds": []}
    for directory in directories:
        said = surefoot("evaluate", directory, "--deterministic", "--episodes", "100")
        found["returns"].append(float(re.search(r"return (-?[0-9.]+)", said)[1]))
        last = rows_of(directory)[-1]
        found["last_100"].append(float(last["return_mean_100"] or "nan"))
        found["seconds"].append(float(last["seconds_total"]))
        found["steps"] = int(last["env_steps"])
    return found


def run(env, jobs):
    seeds = seeds_of(env)
    directories = train(os.path.join(ROOT, "runs", "results", env), "trpo", env, seeds, [], jobs)
    found = measured(env, seeds, directories)
    keep(env, found)
    curves = [{int(r["env_steps"]): r["return_mean_100"] or r["return_mean"] for r in rows_of(d)} for d in directories]
    steps = sorted(set.intersection(*(set(c) for c in curves)))
    every = max(1, len(steps) // 200)
    with open(kept_at(env, ".csv"), "w") as file:
        file.write("env_steps," + ",".join(f"seed{seed}" for seed in seeds) + "\n")
        for at in steps[every - 1 :: every]:
            file.write(f"{at}," + ",".join(c[at] and f"{float(c[at]):.2f}" for c in curves) + "\n")
    print(env, found["returns"], flush=True)


def vary(env, jobs):
    seeds, settings = VARIED[env]
    for setting in settings:
        runs = os.path.join(ROOT, "runs", "varied", env, setting.replace("=", "-"))
        found = measured(env, range(seeds), train(runs, "trpo", env, range(seeds), [setting], jobs))
        keep("varied-" + env, (kept("varied-" + env) or {}) | {setting: found})
        print(env, setting, found["returns"], flush=True)


def others(env, jobs):
    seeds = range(1) if env.endswith("-v5") else range(3)
    for algorithm in OTHERS:
        runs = os.path.join(ROOT, "runs", "others", env, algorithm)
        found = measured(env, seeds, train(runs, algorithm, env, seeds, [], jobs))
        keep("others-" + env, (kept("others-" + env) or {}) | {algorithm: found})
        print(env, algorithm, found["returns"], flush=True)


def fresh(env, jobs):
    directories = train(os.path.join(ROOT, "runs", "fresh", env), "trpo", env, FRESH, [], jobs)
    found = measured(env, FRESH, directories)
    keep("fresh-" + env, found)
    print(env, found["returns"], flush=True)


def one(env, jobs, algorithms):
    for algorithm in algorithms or ONE_OF:
        runs = os.path.join(ROOT, "runs", "one", env, algorithm)
        settings = ONE + ONE_OF[algorithm]
        found = measured(env, FRESH, train(runs, algorithm, env, FRESH, settings, jobs, "--num-envs", "4"))
        keep("one-" + env, (kept("one-" + env) or {}) | {algorithm: found})
        print(env, algorithm, found["returns"], flush=True)


def spread(values):
    """The mean and the deviation of a sample, with n − 1 below it, as everywhere in the program."""
    if len(values) == 1:
        return f"{values[0]:.1f}"
    return f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}"


def draw(env, found):
    subprocess.run([os.path.join(ROOT, "build", "examples", "draw_curves"), kept_at(env, ".csv"),
                    f"TRPO on {env}, seeds {found['seeds'][0]} to {found['seeds'][-1]}", kept_at(env, ".svg")],
                   check=True)


def table():
    lines = ["| environment | steps | seeds | evaluated | last 100 episodes of training | asked | published for TRPO | seconds a run |",
             "|---|---|---|---|---|---|---|---|"]
    for env, (asked, published) in TASKS.items():
        found = kept(env)
        reached = asked is None or round(statistics.mean(found["returns"]), 1) >= asked
        lines.append(f"| {env} | {found['steps']:,} | {len(found['seeds'])} | {'' if reached else '**short:** '}{spread(found['returns'])} | "
                     f"{spread(found['last_100'])} | {'' if asked is None else asked} | {published} | "
                     f"{statistics.median(found['seconds']):.0f} |")
        draw(env, found)
    write_table("results.md", lines)

    for env in GAMES:
        if found := kept(env):
            lines = ["| seed | the last 100 games of training | 100 games of the likeliest actions |", "|---|---|---|"]
            lines += [f"| {seed} | {last:.1f} | {greedy:.1f} |"
                      for seed, last, greedy in zip(found["seeds"], found["last_100"], found["returns"])]
            lines.append(f"| all | {spread(found['last_100'])} | {spread(found['returns'])} |")
            draw(env, found)
            write_table("21-convolutions.md", lines, " " + env)

    lines = ["| environment | REINFORCE | VPG | NPG | PPO | TRPO, from above |", "|---|---|---|---|---|---|"]
    for env in TASKS:
        found = kept("others-" + env) or {}
        cells = [spread(found[algorithm]["returns"]) if algorithm in found else "" for algorithm in OTHERS]
        lines.append(f"| {env} | " + " | ".join(cells) + f" | {spread(kept(env)['returns'])} |")
    write_table("results.md", lines, " others")

    lines = ["| environment | seeds of the table above | seeds 101 to 105 | each of them |", "|---|---|---|---|"]
    for env in TASKS:
        if found := kept("fresh-" + env):
            each = ", ".join(f"{value:.1f}" for value in found["returns"])
            lines.append(f"| {env} | {spread(kept(env)['returns'])} | {spread(found['returns'])} | {each} |")
    write_table("results.md", lines, " fresh seeds")

    lines = ["| environment | TRPO, tuned for the task | TRPO | VPG | PPO |", "|---|---|---|---|---|"]
    for env in TASKS:
        if found := kept("one-" + env):
            cells = [spread(found[algorithm]["returns"]) if algorithm in found else "" for algorithm in ONE_OF]
            tuned = kept("fresh-" + env) or kept(env)
            lines.append(f"| {env} | {spread(tuned['returns'])} | " + " | ".join(cells) + " |")
    write_table("20-continuous-control.md", lines, " one setting")

    for env, (seeds, settings) in VARIED.items():
        varied = kept("varied-" + env)
        lines = [f"| {env}, seeds 0 to {seeds - 1} | evaluated |", "|---|---|",
                 f"| as tuned | {spread(kept(env)['returns'][:seeds])} |"]
        lines += [f"| `{setting}` | {spread(varied[setting]['returns'])} |" for setting in settings]
        write_table("20-continuous-control.md", lines, " " + env)


def write_table(document, lines, name=""):
    path = os.path.join(ROOT, "docs", document)
    with open(path) as file:
        text = file.read()
    mark = f"<!-- table{name} -->\n"
    begin = text.index(mark) + len(mark)
    lines = [re.sub(r"(?<=[ |])-(?=\d)", "−", line) for line in lines]
    with open(path, "w") as file:
        file.write(text[:begin] + "\n".join(lines) + "\n" + text[text.index("<!-- end table -->", begin):])


def main():
    global PROGRAM
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--program", type=os.path.abspath, default=PROGRAM)
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    parser.add_argument("what", choices=["run", "fresh", "one", "vary", "others", "table"])
    parser.add_argument("envs", nargs="*", choices=[*TASKS, *MEMORY, *GAMES, []])
    options = parser.parse_args()
    if (options.what == "table") == bool(options.envs):
        parser.error("name environments, but not for `table`")
    PROGRAM = options.program
    os.makedirs(KEPT, exist_ok=True)
    if options.what == "table":
        table()
    for env in options.envs:
        if options.what == "one":
            one(env, options.jobs, options.only)
        else:
            {"run": run, "fresh": fresh, "vary": vary, "others": others}[options.what](env, options.jobs)


main()
