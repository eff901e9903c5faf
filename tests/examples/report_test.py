#!/usr/bin/env python3
"""The page that `surefoot report` writes, opened in Chromium: ten runs of 1,000 rows in under a second, under 2 MB, without a
request to anywhere, without a complaint in the console, in light and dark, wide and narrow.

Arguments: the program."""
import json
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


# The charts of the page: (title, what its legend says, what it tells where the pointer is).
READ = """return [...document.querySelectorAll('figure.plotted')].map(f => ({
    title: f.querySelector('.chart-title').textContent, picture: getComputedStyle(f.querySelector('img')).display,
    lines: f.querySelectorAll('path.line').length, ticks: [...f.querySelectorAll('.axis text')].map(t => t.textContent),
    says: [...f.querySelectorAll('.tip div')].map(d => d.textContent)}))"""


def check_figures(chromium):
    """They answer: values by pointer and keys, runs that come and go, a stretch of x, logarithms; in print they are pictures."""
    def charts():
        return {chart["title"]: chart for chart in chromium.run(READ)}

    def press(name, chart=0):
        assert chromium.run(
            "const b = [...document.querySelectorAll('figure.plotted')[arguments[1]].querySelectorAll('button')]"
            ".find(b => b.ariaLabel === arguments[0] || b.textContent === arguments[0]); b?.click(); return Boolean(b)", name, chart), name

    def key(name):
        chromium.run("document.querySelector('.chart svg').dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0]}))", name)

    shown = charts()
    assert list(shown)[:2] == ["Return", "KL of each step"] and all(c["picture"] == "none" for c in shown.values()), shown
    assert shown["Return"]["lines"] == 3, "two means and the threshold"  # so the seeds are hidden
    numbers = json.loads(chromium.run("return document.querySelector('figure.plotted script').textContent"))["series"]
    names = [s["name"] for s in numbers]
    assert names[1].endswith(", seed 0") and len(names) == 2 * 6 + 1, names
    press(names[1])
    assert charts()["Return"]["lines"] == 4
    key("End")
    said = charts()["Return"]["says"]
    assert said[0] == f"environment steps: {int(numbers[0]['x'][-1]):,}" and said[2].startswith(names[1] + ": "), said
    for line, series in zip(said[1:3], numbers):
        assert abs(float(line.rsplit(" ", 1)[1]) - series["y"][-1]) < 0.1, (line, series["y"][-1])
    key("ArrowLeft")
    assert charts()["Return"]["says"][0] == f"environment steps: {int(numbers[0]['x'][-2]):,}"
    press(names[1])
    # By the pointer, and a stretch of x
    box = chromium.run("const c = document.querySelectorAll('.chart .brush .overlay')[1]; c.scrollIntoView();"
                       "const r = c.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]")

    def mouse(kind, share, buttons=0):
        chromium.devtools("Input.dispatchMouseEvent", type=kind, x=box[0] + share * box[2], y=box[1] + box[3] / 2,
                          button="none" if kind == "mouseMoved" else "left", buttons=buttons, clickCount=1)

    mouse("mouseMoved", 0.5)
    middle = int(charts()["KL of each step"]["says"][0].split(": ")[1].replace(",", ""))
    assert abs(middle / 1024 - 500) < 5, middle
    mouse("mousePressed", 0.25, 1)
    mouse("mouseMoved", 0.4, 1)
    mouse("mouseMoved", 0.5, 1)
    mouse("mouseReleased", 0.5)
    def steps():
        return [float(t[:-1]) * {"k": 1e3, "M": 1e6}[t[-1]] for t in charts()["KL of each step"]["ticks"] if t[-1] in "kM"]

    assert steps() and all(250e3 <= s <= 515e3 for s in steps()), steps()
    press("all of it", 1)
    assert max(steps()) > 515e3, f"not all of it is there again: {steps()}"
    before = charts()["KL of each step"]["ticks"]
    press("log y", 1)
    assert charts()["KL of each step"]["ticks"] != before
    press("log y", 1)
    assert charts()["KL of each step"]["ticks"] == before
    chromium.devtools("Emulation.setEmulatedMedia", media="print")
    assert all(chart["picture"] != "none" for chart in charts().values())
    assert chromium.run("return [...document.querySelectorAll('.chart')].every(c => getComputedStyle(c).display === 'none')")
    chromium.devtools("Emulation.setEmulatedMedia", media="")


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

        images = chromium.run("return [...document.images].map(i => [i.alt, i.complete && i.naturalWidth])")
        print(images)
        assert len(images) == 7 and all(width > 0 for _, width in images)
        rows = chromium.run("return [...document.querySelectorAll('table')[0].rows].map(r => r.innerText)")
        assert len(rows) == 3 and "max_kl=0.001" in rows[2], rows
        assert chromium.run("return [...document.querySelectorAll('tr.differs th:first-child')].map(e => e.innerText)") == \
            ["max_kl"]

        check_figures(chromium)
        chromium.expect_no_complaint_about(page)
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
