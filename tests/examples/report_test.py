#!/usr/bin/env python3
"""The page that `surefoot report` writes, opened in Chromium: ten runs of 1,000 rows in under a second, under 2 MB, without a
request to anywhere, without a complaint in the console, in light and dark, wide and narrow.

Arguments: the program. Chromium is driven by chromedriver, over the W3C's WebDriver protocol."""
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-report-")
browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
driver = shutil.which("chromedriver")
if not browser or not driver:
    sys.exit("chromium and chromedriver are needed (Debian's packages chromium and chromium-driver)")


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


class Browser:
    """A session of Chromium with nothing from elsewhere in it."""

    def __init__(self):
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.session = None
        for line in self.driver.stdout:
            if started := re.search(r"started successfully on port (\d+)", line):
                self.address = f"http://127.0.0.1:{started[1]}"
                break
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update",
                     "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage",
                     f"--user-data-dir={os.path.join(work, 'profile')}"]
        options = {"binary": browser, "args": arguments}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def call(self, method, path, body=None):
        prefix = f"/session/{self.session}" if self.session else ""
        request = urllib.request.Request(self.address + prefix + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def close(self):
        if self.session:
            self.call("DELETE", "")
        self.driver.terminate()
        self.driver.wait()


try:
    page = os.path.join(work, "page.html")
    start = time.monotonic()
    surefoot("report", *ten_runs(), "--out", page)
    size = os.path.getsize(page)
    print(f"{size / 1e6:.2f} MB")
    assert size < 2e6

    chromium = Browser()
    try:
        chromium.open("about:blank")
        chromium.log("performance")
        seconds = []
        for _ in range(3):  # the machine may be busy with other tests
            chromium.open("file://" + page)
            timing = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd - t.startTime"
            seconds.append(chromium.run(timing) / 1000)
        print(f"opened in {min(seconds):.3f} s (of three: {seconds})")
        assert min(seconds) < 1

        sent = [json.loads(entry["message"])["message"] for entry in chromium.log("performance")]
        addresses = {m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"}
        elsewhere = [a[:80] for a in addresses if not a.startswith(("data:", "file://" + page, "about:"))]
        assert addresses and not elsewhere, f"requests to {elsewhere}"
        assert not chromium.log("browser"), "complaints in the console"

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
