#!/usr/bin/env python3
"""09_characters, on a text made up here: both models learn a text that repeats itself, far below what the frequencies of its
characters say; one thread and two make the same files; samples are made of the text's characters; and what cannot be is said.

Arguments: the program."""
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-characters-")
small = ["--context", "16", "--width", "16", "--layers", "1", "--heads", "2", "--minibatch", "12", "--learning-rate", "0.02",
         "--dropout", "0"]


def run(*arguments, fails=False):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (done.returncode != 0) == fails, f"{arguments}: {done.returncode}: {done.stdout}"
    return done.stdout


def contents(folder):
    return {name: open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))}


def folder(name, *texts):
    path = os.path.join(work, name)
    os.mkdir(path)
    for i, text in enumerate(texts):
        with open(os.path.join(path, f"{i}.md"), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
    return path


try:
    period = "der Igel läuft; "  # with a character of two bytes
    text = folder("text", period * 500, period * 500)
    with open(os.path.join(text, "other.txt"), "w") as other:
        other.write("not to be read" * 100)
    letters = set(period)
    entropy = -sum(p * math.log2(p) for p in (period.count(c) / len(period) for c in letters))
    for model, steps in (("transformer", 80), ("gru", 80)):
        outs = [os.path.join(work, f"{model}{threads}") for threads in (1, 2)]
        said = [run("--text", text, "--model", model, "--steps", str(steps), "--prompt", "der ", "--threads", str(threads),
                    "--out", out, *small) for threads, out in enumerate(outs, 1)]
        print(said[0])
        assert said[0].replace(outs[0], outs[1]) == said[1]
        assert contents(outs[0]) == contents(outs[1]), "one thread and two make different files"
        assert list(contents(outs[0])) == ["learning_curves.svg", "model.safetensors"]
        assert xml.fromstring(contents(outs[0])["learning_curves.svg"]).tag.endswith("svg")

        alike, frequent, counted = map(float, re.search(
            r"([\d.]+) if all are alike, ([\d.]+) by how frequent each is, ([\d.]+) by the three", said[0]).groups())
        assert abs(alike - math.log2(len(letters) + 1)) < 1e-3  # and one for what is rare
        assert abs(frequent - entropy) < 0.01, (frequent, entropy)
        assert counted < 0.2, counted
        bits = [float(b) for b in re.findall(r"held back: ([\d.]+)", said[0])]
        assert len(bits) == 10 and bits[-1] < 0.3 < bits[0], bits
        samples = re.findall(r"^    (der .*)$", said[0], re.M)
        assert len(samples) >= 4 and all(set(s) <= letters for s in samples), samples
        assert all(len(s) == 124 for s in samples)
        assert period * 3 in samples[-1], samples[-1]

    # Every tenth thousand is held back.
    assert re.search(r"^15000 characters to learn from, 1000 to be judged by", said[0], re.M), said[0]
    # What is rare is one symbol, which is never written.
    rare = folder("rare", period * 700 + "xyz")
    said = run("--text", rare, "--steps", "1", "--prompt", "xyz der ", "--out", os.path.join(work, "rare_out"), *small)
    assert f"{len(letters) + 1} symbols" in said and "□□□ der" in said and said.count("□") == 3, said

    for arguments, words in (
            (["--text", os.path.join(work, "none")], "none: no file NAME.md is there to read"),
            (["--text", folder("empty")], "empty: no file NAME.md is there to read"),
            (["--text", folder("bytes", period * 700, b"\xff\xfe")], "1.md: it is not UTF-8"),
            (["--text", folder("cut", period.encode() * 500 + "ä".encode()[:1])], "0.md: it is not UTF-8"),
            (["--text", folder("short", period * 5)], "a smaller --context"),
            (["--text", folder("untested", period * 50)], "a smaller --context"),
            (["--text", text, "--model", "lstm"], "--model"),
            (["--text", text, "--width", "10", "--heads", "4"], "heads"),
            (["--text", text, "--context", "0"], "--context"),
            (["--text", text, "--dropout", "1"], "--dropout"),
            (["--text", text, "--prompt", ""], "prompt")):
        said = run(*arguments, "--out", os.path.join(work, "failed"), fails=True)
        assert words in said, (arguments, said)
    assert not os.path.exists(os.path.join(work, "failed"))
finally:
    shutil.rmtree(work, ignore_errors=True)
