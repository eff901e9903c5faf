#!/usr/bin/env python3
"""08_hessian_free, small: the loss falls, a rotation of the valley changes nothing for Gauss-Newton steps and much for Adam, the
same losses for one thread and for two, figures and a table that are whole, and what cannot be is said.

Arguments: the program."""
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-hessian-free-")
SMALL = ["--pictures", "100", "--side", "6", "--steps", "8", "--passes", "30", "--minibatch", "32", "--cg-iterations", "20",
         "--dimensions", "4", "--valley-steps", "100", "--valley-passes", "3000"]


def run(*arguments, fails=False):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (done.returncode != 0) == fails, f"{arguments}: {done.returncode}: {done.stdout}"
    return done.stdout


def curves(folder):
    """Of each problem and method its points, pass, seconds and loss."""
    found = {}
    with open(os.path.join(folder, "curves.csv"), newline="") as file:
        for row in csv.DictReader(file):
            point = tuple(float(row[column]) for column in ("passes", "seconds", "loss"))
            found.setdefault((row["problem"], row["method"]), []).append(point)
    return found


def without_measurements(said):
    return re.sub(r".*(measured:|passes, ).*\n", "", said)


try:
    folders = [os.path.join(work, f"out{threads}") for threads in (1, 2)]
    said = [run(*SMALL, "--threads", str(threads), "--out", folder) for threads, folder in enumerate(folders, 1)]
    print(said[0])
    assert without_measurements(said[0]).replace("out1", "out2") == without_measurements(said[1])
    one, two = map(curves, folders)
    assert {key: [p[2] for p in points] for key, points in one.items()} == \
        {key: [p[2] for p in points] for key, points in two.items()}, "one thread and two end elsewhere"

    for key, points in one.items():
        passes, seconds, losses = zip(*points)
        assert passes[0] == seconds[0] == 0 and len(points) > 2, key
        assert all(a < b for a, b in zip(passes, passes[1:])) and list(seconds) == sorted(seconds), key
        if key[1] == "Gauss-Newton":  # a step that does not gain is not taken
            assert all(a >= b for a, b in zip(losses, losses[1:])), key
            assert losses[-1] < (0.3 if key[0] == "autoencoder" else 1e-7) * losses[0], (key, losses)
    problems = {problem for problem, _ in one}
    assert problems == {"autoencoder", "rosenbrock", "rotated"}, problems
    for problem in problems:
        best = min(points[-1][2] for (of, method), points in one.items() if of == problem and method != "Gauss-Newton")
        assert best < 0.5 * one[problem, "Gauss-Newton"][0][2], (problem, best)
    # The same valley seen from elsewhere: the same steps but for rounding. Adam sees coordinates.
    plain, rotated = one["rosenbrock", "Gauss-Newton"], one["rotated", "Gauss-Newton"]
    assert abs(len(plain) - len(rotated)) <= 3, (len(plain), len(rotated))
    assert all(abs(a[2] / b[2] - 1) < 0.01 for a, b in zip(plain[:8], rotated)), (plain, rotated)
    seen = [one[problem, "Adam, 0.1"][20][2] for problem in ("rosenbrock", "rotated")]
    assert abs(seen[0] / seen[1] - 1) > 0.01, seen

    files = sorted(os.listdir(folders[0]))
    assert files == ["autoencoder_passes.svg", "autoencoder_seconds.svg", "curves.csv", "rosenbrock_passes.svg",
                     "rosenbrock_seconds.svg", "rotated_passes.svg", "rotated_seconds.svg"], files
    for name in files:
        if name.endswith(".svg"):
            picture = xml.parse(os.path.join(folders[0], name)).getroot()
            words = " ".join("".join(e.itertext()) for e in picture.iter() if e.tag.endswith("text"))
            assert picture.tag.endswith("svg") and "Gauss-Newton" in words and "Adam, " in words, (name, words)

    for option, value in (("--pictures", "0"), ("--side", "3"), ("--dimensions", "1"), ("--damping", "0"), ("--threads", "0"),
                          ("--steps", "many")):
        assert option in run(option, value, fails=True), option
    assert "--nonsense" in run("--nonsense", fails=True)
    file = os.path.join(work, "a file")
    open(file, "w").close()
    assert "a file" in run(*SMALL, "--out", file, fails=True)
finally:
    shutil.rmtree(work, ignore_errors=True)
