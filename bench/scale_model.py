#!/usr/bin/env python3
"""Where the time of an iteration goes on many ranks: a model of the schedule, calibrated by what this machine takes.

    bench/scale_model.py measure [FILE]      takes the times that the model needs on this machine, in some minutes, and keeps them
    bench/scale_model.py check [FILE]        predicts iterations on 2 and 4 ranks here, and measures them
    bench/scale_model.py predict [FILE]      HalfCheetah and a task of Humanoid's size on 16, 128 and 1,024 ranks; draws docs/figures/scale.svg

FILE is bench/scale.json. Needs build-bench (-Dbench=enabled, with MPI), mpirun, and two quiet cores.

The schedule is that of docs/25: every rank steps its environments and does its pieces of the batch; what every rank does for itself
(vectors of θ's length, advantages, minibatches of one piece) takes as long on any number of them; a product of conjugate gradients
ends with a sum up the tree of ranks and one broadcast down it; rollouts are gathered by all.
"""
import csv
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build-bench"
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OPENBLAS_NUM_THREADS": "1"}
mode = sys.argv[1] if len(sys.argv) > 1 else ""
FILE = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "bench" / "scale.json"


def said(*command):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT).stdout


def iteration(env, batch, envs, ranks=1, threads=1, settings=(), iterations=12):
    """Seconds of collecting and of updating, the medians over the iterations of a run."""
    with tempfile.TemporaryDirectory() as scratch:
        run = pathlib.Path(scratch) / "run"
        several = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", ranks] if ranks > 1 else []
        said(*several, BUILD / "examples" / "surefoot", "train", "trpo", env, "--threads", threads, "--num-envs", envs, "--steps", batch * iterations, "--out", run,
             "--set", f"batch_steps={batch}", *settings)
        with open(run / "progress.csv") as file:
            rows = list(csv.DictReader(file))[1:]
    middle = lambda name: sorted(float(row[name]) for row in rows)[len(rows) // 2]
    return middle("seconds_rollout"), middle("seconds_update")


def measure():
    exchange = said("mpirun", "-n", 2, "--bind-to", "none", BUILD / "bench" / "exchange")
    table = [[float(cell) for cell in row] for row in re.findall(r"^\| (\d+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|", exchange, re.MULTILINE)]
    latency = table[0][2] * 1e-6
    bandwidth = table[-2][1] / (table[-2][2] * 1e-6 - latency)  # of 100,000 numbers
    env, batch = "HalfCheetah-v5", 16384
    collect, update = iteration(env, batch, 16)
    _, no_critic = iteration(env, batch, 16, settings=["value_epochs=0"])
    _, few_products = iteration(env, batch, 16, settings=["value_epochs=0", "cg_iterations=2"])
    _, half = iteration(env, batch // 2, 16, settings=["value_epochs=0"])
    default = said(BUILD / "examples" / "surefoot", "list", "trpo", env)
    setting = lambda name: float(re.search(rf"^  {name} +(\S+)", default, re.MULTILINE)[1])
    products, epochs, minibatch = setting("cg_iterations"), setting("value_epochs"), setting("value_minibatch")
    result = {
        "latency": latency, "bandwidth": bandwidth,
        "collect per step": collect / batch,
        "product per sample": (no_critic - few_products) / (products - 2) / batch,
        "update per sample, without products": (no_critic - (no_critic - few_products) / (products - 2) * products) / batch,
        "not by samples": max(0.0, 2 * half - no_critic),
        "critic per step of Adam": (update - no_critic) / (epochs * batch / minibatch),
        "products": products, "epochs": epochs, "minibatch": minibatch, "batch": batch,
        "parameters": 5708, "critic parameters": 5377,  # of 17 → 64 → 64 → 6, and → 1
    }
    # What two ranks take longer than half of it: collecting, as cores that all work are slower; updating, as some of it all do
    result["busy"], result["by everyone per sample"] = 1, 0
    parts = model(result, 2, batch)
    collect_2, update_2 = iteration(env, batch, 16, 2)
    result["busy"] = max(1, collect_2 / (parts["collecting"] + parts["gathering the batch"]))
    result["by everyone per sample"] = max(0, 2 * (update_2 - sum(parts.values()) + parts["collecting"] + parts["gathering the batch"]) / batch)
    FILE.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def model(m, ranks, batch, task=None, minibatch=None, latency=None, bandwidth=None, numbers_a_row=27, threads=1):
    """Seconds of an iteration's parts on so many ranks, each of so many threads."""
    task = task or {}
    scale = task.get("parameters", m["parameters"]) / m["parameters"]
    network = latency is not None
    latency, bandwidth = latency or m["latency"], bandwidth or m["bandwidth"]
    minibatch = minibatch or m["minibatch"]
    levels = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    message = lambda numbers: latency + 8 * numbers / bandwidth
    exchange = lambda numbers: 2 * levels * message(numbers)
    pieces = max(min(batch // 256, 16), batch // 512, 1)
    share = lambda n: math.ceil(n / ranks) / n  # of the rank that has most
    n = task.get("parameters", m["parameters"])
    gather = 0 if ranks == 1 else levels * latency + batch * 8 * task.get("numbers a row", numbers_a_row) * (ranks - 1) / ranks / bandwidth
    steps_of_adam = m["epochs"] * batch / minibatch
    cut = minibatch // min(max(minibatch // 2, 32), 128)  # as fit_by_adam has it
    pieces_of_minibatch = max(min(cut, 16), cut // 2, 1)
    adam = m["critic per step of Adam"] * scale * minibatch / m["minibatch"]
    alone = ranks > 1 and network and minibatch < 1024  # then every rank does it
    adam_parts = 1 if alone else min(ranks * threads, pieces_of_minibatch)
    return {
        "collecting": (m["busy"] if ranks > 1 else 1) * m["collect per step"] * task.get("step", 1) * batch / min(ranks * threads, task.get("environments", 10**9)),
        "gathering the batch": gather,
        "products": m["products"] * m["product per sample"] * scale * batch * share(pieces) / min(threads, max(1, pieces // ranks)),
        "the rest of the update": m["update per sample, without products"] * scale * batch * share(pieces) / min(threads, max(1, pieces // ranks)) + m["not by samples"],
        "what all do": m["by everyone per sample"] * batch * (1 - share(pieces)),
        "exchanges of products": (m["products"] + 2) * exchange(n),
        "the critic": steps_of_adam * adam / adam_parts,
        "exchanges of the critic": steps_of_adam * exchange(m["critic parameters"] * scale) if ranks > 1 and pieces_of_minibatch > 1 and not alone else 0,
    }


def check():
    m = json.loads(FILE.read_text())
    print("| ranks | batch | minibatch | collecting, predicted and measured, s | updating | measured / predicted |\n|---|---|---|---|---|---|")
    for ranks, batch, minibatch in ((1, 4096, 128), (2, 4096, 128), (2, 65536, 128), (2, 16384, 1024), (4, 16384, 128), (4, 65536, 1024)):
        parts = model(m, ranks, batch, minibatch=minibatch)
        # Four ranks share two cores: each has half of one
        slower = 2 if ranks > 2 else 1
        collecting = slower * (parts.pop("collecting") + parts.pop("gathering the batch"))
        updating = slower * sum(parts.values())
        collect, update = iteration("HalfCheetah-v5", batch, 16, ranks, settings=[f"value_minibatch={minibatch}"])
        print(f"| {ranks} | {batch:,} | {minibatch} | {collecting:.3f} · {collect:.3f} | {updating:.3f} · {update:.3f} | "
              f"{(collect + update) / (collecting + updating):.2f} |", flush=True)


# Of Humanoid's size: 348 numbers observed and 17 torques make five times the multiplications of HalfCheetah's networks a sample; its
# physics is taken to be five times as dear.
TASKS = {"HalfCheetah": {}, "Humanoid's size": {"parameters": 27618, "step": 5, "numbers a row": 348 + 17 + 4}}
NETWORK = {"latency": 20e-6, "bandwidth": 2.5e9}  # between machines: Ethernet of 25 Gbit/s
STEPS = 1e9


def predict():
    m = json.loads(FILE.read_text())
    rows = []
    for name, task in TASKS.items():
        for ranks in (1, 16, 128, 1024):
            for what, batch, minibatch in (("65,536", 65536, None), ("65,536, minibatches of 4,096", 65536, 4096), ("2,048 a rank, minibatches of a 16th", 2048 * ranks, 128 * ranks)):
                parts = model(m, ranks, batch, task, minibatch, **(NETWORK if ranks > 1 else {}))
                rows.append((name, ranks, what, batch, parts))
    keys = list(rows[0][4])
    with open(ROOT / "docs" / "figures" / "scale.csv", "w") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["task", "ranks", "batch", "steps_of_a_batch", *keys, "hours"])
        for name, ranks, what, batch, parts in rows:
            out.writerow([name, ranks, what, batch, *(f"{parts[key]:.4g}" for key in keys), f"{sum(parts.values()) * STEPS / batch / 3600:.3g}"])
    print("| task | ranks | batch | " + " | ".join(keys) + " | hours for 10⁹ steps |\n|" + "---|" * (4 + len(keys)))
    for name, ranks, what, batch, parts in rows:
        print(f"| {name} | {ranks} | {what} | " + " | ".join(f"{1000 * parts[key]:.3g}" for key in keys) + f" | {sum(parts.values()) * STEPS / batch / 3600:.3g} |")
    draw(rows, keys)


def draw(rows, keys):
    sys.path.insert(0, str(ROOT / "docs"))
    from svg import AMBER, BLUE, GREEN, GREY, RED, SKY, Drawing
    colours = dict(zip(keys, (BLUE, SKY, GREEN, "#9fd8c6", GREY, RED, AMBER, "#cc79a7")))
    bars = [row for row in rows if row[0] == "HalfCheetah" and row[1] > 1 and "minibatches of 4" not in row[2]]
    bars += [row for row in rows if row[0] != "HalfCheetah" and row[1] > 1 and "a rank" in row[2]]
    picture = Drawing(900, 34 * len(bars) + 120, "Shares of an iteration on 16, 128 and 1,024 ranks")
    for k, (name, ranks, what, batch, parts) in enumerate(bars):
        y, whole, x = 30 + 34 * k, sum(parts.values()), 330.0
        picture.text((320, y + 16), f"{name}, {ranks:,} ranks, batch {what.split(',')[0] + ',' + what.split(',')[1][:4].rstrip(' ') if what[0] == '6' else what.split(', ')[0]}", anchor="end", size=12)
        for key in keys:
            width = 470 * parts[key] / whole
            picture.add("rect", x=x, y=float(y), width=width, height=24.0, fill=colours[key])
            x += width
        picture.text((810, y + 16), f"{whole * STEPS / batch / 3600:.3g} h", size=12)
    for k, key in enumerate(keys):
        x, y = 30.0 + 290 * (k % 3), 50.0 + 34 * len(bars) + 22 * (k // 3)
        picture.add("rect", x=x, y=y - 11, width=14.0, height=14.0, fill=colours[key])
        picture.text((x + 20, y), key, size=12)
    (ROOT / "docs" / "figures" / "scale.svg").write_text(picture.svg())


if __name__ == "__main__":
    {"measure": measure, "check": check, "predict": predict}.get(mode, lambda: sys.exit(__doc__))()
