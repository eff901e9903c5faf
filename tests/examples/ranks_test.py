#!/usr/bin/env python3
"""Runs on several ranks: the same bits as on one, whatever the numbers of ranks and threads, before and after a stop; what differs
among ranks is refused by name; and a rank that dies ends the run.

Arguments: the program; mpirun; and, to try every rung on three tasks with 1 to 4 ranks of 1 and 2 threads, and thirty stops: all."""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

program, mpirun = os.path.realpath(sys.argv[1]), sys.argv[2]
everything = sys.argv[3:] == ["all"]
work = tempfile.mkdtemp(prefix="surefoot-ranks-")
environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def command(ranks, *words):
    return ([mpirun, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks else []) + [program, *map(str, words)]


def surefoot(ranks, *words, status=0):
    done = subprocess.run(command(ranks, *words), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    assert (done.returncode == 0) == (status == 0), f"{ranks} ranks, {words}: {done.returncode}: {done.stdout}"
    return done.stdout


def result(run):
    """All that a run came to, but for the time that it took."""
    with open(os.path.join(run, "progress.csv")) as file:
        header, *rows = (line.rstrip("\n").split(",") for line in file)
    told = [[cell for name, cell in zip(header, row) if not name.startswith("seconds")] for row in rows]
    with open(os.path.join(run, "checkpoint.safetensors"), "rb") as file:
        return told, file.read()


def same_bits(ours, *words):
    """Of a training, on one rank and on others, with one thread and with two."""
    alone = os.path.join(work, "alone")
    surefoot(0, "train", *words, "--threads", 1, "--out", alone)
    expected = result(alone)
    for ranks, threads in ours:
        run = os.path.join(work, "together")
        said = surefoot(ranks, "train", *words, "--threads", threads, "--out", run)
        assert ranks == 1 or f"by {ranks} ranks of {threads} thread" in said, said
        assert result(run) == expected, f"{words}: {ranks} ranks of {threads} threads come to other bits"
        shutil.rmtree(run)
    shutil.rmtree(alone)
    print(*words, "the same bits", flush=True)


def rows(run):
    path = os.path.join(run, "progress.csv")
    return len(open(path).readlines()) if os.path.exists(path) else 0


def stopped_and_resumed(stops):
    """By a signal and by a kill, and every time on another number of ranks: as if nothing had been."""
    words = ("train", "trpo", "CartPole-v1", "--seed", 5, "--steps", 8000 * stops, "--checkpoint-every", 1)
    whole, cut = os.path.join(work, "whole"), os.path.join(work, "cut")
    surefoot(0, *words, "--out", whole)
    seed = random.randrange(2**32)
    print("stops by the seed", seed, flush=True)
    chance, used = random.Random(seed), []
    for stop in range(stops):
        used.append(chance.choice([n for n in (1, 2, 3, 4) if used[-1:] != [n]]))
        going_on = ("resume", cut, "--checkpoint-every", 1) if stop else (*words, "--out", cut)
        job = subprocess.Popen(command(used[-1], *going_on, "--threads", chance.choice((1, 2))), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        reached = rows(cut) + chance.randrange(2, 7)
        while job.poll() is None and rows(cut) < reached:
            time.sleep(0.005)
        if stop % 2:  # a rank's own death, if there is more than one process to choose from
            victims = subprocess.run(["pgrep", "-P", str(job.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
            os.kill(int(chance.choice(victims)), signal.SIGKILL) if victims and job.poll() is None else None
        else:
            job.send_signal(signal.SIGUSR1)
        job.wait(timeout=120)
        while subprocess.run(["pgrep", "-f", f"{program} .*{cut}"], stdout=subprocess.DEVNULL).returncode == 0:
            time.sleep(0.05)
    surefoot(0, "resume", cut)
    assert result(cut) == result(whole), f"stops between {used} ranks change the bits"
    print(f"stopped and resumed on {used} ranks: the same bits", flush=True)


def refused():
    def mixed(*, second_environment=(), second_words=()):
        words = [program, "train", "trpo", "CartPole-v1", "--steps", "3000", "--out", os.path.join(work, "mixed")]
        done = subprocess.run([mpirun, "--oversubscribe", "--bind-to", "none", "-n", "1", *words, ":", "-n", "1", *second_environment, *words, *second_words],
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        assert done.returncode != 0 and not os.path.exists(os.path.join(work, "mixed")), done.stdout
        return done.stdout

    assert re.search(r"rank 1 on \S+ has another configuration than rank 0: gamma is 0.99, not 0.9", mixed(second_words=["--set", "gamma=0.9"]))
    assert "computes on portable vectors" in mixed(second_environment=["-x", "SUREFOOT_VECTORS=portable"])
    assert "num_envs: 2 environments for 3 ranks" in surefoot(3, "train", "trpo", "CartPole-v1", "--num-envs", 2, "--out", os.path.join(work, "few"), status=2)
    assert "did you mean" in surefoot(2, "train", "trpo", "CratPole-v1", status=2)
    print("what differs is refused", flush=True)


def struck(run, blow, **more):
    """What a job says of which one rank is dealt a blow in the middle, and how long it goes on."""
    job = subprocess.Popen(command(3, "train", "trpo", "CartPole-v1", "--steps", 10**7, "--threads", 1, "--out", run), env={**environment, **more},
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not os.path.exists(os.path.join(run, "checkpoint.safetensors")):
        time.sleep(0.05)
    children = subprocess.run(["pgrep", "-P", str(job.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
    os.kill(int(children[1]), blow)
    began = time.monotonic()
    said = job.communicate(timeout=60)[0]
    assert job.returncode != 0, said
    surefoot(0, "evaluate", run, "--episodes", 1)  # what is saved is whole
    return said, time.monotonic() - began


def dies():
    run = os.path.join(work, "dies")
    said, seconds = struck(run, signal.SIGKILL)
    assert "rank" in said and f"resume {run}` goes on" in said, said
    print(f"a rank that is killed ends the run after {seconds:.1f} s", flush=True)
    said, seconds = struck(os.path.join(work, "hangs"), signal.SIGSTOP, SUREFOOT_PATIENCE="2")
    assert re.search(r"rank \d on \S+ has waited \d+ s for .*, and ends the run", said) and seconds < 30, said
    print(f"one that answers no more is given up after {seconds:.1f} s", flush=True)


def evaluated_and_swept():
    run = os.path.join(work, "run")
    surefoot(0, "train", "trpo", "CartPole-v1", "--steps", 4000, "--out", run)
    assert surefoot(0, "evaluate", run, "--episodes", 7) == surefoot(3, "evaluate", run, "--episodes", 7)
    sweep = os.path.join(work, "sweep")
    surefoot(2, "train", "trpo", "CartPole-v1", "--steps", 4000, "--seeds", "0..2", "--threads", 1, "--out", sweep)
    assert sorted(os.listdir(sweep)) == ["seed0", "seed1", "seed2"]
    assert result(os.path.join(sweep, "seed0")) == result(run)
    print("evaluations and sweeps are shared", flush=True)


try:
    same_bits([(2, 1), (3, 2), (4, 1)], "trpo", "CartPole-v1", "--steps", 5000, "--set", "normalize_observations=true", "anneal_max_kl=true")
    same_bits([(4, 1)], "trpo", "CartPole-v1", "--steps", 3000, "--set", "batch_steps=1000", "value_minibatch=400")  # three pieces
    same_bits([(3, 1)], "trpo", "CartPole-v1", "--steps", 3000, "--set", "estimator=vine", "vine_states=10", "vine_length=20")
    for algorithm in ("reinforce", "vpg", "npg", "ppo"):
        same_bits([(3, 2)], algorithm, "CartPole-v1", "--steps", 4000)
    same_bits([(2, 1)], "trpo", "Pendulum-v1", "--steps", 4000, "--set", "value_fit=trust_region", "entropy_bonus=0.01")
    if "Hopper-v5" in surefoot(0, "list"):
        same_bits([(2, 1)], "trpo", "Hopper-v5", "--steps", 5000)
    if everything:
        some = [(ranks, threads) for ranks in (1, 2, 3, 4) for threads in (1, 2)]
        for env in ("CartPole-v1", "Pendulum-v1", "Hopper-v5"):
            for algorithm in ("reinforce", "vpg", "npg", "trpo", "ppo"):
                same_bits(some, algorithm, env, "--steps", 6000, "--num-envs", 4, "--set", "normalize_observations=true", *(["normalize_returns=true"] if algorithm != "reinforce" else []),
                          *(["anneal_max_kl=true"] if algorithm in ("npg", "trpo") else []))
            same_bits(some, "trpo", env, "--steps", 4000, "--num-envs", 4, "--set", "estimator=vine", "vine_states=20", "vine_length=50")
    stopped_and_resumed(30 if everything else 5)
    refused()
    dies()
    evaluated_and_swept()
finally:
    shutil.rmtree(work, ignore_errors=True)
