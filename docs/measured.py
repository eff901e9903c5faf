#!/usr/bin/env python3
"""Keeps the numbers in the prose the numbers that were measured.

An experiment of the lab leaves docs/figures/NAME.csv, what it measured, and docs/figures/NAME.figures.csv, the figures that
its claim stands on. A section that quotes them says where each comes from, in a comment that no reader sees:

    The residual is $4\\cdot 10^{-10}$ after ten iterations, and TRPO takes 58,368 steps.

    <!-- measured cg
    $4\\cdot 10^{-10}$ = value("residual", damping=0.1, iteration=10)
    58,368 = median(values("steps", table("ladder"), algorithm="trpo"))
    -->

On the left stands the number as it is printed above, in the same section; on the right what it must be, to its last digit:

    value(column, key=…)     the one cell of the CSV in the rows where each key is what is said;  values(…): all of them
    figure(name)             of NAME.figures.csv
    table(name), figures(name)   of another experiment
    result(name)             docs/results/NAME.json
    mean, median, deviation (n − 1), min, max, sum, len, abs, sqrt, log, exp

    docs/measured.py          fails, naming the place, where a number is not what was measured
"""
import csv
import json
import math
import pathlib
import re
import statistics
import sys

DOCS = pathlib.Path(__file__).resolve().parent
COMMENT = r"<!-- {}( \S+)?\n(.*?)-->"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
POWER = r"10(?:\^\{?([-−]?\d+)\}?|([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))"  # 10^{-6}, 10⁻⁶
DIGITS = r"[-−]?\d+(?:(?:,|\{,\})\d{3})*(?:\.\d+)?"  # 58,368, 58{,}368
NUMBER = re.compile(rf"{POWER}|({DIGITS})(?:e(-?\d+)|\s*(?:\\cdot|\\times|·|×)\s*{POWER})?")


def printed(text):
    """The first number in a text, and what one unit of its last digit is worth."""
    match = NUMBER.search(text)
    if not match:
        raise ValueError("there is no number in it")
    tex, sup, digits, e, tex_behind, sup_behind = match.groups(default="")
    scale = 10.0 ** int((tex or sup or e or tex_behind or sup_behind or "0").translate(SUPERSCRIPTS))
    digits = re.sub("[{,}]", "", digits).replace("−", "-") or "1"
    return float(digits) * scale, scale * 10.0 ** -len(digits.partition(".")[2])


def cell(text):
    try:
        return float(text)
    except ValueError:
        return text


def table(name):
    with open(DOCS / "figures" / f"{name}.csv", newline="") as file:
        return [{key: cell(text) for key, text in row.items()} for row in csv.DictReader(file)]


def figures(name):
    return {row["figure"]: row["value"] for row in table(name + ".figures")}


def result(name):
    return json.loads((DOCS / "results" / f"{name}.json").read_text())


def names(experiment):
    """What the right-hand sides may use."""
    def values(column, of=None, **wanted):
        rows = of if of is not None else table(experiment)
        found = [row[column] for row in rows if all(row[key] == value for key, value in wanted.items())]
        if not found:
            raise LookupError(f"no row with {wanted}")
        return found

    def value(column, of=None, **wanted):
        found = values(column, of, **wanted)
        if len(set(found)) != 1:
            raise LookupError(f"{len(found)} rows with {wanted}")
        return found[0]

    def figure(name):
        return figures(experiment)[name]

    return {"value": value, "values": values, "figure": figure, "table": table, "figures": figures, "result": result,
            "mean": statistics.mean, "median": statistics.median, "deviation": statistics.stdev, "sqrt": math.sqrt,
            "log": math.log, "exp": math.exp, "min": min, "max": max, "sum": sum, "len": len, "abs": abs,
            "sorted": sorted}


def close(says, digit, is_):
    """To its last digit."""
    return abs(says - is_) <= digit / 2 * (1 + 1e-9) + 1e-12 * abs(is_)


def held(kind, pages, problems):
    """Each line `TEXT = …` in the comments of a kind: where it stands, the comment's name, TEXT, and what is on the right."""
    comment = re.compile(COMMENT.format(kind), re.DOTALL)
    for page in pages:
        text = page.read_text()
        if text.count(f"<!-- {kind}") != len(comment.findall(text)):
            problems.append(f"{page.name}: a comment `{kind}` that does not end")
        for match in comment.finditer(text):
            heading = text.rfind("\n#", 0, match.start())
            section = re.sub(COMMENT.format(r"\w+"), "", text[max(heading, 0):match.start()], flags=re.DOTALL)
            for line in filter(None, map(str.strip, match[2].splitlines())):
                place = f"{page.name}, line {text[:match.start()].count(chr(10)) + 1}: {line}"
                shown, _, expression = line.partition(" = ") if kind == "measured" else line.rpartition(" = ")
                if shown and not re.search(r"(?<![\d.,])" + re.escape(shown) + r"(?!\d|[.,]\d)", section):
                    problems.append(f"{place}: `{shown}` does not stand in the section above")
                    continue
                yield place, (match[1] or "").strip(), shown, expression


def pages():
    return sorted(DOCS.glob("**/*.md")) + [DOCS.parent / "README.md"]


def main():
    problems, count = [], 0
    for place, experiment, shown, expression in held("measured", pages(), problems):
        count += 1
        try:
            says, digit = printed(shown)
            is_ = float(eval(expression, {"__builtins__": {}}, names(experiment)))
        except Exception as error:
            problems.append(f"{place}: {type(error).__name__}: {error}")
            continue
        if not close(says, digit, is_):
            problems.append(f"{place}: it is {is_:.6g}")
    print(*problems, sep="\n", end="\n" if problems else "")
    if not problems:
        print(f"{count} numbers are what was measured")
    sys.exit(bool(problems) or count == 0)


if __name__ == "__main__":
    main()
