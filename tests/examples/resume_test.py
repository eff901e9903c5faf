#!/usr/bin/env python3
"""Runs that are stopped, resumed, damaged and compared, as a user meets it: every fault has its exit status (2 the user's
mistake, 1 anything else) and one line that says what is wrong, and loses nothing. Arguments: the program."""
import csv
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import safetensors  # noqa: E402

program = os.path.realpath(sys.argv[1])
called = os.path.basename(program)  # surefoot, or surefoot-float
work = tempfile.mkdtemp(prefix="surefoot-resume-")
os.chdir(work)
SMALL = ["--set", "batch_steps=200", "--set", "hidden=8"]


def no_room(most):
    """No file can grow beyond so many bytes, as where a disk is full. The program itself sees to it that it is told."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def surefoot(*arguments, status=0, says="", notes="", before=None):
    """Runs the program; its standard output. Of a fault, `says` must match the one line on standard error; of what went well,
    `says` must match standard output, and `notes` standard error."""
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=before, timeout=600)
    assert done.returncode == status, f"{arguments}: exit status {done.returncode}, not {status}: {done.stderr}"
    if status:
        assert done.stderr.count("\n") == 1, f"{arguments}: not one line: {done.stderr}"
    assert re.search(notes, done.stderr), f"{arguments}: `{done.stderr}` does not say `{notes}`"
    assert re.search(says, done.stderr if status else done.stdout), f"{arguments}: `{done.stderr}` does not say `{says}`"
    return done.stdout


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def table(run):
    with open(os.path.join(run, "progress.csv")) as file:
        return [line.split(",")[:13] for line in file]


def wait_for_rows(run, count):
    for _ in range(6000):
        if os.path.exists(os.path.join(run, "progress.csv")) and len(table(run)) > count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{run}: no {count} rows after a minute")


def train(out, *more, steps=2000, **how):
    return surefoot("train", "trpo", "CartPole-v1", "--steps", str(steps), "--out", out, *SMALL, *more, **how)


def stopped_and_resumed():
    train("whole", steps=4000)
    # A run may be cut short and made longer.
    train("longer")
    surefoot("resume", "longer", "--steps", "4000", says="going on after iteration 10")
    assert table("longer") == table("whole")
    assert contents("longer/checkpoint.safetensors") == contents("whole/checkpoint.safetensors")
    surefoot("resume", "longer", "--steps", "100", status=2, says="has taken 4000 already")
    surefoot("resume", "longer", says="done after 4000 steps")  # there is nothing left to do
    surefoot("resume", "longer", "--previous", says="going on after iteration 10")
    assert contents("longer/checkpoint.safetensors") == contents("whole/checkpoint.safetensors")

    # A radius that falls to 0 over the run's steps falls over others then: that is said, and config.json says over which.
    train("annealed", "--set", "anneal_max_kl=true", "max_kl=0.02")
    surefoot("resume", "annealed", "--steps", "4000", says="over 4000 steps now, instead of 2000: at once it goes from 0 to 0.01")
    assert b'"steps": 4000' in contents("annealed/config.json") and b'"anneal_max_kl": true' in contents("annealed/config.json")

    # Ctrl-C and SIGTERM finish the iteration, save and exit 0; a second one ends the program at once.
    for name, sent in (("interrupted", signal.SIGINT), ("terminated", signal.SIGTERM)):
        process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "1000000000", "--out", name, *SMALL],
                                   stdout=subprocess.PIPE, text=True)
        wait_for_rows(name, 2)
        process.send_signal(sent)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0 and f"`{called} resume {name}` goes on from here" in said, said
        arrays, _ = safetensors.read(f"{name}/checkpoint.safetensors")
        assert struct.unpack("<Q", arrays["progress.iteration"][2])[0] == len(table(name)) - 1
        (steps,) = struct.unpack("<Q", arrays["progress.env_steps"][2])
        surefoot("resume", name, "--steps", str(steps + 400), says="done after")
    slow = ["--set", "batch_steps=1000000"]  # an iteration that takes seconds
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "1000000000", "--out", "twice", *slow],
                               stdout=subprocess.DEVNULL)
    while not os.path.exists("twice/progress.csv"):
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == -signal.SIGINT


def damaged():
    train("damaged", "--checkpoint-every", "5")
    file = "damaged/checkpoint.safetensors"
    whole = contents(file)
    (size,) = struct.unpack("<Q", whole[:8])
    flipped = bytearray(whole)
    flipped[-5] ^= 0x10
    for name, data in {
        "cut short": whole[: len(whole) // 2], "nothing": b"", "a flipped bit": bytes(flipped),
        "an absurd header": struct.pack("<Q", 2**62) + whole[8:], "no JSON": whole[:8] + b"x" * size + whole[8 + size :],
    }.items():
        write(file, data)
        for command in ("resume", "evaluate", "watch"):
            surefoot(command, "damaged", status=1, says="checkpoint.safetensors: .*--previous takes the checkpoint before it")
        assert contents(file) == data, f"{name}: it was written to"
    surefoot("evaluate", "damaged", "--previous", "--episodes", "2", says="return")
    surefoot("watch", "damaged", "--previous", "--out", "watched.html", says="watched.html")
    surefoot("resume", "damaged", "--previous", says="going on after iteration 5")
    assert contents(file) == whole

    # The previous one is never given up for the damaged one: not when the disk is full, nor when it ends at any instant.
    write(file, bytes(flipped))
    surefoot("resume", "damaged", "--previous", "--steps", "2400", status=1, says="saved up to iteration 5, iteration",
             before=lambda: no_room(len(whole) - 1))
    surefoot("resume", "damaged", "--steps", "2000", says="going on after iteration 5")
    assert contents(file) == whole

    # The configuration is another than the checkpoint's, or none.
    config = contents("damaged/config.json")
    write("damaged/config.json", config.replace(b'"max_kl": 0.01', b'"max_kl": 0.02'))
    surefoot("resume", "damaged", status=2, says="not the checkpoint's: max_kl is 0.01, not 0.02")
    surefoot("evaluate", "damaged", status=2, says="max_kl")
    write("damaged/config.json", config.replace(b"trpo", b"trop"))
    surefoot("resume", "damaged", status=2, says="config.json: unknown algorithm `trop`: did you mean `trpo`")
    write("damaged/config.json", config.replace(b'"num_envs": 4', b'"num_envs": 4000000000'))
    surefoot("resume", "damaged", status=2, says="num_envs: 4000000000 is out of range")
    write("damaged/config.json", config[:-20])
    surefoot("resume", "damaged", status=2, says="not a configuration")
    write("damaged/config.json", config)

    # A checkpoint of another run, which its digest fits.
    surefoot("train", "ppo", "CartPole-v1", "--steps", "200", "--out", "other", *SMALL)
    shutil.copy("other/checkpoint.safetensors", file)
    surefoot("resume", "damaged", status=2, says="not the checkpoint's: algorithm is")
    write(file, whole)
    surefoot("resume", "nowhere", status=2, says="no run there")
    # Where the last checkpoint is gone and the one before it is there, nothing begins anew over what was reached.
    os.rename(file, "moved")
    for command in ("resume", "evaluate", "watch"):
        surefoot(command, "damaged", status=1, says="checkpoint.safetensors: it is gone; --previous takes")
    os.rename("moved", file)

    # To lose the curve is not to lose the agent, nor is to lose the configuration.
    rows = contents("damaged/progress.csv")
    os.remove("damaged/config.json")
    write("damaged/progress.csv", b"\n".join(rows.split(b"\n")[:4]) + b"\n")
    surefoot("resume", "damaged", "--steps", "2200", says="going on after iteration 10",
             notes="rows of iterations 4 to 10 are lost; the agent is not")
    assert [row[0] for row in table("damaged")] == ["iteration", "1", "2", "3", "11"]
    write("damaged/progress.csv", rows.replace(b"iteration", b"episode", 1))
    surefoot("resume", "damaged", "--steps", "2400", says="going on after iteration 11", notes="progress.csv is damaged")
    assert contents("damaged/progress.csv.damaged").startswith(b"episode")
    surefoot("compare", "damaged")
    surefoot("report", "damaged")


def full_disk():
    """A disk on which no file can grow beyond 20 kB: the last good checkpoint stays."""
    train("full", "--checkpoint-every", "1", steps=400)
    good = contents("full/checkpoint.safetensors")

    surefoot("resume", "full", "--steps", "2000", "--checkpoint-every", "1", status=1,
             says=f"checkpoint.safetensors: it cannot be written: .*saved up to iteration 2, iteration 3 not; `{called} resume full`",
             before=lambda: no_room(len(good) - 1))
    assert contents("full/checkpoint.safetensors") == good
    assert not [name for name in os.listdir("full") if name.endswith(".part")]
    surefoot("resume", "full", says="going on after iteration 2")
    train("never", status=1, says="it cannot be written: .*Nothing is saved: iterations 1 to 10 would have to be",
          before=lambda: no_room(len(good) - 1))


def ended_from_outside():
    """Whatever ends a run but SIGKILL, what it showed is saved, or it says what is not."""
    def begun(name, *more, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL), **how):  # whatever the test inherits
        process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "1000000000", "--out", name,
                                    "--checkpoint-every", "1000000", *SMALL, *more], stderr=subprocess.PIPE, text=True,
                                   preexec_fn=preexec_fn, **how)
        wait_for_rows(name, 2)
        return process

    def check_saved(name):
        arrays, _ = safetensors.read(f"{name}/checkpoint.safetensors")
        assert struct.unpack("<Q", arrays["progress.iteration"][2])[0] == len(table(name)) - 1

    for name, sent in (("hung_up", signal.SIGHUP), ("out_of_time", signal.SIGXCPU), ("warned", signal.SIGUSR2)):
        process = begun(name, stdout=subprocess.DEVNULL)
        process.send_signal(sent)
        process.send_signal(sent)  # a terminal and its shell may both say it
        assert process.wait(timeout=120) == 0
        check_saved(name)
    # nohup: a run that is to outlive its terminal does
    process = begun("outlives", stdout=subprocess.DEVNULL,
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0
    # What the parent had blocked or ignored
    process = begun("deaf", stdout=subprocess.DEVNULL, preexec_fn=lambda: (
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT}), signal.signal(signal.SIGINT, signal.SIG_IGN)))
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 0
    check_saved("deaf")
    # A reader that went away: `surefoot train … | head -1`
    reader, writer = os.pipe()
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "4000", "--out", "unread", *SMALL],
                               stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer), os.close(reader)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and "standard output: it cannot be written: Broken pipe" in said, said
    if len(table("unread")) > 1:
        check_saved("unread")
    surefoot("resume", "unread", says="done after 4000 steps")
    # In a sweep the runs have their own output, and go on.
    reader, writer = os.pipe()
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--seeds", "0..2", "--jobs", "1", "--steps", "600",
                                "--out", "unread_sweep", *SMALL], stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer), os.close(reader)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and said.count("\n") == 1 and "standard output" in said, said
    assert [len(table(f"unread_sweep/seed{k}")) for k in range(3)] == [4, 4, 4]
    # Standard streams that were closed do not end up in the run's files.
    for name, closed in (("silent", (1,)), ("mute", (2,)), ("bare", (0, 1, 2))):
        done = subprocess.run([program, "train", "trpo", "CartPole-v1", "--steps", "600", "--out", name, *SMALL],
                              preexec_fn=lambda: [os.close(k) for k in closed], timeout=120)
        assert done.returncode == 0 and len(table(name)) == 4
        surefoot("compare", name)
    for command in ("compare silent", "evaluate silent --episodes 1", "list", "list trpo", "lab list", "--version", "--help", "train --help"):
        done = subprocess.run([program, *command.split()], stderr=subprocess.PIPE, text=True, preexec_fn=lambda: os.close(1))
        assert done.returncode == 1 and re.fullmatch("surefoot(-float)?( lab|-lab)?: standard output is closed\n", done.stderr), (command, done)
        with open("/dev/full", "w") as full:
            done = subprocess.run([program, *command.split()], stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1 and "cannot be written: No space left" in done.stderr, (command, done)
    with open("/dev/full", "w") as full:
        done = subprocess.run([program, "train", "trpo", "CartPole-v1", "--steps", "4000", "--out", "no_room", *SMALL],
                              stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "standard output: it cannot be written: No space" in done.stderr, done
    # A mistake that cannot be said has its status.
    with open("/dev/full", "w") as full:
        assert subprocess.run([program, "train", "trop", "CartPole-v1"], stderr=full).returncode == 2


def begun_at_once():
    """Of several that begin in one directory, one has it, and the others are refused and touch nothing."""
    for _ in range(5):
        processes = [subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "400", "--out", "race", *SMALL],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        ends = [(process.communicate(timeout=120)[1], process.returncode) for process in processes]
        assert sorted(status for _, status in ends) == [0, 2, 2, 2], ends
        assert len(table("race")) == 3
        surefoot("evaluate", "race", "--episodes", "1")
        shutil.rmtree("race")


def written_by_two():
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "1000000000", "--out", "busy", *SMALL],
                               stdout=subprocess.DEVNULL)
    wait_for_rows("busy", 11)
    surefoot("resume", "busy", status=1, says="progress.csv: another process is writing it")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 0
    assert len(table("busy")) > 11


def swept_and_compared():
    train("sweep", "--seeds", "0..2", "--jobs", "2", says="seed2: 2000 steps")
    assert sorted(os.listdir("sweep")) == ["seed0", "seed1", "seed2"]
    surefoot("train", "trpo", "CartPole-v1", "--steps", "2000", "--seed", "1", "--out", "alone", *SMALL)
    assert table("alone") == table("sweep/seed1")
    surefoot("resume", "sweep", "--steps", "2400", says="seed2: 2400 steps")
    said = surefoot("compare", "sweep", "alone", "--threshold", "1")
    assert re.search(r"steps=2400 +3 +[0-9.]+ ± [0-9.]+ \[[0-9.]+, [0-9.]+\] +1 ", said), said
    assert re.search(r"steps=2000 +1 +[0-9.]+ +1 ", said), said
    for wrong, says in (("9..3", "1 to 1000 seeds"), ("1,1", "names 1 twice"), ("x", "must be a whole number")):
        surefoot("train", "trpo", "CartPole-v1", "--seeds", wrong, status=2, says=says)
    surefoot("train", "trpo", "CartPole-v1", "--jobs", "2", status=2, says="--jobs")
    surefoot("compare", "sweep", "sweep/seed1", status=2, says="named twice")
    # A table that people can read, and one for programs
    surefoot("train", "ppo", "Pendulum-v1", "--steps", "800", "--out", "swing", *SMALL)
    for changed in ("0.9", "0.8"):
        train(f"changed{changed}", "--set", f"gamma={changed}", "lambda=0.5", "max_kl=0.02", "cg_iterations=3", "cg_damping=0.2",
              "value_epochs=2", "value_minibatch=50", "backtrack_coeff=0.7", "max_backtracks=5", "value_learning_rate=0.002")
    told = surefoot("compare", "sweep", "swing", "changed0.9", "changed0.8", "--threshold", "1")
    assert max(map(len, told.splitlines())) <= 125, told
    assert [line.split()[0] for line in told.splitlines() if line[:1] not in ("", " ")] == \
        ["CartPole-v1", "runs", "sweep", "changed0.9", "changed0.8", "Pendulum-v1", "runs", "ppo", "Mean", "The"], told
    assert "\n    steps=2000, gamma=0.9, " in told.split("changed0.9")[1].split("changed0.8")[0], told
    rows = list(csv.DictReader(surefoot("compare", "sweep", "swing", "alone", "--threshold", "1", "--csv").splitlines()))
    assert [(row["env"], row["algorithm"], row["seeds"], row["threshold"]) for row in rows] == \
        [("CartPole-v1", "trpo", "3", "1"), ("CartPole-v1", "trpo", "1", "1"), ("Pendulum-v1", "ppo", "1", "1")], rows
    assert float(rows[0]["final_return_low"]) <= float(rows[0]["final_return"]) <= float(rows[0]["final_return_high"])
    assert rows[2]["steps"] == "inf"
    # A copy of a run is no seed of its own.
    shutil.copytree("sweep/seed1", "copied")
    said = surefoot("compare", "sweep", "copied", "--threshold", "1", notes="copied: left out, for it is seed 1 once more")
    assert re.search(r"trpo +3 ", said), said
    # Mistakes are found before anything is written or started.
    for wrong in (["--jobs", "0"], ["--checkpoint-every", "0"], ["--threads", "0"]):
        train("wrong", "--seeds", "0..1", *wrong, status=2, says=wrong[0])
        assert not os.path.exists("wrong")
        surefoot("resume", "sweep", *wrong, status=2, says=wrong[0])
    for steps, says in (("5", "has taken 2400 already"), ("nonsense", "must be a whole number")):
        surefoot("resume", "sweep", "--steps", steps, status=2, says=says)
    # From the previous checkpoints, whatever the last are, up to any step behind those
    shutil.copytree("sweep", "swept")
    for k in range(3):
        write(f"swept/seed{k}/checkpoint.safetensors", b"damaged")
    surefoot("resume", "swept", "--steps", "2600", status=1, says="--previous takes the checkpoint before it")
    surefoot("resume", "swept", "--previous", "--steps", "2600", says="seed2: 2600 steps")
    os.makedirs("half/seed1")
    write("half/seed1/precious", b"data")
    train("half", "--seeds", "0..2", status=2, says="half/seed1: it exists")
    assert os.listdir("half") == ["seed1"] and os.listdir("half/seed1") == ["precious"]
    # A child that the sweep did not start, and children that its parent wanted to know nothing of
    done = subprocess.run(["bash", "-c", f"sleep 0.1 & exec '{program}' resume sweep --steps 2600"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120,
                          preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    assert done.returncode == 0 and "seed2: 2600 steps" in done.stdout, done
    surefoot("resume", "sweep", "--set", "max_kl=1", status=2, says="settings of a run are fixed when it begins")
    surefoot("compare", "sweep", "--threshold", "high", status=2, says="--threshold high")

    # Ctrl-C reaches every run once, and each saves.
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--steps", "1000000000", "--out", "endless",
                                "--seeds", "0,5", "--jobs", "2", *SMALL], stdout=subprocess.PIPE, text=True)
    wait_for_rows("endless/seed0", 2)
    wait_for_rows("endless/seed5", 2)
    surefoot("compare", "endless")  # while it runs
    surefoot("report", "endless", "--out", "endless.html")
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0 and f"`{called} resume endless` goes on from here" in said, said
    for run in ("endless/seed0", "endless/seed5"):
        safetensors.read(os.path.join(run, "checkpoint.safetensors"))


def begun_with_another_agent():
    train("teacher")
    arrays, _ = safetensors.read("teacher/checkpoint.safetensors")
    train("pupil", "--from", "teacher", "--seed", "3", "--set", "max_kl=0.001", says="2000 steps, from teacher, into pupil")
    assert b'"from": "teacher"' in contents("pupil/config.json")
    train("pupils", "--seeds", "3,4", "--from", "teacher", "--set", "max_kl=0.001")
    assert table("pupils/seed3") == table("pupil") != table("pupils/seed4")
    # From its beginning on it has the agent, whatever becomes of the run that it came from.
    train("early", "--from", "teacher", "--checkpoint-every", "1", steps=200)
    surefoot("resume", "early", "--previous")
    shutil.copytree("teacher", "lost_teacher")
    process = subprocess.Popen([program, "train", "trpo", "CartPole-v1", "--from", "lost_teacher", "--out", "orphan", "--steps",
                                "1000000000", "--checkpoint-every", "1000000", *SMALL], stdout=subprocess.DEVNULL)
    wait_for_rows("orphan", 1)
    process.kill()
    process.wait()
    shutil.rmtree("lost_teacher")
    begun, _ = safetensors.read("orphan/checkpoint.safetensors")
    assert begun["policy.0.weight"] == arrays["policy.0.weight"] and begun["value.0.weight"] == arrays["value.0.weight"]
    row = table("orphan")[1]
    surefoot("resume", "orphan", "--steps", "200", says="going on after iteration 0")
    assert table("orphan")[1] == row
    surefoot("compare", "teacher", "pupil", "pupils", "early", says="from=teacher")
    surefoot("report", "pupil")
    assert b"teacher" in contents("pupil/report.html")
    for wrong, says in ((["--from", "nowhere"], "--from nowhere: nowhere: no run there"),
                        (["--from", "pupils"], "--from pupils: .*no run"),
                        (["--from", "teacher", "--set", "hidden=9"], r"policy.0.weight \[4,8\], not \[4,9\]"),
                        (["--from", "teacher", "--seeds", "0..1", "--set", "hidden=9"], r"policy.0.weight \[4,8\], not"),
                        (["--from", "teacher", "--set", "normalize_observations=true"], "normalize_observations false, not true")):
        train("wrong", *wrong, status=2, says=says)
        assert not os.path.exists("wrong")
    surefoot("resume", "pupil", "--set", "max_kl=1", status=2, says=f"fixed when it begins; `{called} train … --from RUN`")


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(message):
    """Of a protobuf message: pairs of a field's number and its value."""
    at, found = 0, []
    while at < len(message):
        key, at = varint(message, at)
        if key & 7 == 0:
            value, at = varint(message, at)
        elif key & 7 == 2:
            length, at = varint(message, at)
            value, at = message[at : at + length], at + length
        else:
            width = {1: 8, 5: 4}[key & 7]
            value, at = struct.unpack("<d" if width == 8 else "<f", message[at : at + width])[0], at + width
        found.append((key >> 3, value))
    return found


def events(path):
    data, at, list_ = contents(path), 0, []
    while at < len(data):
        (length,) = struct.unpack("<Q", data[at : at + 8])
        assert struct.unpack("<I", data[at + 8 : at + 12])[0] == masked(data[at : at + 8])
        record = data[at + 12 : at + 12 + length]
        assert struct.unpack("<I", data[at + 12 + length : at + 16 + length])[0] == masked(record)
        list_.append(dict(fields(record)))
        at += 16 + length
    return list_


def tensorboard():
    assert masked(b"123456789") == ((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF
    train("board", "--tensorboard", "--checkpoint-every", "5")
    surefoot("resume", "board", "--previous", "--steps", "2400", "--tensorboard")
    files = sorted(name for name in os.listdir("board") if name.startswith("events.out.tfevents."))
    first, second = (events(os.path.join("board", name)) for name in files)
    assert first[0][3] == second[0][3] == b"brain.Event:2" and abs(first[0][1] - time.time()) < 3600
    assert [event[2] for event in first[1:]] == [200 * k for k in range(1, 11)]
    scalars = {dict(fields(value))[1].decode(): dict(fields(value))[2] for _, value in fields(first[-1][5])}
    with open("board/progress.csv") as file:
        lines = [line.strip().split(",") for line in file]
    row = dict(zip(lines[0], lines[10]))
    assert set(scalars) == {name for name, cell in row.items() if cell}
    assert all(abs(scalars[name] - float(row[name])) <= 1e-5 * abs(float(row[name])) for name in scalars
               if not name.startswith("seconds"))
    begins = second[1][2]  # from this step on, TensorBoard forgets what the first file has
    assert dict(fields(second[1][7])) == {1: 1} and [e[2] for e in second[2:]] == list(range(begins + 199, 2401, 200))


def finite():
    surefoot("train", "ppo", "CartPole-v1", "--steps", "400", "--out", "finite", "--check-finite", *SMALL)


try:
    for test in (stopped_and_resumed, damaged, full_disk, ended_from_outside, begun_at_once, written_by_two, swept_and_compared, begun_with_another_agent, tensorboard, finite):
        start = time.monotonic()
        test()
        print(f"{test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
finally:
    os.chdir("/")
    shutil.rmtree(work, ignore_errors=True)
