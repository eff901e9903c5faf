#!/usr/bin/env python3
"""Training runs killed with SIGKILL at random instants. Whatever the instant, the run is readable, and resumed it comes to
the same progress.csv (but for seconds) and the same checkpoint, bit for bit, as the run that nobody disturbed.

Arguments: the program, and how many times to kill. SUREFOOT_TEST_SEED repeats a test."""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import safetensors  # noqa: E402

program, kills = os.path.realpath(sys.argv[1]), int(sys.argv[2])
seed = int(os.environ.get("SUREFOOT_TEST_SEED", random.randrange(2**32)))
print(f"SUREFOOT_TEST_SEED={seed}")
chance = random.Random(seed)
work = tempfile.mkdtemp(prefix="surefoot-kill-")

VARIANTS = [
    ["reinforce"], ["reinforce", "baseline=optimal"], ["reinforce", "baseline=learned"],
    ["vpg"], ["vpg", "optimizer=sgd"], ["npg"], ["trpo"], ["trpo", "estimator=vine", "vine_length=10"], ["ppo"],
]
SECONDS = {"seconds_rollout", "seconds_update", "seconds_total"}


def train(variant, out):
    command = [program, "train", variant[0], "CartPole-v1", "--steps", "4000", "--seed", "5", "--out", out]
    command += ["--checkpoint-every", "1"]  # so that many kills hit a checkpoint that is being written
    for setting in ["batch_steps=200", "hidden=16"] + variant[1:]:
        command += ["--set", setting]
    return command


def resume(out):
    return [program, "resume", out, "--checkpoint-every", "1"]


def finished(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    assert done.returncode == 0, f"{command}: exit status {done.returncode}: {done.stdout}"


def killed(command, after):
    """Starts a program and kills it after so many seconds; whether it was still at work."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    status, complaint = process.wait(), process.stderr.read()
    assert status in (0, -signal.SIGKILL), f"{command}: exit status {status}: {complaint}"
    return status != 0


def rows(run):
    with open(os.path.join(run, "progress.csv")) as file:
        lines = file.read().split("\n")
    names = lines[0].split(",")
    kept = [k for k, name in enumerate(names) if name not in SECONDS]
    return [[line.split(",")[k] for k in kept] for line in lines[1:-1]]


def bytes_of(run):
    with open(os.path.join(run, "checkpoint.safetensors"), "rb") as file:
        return file.read()


def check_readable(run):
    iterations = 0
    for name in ("checkpoint.safetensors", "checkpoint.previous.safetensors"):
        path = os.path.join(run, name)
        if os.path.exists(path):
            arrays, metadata = safetensors.read(path)
            assert len(metadata["digest"]) == 32 and "config" in metadata
            iterations = max(iterations, int.from_bytes(arrays["progress.iteration"][2], "little"))
    if os.path.exists(os.path.join(run, "progress.csv")):
        assert len(rows(run)) >= iterations, "the rows end before the checkpoint"


try:
    references, durations = {}, {}
    hits = {"before it began": 0, "at work": 0, "already done": 0}
    for k in range(kills):
        variant = VARIANTS[k % len(VARIANTS)]
        key = " ".join(variant)
        if key not in references:
            references[key] = os.path.join(work, f"reference{len(references)}")
            start = time.monotonic()
            finished(train(variant, references[key]))
            durations[key] = time.monotonic() - start
        run = os.path.join(work, "run")
        command = train(variant, run)
        for _ in range(chance.choice([1, 1, 2])):  # now and then the resumed one is killed, too
            was_at_work = killed(command, chance.uniform(0, durations[key]))
            if not os.path.exists(os.path.join(run, "config.json")):
                hits["before it began"] += 1
                continue
            hits["at work" if was_at_work else "already done"] += 1
            if not was_at_work:  # the machine is quicker now than when that was measured
                durations[key] *= 0.9
            check_readable(run)
            command = resume(run)
        finished(command)
        assert rows(run) == rows(references[key]), f"{key}: progress.csv differs"
        assert bytes_of(run) == bytes_of(references[key]), f"{key}: the checkpoint differs"
        leftovers = [name for name in os.listdir(run) if name.endswith(".part")]
        assert not leftovers, leftovers
        shutil.rmtree(run)
    print(hits)
    assert 2 * hits["at work"] >= kills, "too few were killed while they were at work"
finally:
    shutil.rmtree(work, ignore_errors=True)
