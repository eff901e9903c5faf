#!/usr/bin/env python3
"""Breaks one rule at a time in a copy of the checkout, and says which test notices it.

    tests/mutate.py [--list FILE] [--copy FOLDER] [--jobs N] [WORD...]

A line of the list (tests/mutations.txt) is a break: `path | old text | new text`, where the old text stands in the file once.
With words, only the lines that contain one of them are tried. The tests of the broken folder run first, then all fast ones,
until one fails. The copy and its build stay in FOLDER (build-mutate) for the next time. Exit 1 when a break
survives, fits the source no more, or does not compile.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAMS = ["kernels", "fast", "memory"]

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--list", type=pathlib.Path, default=ROOT / "tests" / "mutations.txt")
parser.add_argument("--copy", type=pathlib.Path, default=ROOT / "build-mutate")
parser.add_argument("--jobs", default="2", help="of the build")
parser.add_argument("words", nargs="*")
options = parser.parse_args()
copy = options.copy.resolve()


def run(*command, seconds=3600):
    """What a command printed, and whether it went well."""
    try:
        done = subprocess.run(command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds)
        return done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired:
        return "", False


def make(program):
    return run("ninja", "-j", options.jobs, "-C", "build", f"tests/test_{program}")


def bring_up_to_date():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    for name in listed.stdout.splitlines():
        source, target = ROOT / name, copy / name
        if source.is_file() and not (target.exists() and target.read_bytes() == source.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


def verdict(path):
    """Whether what is broken there was noticed, and by what."""
    near = ",".join(test.stem.removesuffix("_test") for test in (ROOT / "tests" / path).parent.glob("*_test.cpp"))
    for program in PROGRAMS if path.startswith("autodiff/kernels") else PROGRAMS[1:]:
        said, well = make(program)
        if not well:
            return False, "DOES NOT COMPILE"
        for chosen in ([f"--run_test={near}"] if near and program == "fast" else []) + ["--run_test=*"]:
            said, well = run(f"build/tests/test_{program}", chosen, "--log_level=error", "--color_output=no", seconds=600)
            if not well:
                tests = list(dict.fromkeys(re.findall(r'in "([^"]+)"', said)))
                return True, f"noticed by {', '.join(tests[:3]) or f'test_{program}, which crashed or gave no answer'}"
    return False, "SURVIVED"


lines = [line for line in options.list.read_text().splitlines() if line.strip() and not line.startswith("#")]
lines = [line for line in lines if not options.words or any(word in line for word in options.words)]
bring_up_to_date()
if not (copy / "build" / "build.ninja").exists():
    run("meson", "setup", "build", "--buildtype=release")
for program in PROGRAMS:
    said, well = make(program)
    if not well:
        sys.exit(f"{said[-2000:]}\nit does not build as it is")

count = 0
for line in lines:
    path, old, new = (part.strip() for part in line.split("|"))
    file = copy / path
    whole = file.read_text()
    noticed, how = False, "DOES NOT FIT: the old text must stand there once"
    if whole.count(old) == 1:
        try:
            file.write_text(whole.replace(old, new))
            noticed, how = verdict(path)
        finally:
            file.write_text(whole)
    count += noticed
    print(f"{line}\n    {how}", flush=True)
print(f"{count} of {len(lines)} noticed")
sys.exit(count != len(lines))
