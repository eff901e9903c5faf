#!/usr/bin/env python3
"""The page that `surefoot watch` writes, opened in Chromium, and what it plays in a terminal: the episode that
`surefoot evaluate` counts, without a request to anywhere and without a complaint in the console.

Arguments: the program."""
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

from browser import Browser

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-watch-")


def surefoot(*arguments):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"surefoot {arguments}: {done.returncode}: {done.stdout}"
    return done.stdout


def trained(env):
    run = os.path.join(work, env)
    surefoot("train", "trpo", env, "--steps", "3000", "--seed", "1", "--threads", "1", "--out", run)
    return run


def until(condition, what):
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    sys.exit(f"it never came to: {what}")


class Player:
    """The player of the page that is open."""

    def __init__(self, chromium):
        self.chromium = chromium

    def caption(self):
        return self.chromium.run("return [...document.querySelectorAll('figcaption span')].map(e => e.innerText)")

    def step(self):
        return int(re.fullmatch(r"step (\d+) of \d+", self.caption()[0])[1])

    def total(self):
        return float(re.fullmatch(r"return (-?[\d.]+)", self.caption()[2])[1])

    def press(self, key, target="document.body"):
        self.chromium.run(f"{target}.dispatchEvent(new KeyboardEvent('keydown', "
                          f"{{key: '{key}', bubbles: true, cancelable: true}}))")

    def scrub(self, step):
        self.chromium.run(f"const s = document.querySelector('input'); s.value = {step}; "
                          "s.dispatchEvent(new Event('input'))")

    def colours(self):
        """How many there are on the canvas; the edges of shapes are blends of two."""
        return self.chromium.run(
            "const c = document.querySelector('canvas'), all = new Set();"
            "for (const p of new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer))"
            "  all.add(p);"
            "return all.size")

    def image(self):
        return self.chromium.run("return document.querySelector('canvas').toDataURL()")


def check_page(chromium, run):
    page = os.path.join(run, "watch.html")
    assert surefoot("watch", run).startswith(page)
    assert os.path.getsize(page) < 2e6
    counted = re.search(r"return (-?[\d.]+) .* of ([\d.]+) steps",
                        surefoot("evaluate", run, "--episodes", "1", "--seed", "1000", "--deterministic"))
    total, length = float(counted[1]), round(float(counted[2]))
    print(f"{os.path.basename(run)}: {os.path.getsize(page) / 1000:.0f} kB, {length} steps, return {total}")

    chromium.open_page(page)
    player = Player(chromium)
    until(lambda: player.step() > 0, "a page that plays on its own")
    player.press("Home")  # which also pauses
    assert player.step() == 0 and player.total() == 0 and player.colours() > 3
    first = player.image()
    chromium.run("document.querySelector('select').value = 0.1")  # even a short episode does not end meanwhile
    player.press(" ")
    until(lambda: player.step() > 1, "the space bar plays")
    assert player.image() != first
    player.press(" ")
    paused = player.step()
    time.sleep(0.5)
    assert player.step() == paused, "the space bar pauses"

    player.press("Home")
    player.press("ArrowRight")
    player.press("ArrowRight")
    player.press("ArrowLeft")
    assert player.step() == 1
    player.scrub(length // 2)
    assert player.step() == length // 2
    assert 0 < abs(player.total()) < abs(total) or total == 0
    player.press("End")
    assert player.step() == length and abs(player.total() - total) <= 0.051, (player.caption(), total)
    assert re.match("terminated|truncated", player.caption()[3])
    chromium.run("document.querySelector('select').value = 1; document.querySelector('button').click()")
    until(lambda: player.step() < length, "after the end it plays from the beginning")
    player.press("Home")
    assert chromium.run("return document.querySelector('canvas').ariaLabel").endswith(f"a return of {total:.1f}")

    for width in (360, 1600):
        chromium.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                          mobile=width < 500)
        assert chromium.run("return document.documentElement.scrollWidth") <= width
    images = []
    for scheme in ("light", "dark"):
        chromium.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        until(lambda: player.image() not in images, f"other colours in {scheme}")
        images.append(player.image())
    chromium.devtools("Emulation.setEmulatedMedia", features=[])  # the next page begins in light
    chromium.devtools("Emulation.clearDeviceMetricsOverride")
    chromium.expect_no_complaint_about(page)


def check_report(chromium, run):
    page = os.path.join(run, "report.html")
    surefoot("report", run)
    assert os.path.getsize(page) < 2e6
    assert min(chromium.open_page(page) for _ in range(3)) < 1
    player = Player(chromium)
    time.sleep(0.5)
    assert player.step() == 0 and player.colours() > 3, "in a report it waits"
    player.press("End")
    assert player.step() == 0, "the keys of the page are the page's"
    player.press("ArrowRight", "document.querySelector('canvas')")
    assert player.step() == 1
    chromium.expect_no_complaint_about(page)


def check_terminal(run):
    """In place, with the cursor hidden meanwhile; Ctrl-C ends it early, and all the same well."""
    def played(interrupt_after, columns=80):
        child, terminal = pty.fork()
        if child == 0:
            time.sleep(0.2)
            os.execv(program, [program, "watch", run, "--terminal", "--seed", "3"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        text, interrupted = b"", False
        try:
            while more := os.read(terminal, 1 << 16):
                text += more
                if not interrupted and interrupt_after and interrupt_after in text:
                    os.kill(child, signal.SIGINT)
                    interrupted = True
        except OSError:  # how a terminal says that its program has ended
            pass
        return text.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    steps = int(re.search(r": (\d+) steps", surefoot("watch", run, "--seed", "3"))[1])
    for stop, last in ((None, steps), (b"step 4 of", 6)):
        text, status = played(stop)
        assert status == 0 and text.index("\033[?25l") < text.index("\033[?25h"), (status, text[-200:])
        shown = [int(step) for step in re.findall(r"step (\d+) of", text)]
        assert shown == sorted(shown) and shown[-1] <= last and (stop or shown[-1] == steps), shown
        assert any("\u2800" < c <= "\u28ff" for c in text) and re.search(r"return -?[\d.]+$", text.rstrip())
    # Whatever its width, no line of a picture wraps.
    for columns in (6, 30, 45):
        text, status = played(b"step 4" if columns > 20 else b"\033[2A", columns)  # once a second picture follows
        pictures = text[: text.index("\033[?25h")]
        lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", line) for line in pictures.split("\n")]
        assert status == 0 and 1 < max(map(len, lines)) < columns, (columns, max(lines, key=len))
    assert "\033" not in surefoot("watch", run, "--terminal"), "nothing of the kind when it is not a terminal"


try:
    cartpole = trained("CartPole-v1")
    check_terminal(cartpole)
    chromium = Browser(work)
    try:
        check_page(chromium, cartpole)
        check_page(chromium, trained("Acrobot-v1"))
        if "Hopper-v5" in surefoot("list"):
            check_page(chromium, trained("Hopper-v5"))
        check_report(chromium, cartpole)
    finally:
        chromium.close()
finally:
    shutil.rmtree(work, ignore_errors=True)
