#!/usr/bin/env python3
"""The promises that the layout of the tree makes, and the links of the book.

 - includes point downwards only: from floor to floor, and from room to room of one floor
 - BLAS is included in autodiff/kernels alone, and kernels by autodiff and, for a formula of its own, nn
 - every header of the library is named in a meson.build, to be installed; the changelog begins with this version
 - every test file under tests/ is named in tests/meson.build
 - formulas keep to what GitHub renders
 - links in the chapters lead to files that are there; what they name as tests exists
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORDER = ["autodiff", "nn", "rl", "examples"]
# The rooms of each floor, each of which knows those before it; "" is what stands on the floor itself.
ROOMS = {
    "nn": ["", "storage", "parallel", "layers", "training"],
    "rl": ["", "envs", "policies", "trust_region", "experience", "rungs", "runs"],
}
LARGEST = 15  # files of a room, a header and its source counted once
problems = []


def room(path):
    """Floor and room of a file, by its path."""
    floor, *rest = path.split("/")
    return floor, rest[0] if floor in ROOMS and len(rest) > 1 else ""


for floor, rooms in ROOMS.items():
    there = {room(str(file.relative_to(ROOT)))[1] for file in ROOT.glob(f"{floor}/**/*.hpp")}
    problems += [f"{floor}/{name} is no room of its floor" for name in there - set(rooms)]
for folder in sorted({file.parent for floor in ORDER[:3] for file in ROOT.glob(f"{floor}/**/*.hpp")}):
    if len({file.stem for file in folder.glob("*.[ch]pp")}) > LARGEST and folder.name != "autodiff":
        problems.append(f"{folder.relative_to(ROOT)} has more than {LARGEST} files")

for level, folder in enumerate(ORDER):
    for source in sorted(ROOT.glob(f"{folder}/**/*.[ch]pp")):
        name = source.relative_to(ROOT)
        _, own = room(str(name))
        for included in re.findall(r'^#include ["<]([^">]+)[">]', source.read_text(), re.MULTILINE):
            top, other = room(included)
            if top in ORDER[level + 1:]:
                problems.append(f"{name} includes {included}: upwards")
            if top == folder and folder in ROOMS and ROOMS[folder].index(other) > ROOMS[folder].index(own):
                problems.append(f"{name} includes {included}: from a room behind it")
            if included.startswith("autodiff/kernels/") and folder in ("rl", "examples"):
                problems.append(f"{name} includes {included}: arithmetic.hpp and the ops offer what is needed of it")
            if "cblas" in included and not str(name).startswith("autodiff/kernels/"):
                problems.append(f"{name} includes {included}: BLAS belongs to autodiff/kernels")

for floor in ORDER[:3]:
    installed = {str((build.parent / name).relative_to(ROOT))
                 for build in ROOT.glob(f"{floor}/**/meson.build")
                 for names in re.findall(r"install_headers\((.*?)\)", build.read_text(), re.DOTALL)
                 for name in re.findall(r"'([^']+\.hpp)'", names)}
    headers = {str(file.relative_to(ROOT)) for file in ROOT.glob(f"{floor}/**/*.hpp")}
    problems += [f"{header} is not installed: its floor's meson.build does not name it" for header in headers - installed]
version = re.search(r"version: '([\d.]+)'", (ROOT / "meson.build").read_text())[1]
latest = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[1]
if latest != version:
    problems.append(f"CHANGELOG.md begins with {latest}, and this is {version}")

listed = (ROOT / "tests/meson.build").read_text()
for test in sorted(ROOT.glob("tests/**/*_test.cpp")):
    folder, *rest = test.relative_to(ROOT / "tests").parts
    stem = "/".join(rest)[: -len("_test.cpp")]
    names = re.search(rf"'{folder}': \[(.*?)\]", listed, re.DOTALL)
    if not names or f"'{stem}'" not in names[1]:
        problems.append(f"tests/{folder}/{stem}_test.cpp is not in tests/meson.build: it never runs")

for page in sorted(ROOT.glob("docs/**/*.md")) + [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    for macro in re.findall(r"\\(?:operatorname|mbox|phantom)\b", page.read_text()):
        problems.append(f"{page.relative_to(ROOT)}: {macro} is not rendered by GitHub")
    for inline in re.findall(r"\$[^$`\n]*\\[,{}!;][^$`\n]*\$", re.sub(r"`[^`\n]*`", "", text)):
        problems.append(f"{page.relative_to(ROOT)}: Markdown takes the backslash from {inline}")
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not link.startswith("http") and not (page.parent / link).exists():
            problems.append(f"{page.relative_to(ROOT)}: the link {link} leads nowhere")
    for named in re.findall(r"`((?:autodiff|nn|rl|examples|tests|bench|docs)/[\w./]+\.\w+)`", text):
        if not (ROOT / named).exists():
            problems.append(f"{page.relative_to(ROOT)}: there is no {named}")

print(*problems, sep="\n", end="\n" if problems else "the structure is as promised\n")
sys.exit(bool(problems))
