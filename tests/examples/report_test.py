#!/usr/bin/env python3
"""The page that `surefoot report` writes, opened in Chromium: ten runs of 1,000 rows in under a second, under 2 MB, without a
request to anywhere, without a complaint in the console, in light and dark, wide and narrow.

Arguments: the program."""
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile

from browser import Browser

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-report-")


def surefoot(*arguments):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"surefoot {arguments}: {done.returncode}: {done.stdout}"
    return done.stdout


def ten_runs():
    """Ten run directories with 1,000 rows each: five seeds of two configurations. Their numbers are made up."""
    chance, runs = random.Random(7), []
    for k in range(10):
        run = os.path.join(work, f"run{k}")
        surefoot("train", "trpo", "CartPole-v1", "--steps", "1", "--seed", str(k % 5), "--out", run,
                 "--set", f"max_kl={0.01 if k < 5 else 0.001}", "--set", "batch_steps=4", "--set", "hidden=2")
        path = os.path.join(run, "progress.csv")
        with open(path) as file:
            header = file.readline()
        with open(path, "w") as file:
            file.write(header)
            for i in range(1, 1001):
                value = 500 * (1 - math.exp(-i / 200)) + chance.gauss(0, 10)
                row = {
                    "iteration": i, "env_steps": 1024 * i, "episodes": 5 * i, "return_mean": value,
                    "return_mean_100": value if i > 20 else "", "return_std": 10.5, "length_mean": value,
                    "kl": abs(chance.gauss(0.008, 0.001)), "entropy": 0.7 * math.exp(-i / 500),
                    "surrogate_gain": 0.01 * chance.random(), "backtracks": chance.randrange(3),
                    "cg_residual": 1e-3 * chance.random(), "explained_variance": chance.uniform(-2, 1),
                    "seconds_rollout": 0.01, "seconds_update": 0.02, "seconds_total": 0.03 * i,
                }
                file.write(",".join(str(row.get(name, "")) for name in header.strip().split(",")) + "\n")
        runs.append(run)
    return runs


try:
    page = os.path.join(work, "page.html")
    surefoot("report", *ten_runs(), "--out", page)
    size = os.path.getsize(page)
    print(f"{size / 1e6:.2f} MB")
    assert size < 2e6

    chromium = Browser(work)
    try:
        seconds = [chromium.open_page(page) for _ in range(3)]  # the machine may be busy with other tests
        print(f"opened in {min(seconds):.3f} s (of three: {seconds})")
        assert min(seconds) < 1
        chromium.expect_no_complaint_about(page)

        images = chromium.run("return [...document.images].map(i => [i.alt, i.complete && i.naturalWidth])")
        print(images)
        assert len(images) == 6 and all(width > 0 for _, width in images)
        rows = chromium.run("return [...document.querySelectorAll('table')[0].rows].map(r => r.innerText)")
        assert len(rows) == 3 and "max_kl=0.001" in rows[2], rows
        assert chromium.run("return [...document.querySelectorAll('tr.differs th:first-child')].map(e => e.innerText)") == \
            ["max_kl"]

        for width in (360, 1600):  # the page is never wider than the window: what is, scrolls in its own box
            chromium.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                              mobile=width < 500)
            assert chromium.run("return document.documentElement.scrollWidth") <= width
        ink = []
        for scheme in ("light", "dark"):
            chromium.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            ink.append(chromium.run("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]"))
        assert ink[0] != ink[1] and all(text != paper for text, paper in ink), ink
    finally:
        chromium.close()
finally:
    shutil.rmtree(work, ignore_errors=True)
