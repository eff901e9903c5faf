#!/usr/bin/env python3
"""Every exercise on paper has its answer in docs/exercises/answers.md, and every answer its exercise.

An item of a chapter's "Exercises" is told by the chapter's number and its own; one with "Graded:" is answered by a check of
its own. Chapter 0 answers its own.
"""
import pathlib
import re
import sys

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
problems = []


def sections(text):
    """The title of each `## ` section, and what stands in it."""
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def on_paper(text, item):
    """The numbers of the items that no program grades, in their order, each with its text."""
    parts = re.split(item, text, flags=re.MULTILINE)[1:]
    return [(int(number), body) for number, body in zip(parts[::2], parts[1::2]) if "Graded:" not in body]


asked, titles = [], []
for page in sorted(DOCS.glob("[0-9][0-9]*-*.md")):
    if page.name.startswith("00"):
        continue
    text = page.read_text()
    titles.append(re.match(r"# (\d+b?\. .*)", text)[1])
    for title, body in sections(text):
        if title.endswith("Exercises"):
            asked += [(titles[-1], number) for number, _ in on_paper(body, r"^(\d+)\. ")]

answered = []
chapters = sections((DOCS / "exercises/answers.md").read_text())
for title, body in chapters:
    for number, text in on_paper(body, r"^\*\*(\d+)\.\*\* "):
        answered.append((title, number))
        if not re.search(r"<details><summary>.*</summary>\n\n.+\n\n</details>", text, re.DOTALL):
            problems.append(f"{title}, {number}: the answer is not folded")
    if body.count("<details>") != body.count("</details>"):
        problems.append(f"{title}: a fold does not end")

if [title for title, _ in chapters] != titles:
    problems.append("the sections of answers.md are not the chapters, in their order and by their titles")
problems += [f"{title}, exercise {number}: it has no answer" for title, number in asked if (title, number) not in answered]
problems += [f"{title}, answer {number}: there is no such exercise" for title, number in answered if (title, number) not in asked]
problems += [f"{title}, {number}: answered twice" for title, number in set(answered) if answered.count((title, number)) > 1]

print(*problems, sep="\n", end="\n" if problems else f"{len(asked)} exercises on paper, and their answers\n")
sys.exit(bool(problems) or not asked)
