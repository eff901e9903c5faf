#!/usr/bin/env python3
"""Keeps the numbers in the prose the numbers that were measured.

An experiment of the lab leaves docs/figures/NAME.csv, what it measured, and docs/figures/NAME.figures.csv, the figures that
its claim stands on. A section that quotes them says where each comes from, in a comment that no reader sees:

    The residual is $4\\cdot 10^{-10}$ after ten iterations, and TRPO takes 58,368 steps.

    <!-- measured cg
    $4\\cdot 10^{-10}$ = value("residual", damping=0.1, iteration=10)
    58,368 = median(values("steps_to_475", table("ladder"), algorithm="trpo"))
    -->

On the left stands the number as it is printed above, in the same section; on the right what it must be, to its last digit:

    value(column, key=…)     the one cell of the CSV in the rows where each key is what is said;  values(…): all of them
    figure(name)             of NAME.figures.csv
    table(name), figures(name)   of another experiment
    result(name)             docs/results/NAME.json
    mean, median, deviation (n − 1), min, max, sum, len, abs, sqrt, log, exp

    docs/measured.py          fails, naming the place, where a number is not what was measured
    docs/measured.py --write  puts what was measured in its place, to as many digits, and names what it wrote: whether the
                              sentence around it still holds is for you to read
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


def reprinted(text, is_):
    """The text with another number in the place of its first, to as many digits."""
    match = NUMBER.search(text)
    digits = match[3] or ""
    _, unit = printed(text)
    decimals = len(digits.partition(".")[2])
    number = is_ / (unit * 10.0 ** decimals)  # in front of the power of ten, if there is one
    if not digits or match.group() != digits and not 1 <= round(abs(number), decimals) < 10:
        raise ValueError(f"it is {is_:.3g}, with another power of ten")
    new = f"{number:,.{decimals}f}".replace("-", "-" if "-" in digits else "−")
    if len(re.sub(r"\D", "", digits)) < 5 and "," not in digits:
        new = new.replace(",", "") if abs(number) < 10_000 else new
    if "{,}" in digits:
        new = new.replace(",", "{,}")
    start, end = match.span(3)
    return text[:start] + new + text[end:]


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


def standing(shown):
    """Where a text stands, and is not a part of a longer number."""
    return re.compile(r"(?<![\d.,])" + re.escape(shown) + r"(?!\d|[.,]\d)")


def held(kind, pages, problems):
    """Each line `TEXT = …` in the comments of a kind: its page, where it stands, the comment's name, TEXT, and what is on the right."""
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
                if shown and not standing(shown).search(section):
                    problems.append(f"{place}: `{shown}` does not stand in the section above")
                    continue
                yield page, place, (match[1] or "").strip(), shown, expression


def rewrite(page, line, shown, new):
    """Puts a text in the place of another: in the section of the comment that holds the line, and in the line."""
    text = page.read_text()
    at = text.index("\n" + line + "\n") + 1
    comment = text.rindex("<!-- measured", 0, at)
    heading = max(text.rfind("\n#", 0, comment), 0)
    prose = re.split(r"(<!-- .*?-->)", text[heading:comment], flags=re.DOTALL)  # every second part is a comment
    if sum(len(standing(shown).findall(part)) for part in prose[::2]) != 1:
        raise ValueError(f"`{shown}` does not stand there once, and is `{new}` now")
    prose[::2] = [standing(shown).sub(lambda _: new, part) for part in prose[::2]]
    page.write_text(text[:heading] + "".join(prose) + text[comment:at] + line.replace(shown, new, 1) + text[at + len(line):])


def pages():
    return sorted(DOCS.glob("**/*.md")) + [DOCS.parent / "README.md"]


def main():
    writes, problems, count = "--write" in sys.argv[1:], [], 0
    for page, place, experiment, shown, expression in held("measured", pages(), problems):
        count += 1
        try:
            says, digit = printed(shown)
            is_ = float(eval(expression, {"__builtins__": {}, **names(experiment)}))
            if not close(says, digit, is_):
                if not writes:
                    raise ValueError(f"it is {is_:.6g}")
                new = reprinted(shown, is_)
                rewrite(page, f"{shown} = {expression}", shown, new)
                print(f"{place}: now `{new}`")
        except Exception as error:
            problems.append(f"{place}: {'' if isinstance(error, ValueError) else type(error).__name__ + ': '}{error}")
    print(*problems, sep="\n", end="\n" if problems else "")
    if not problems:
        print(f"{count} numbers are what was measured")
    sys.exit(bool(problems) or count == 0)


if __name__ == "__main__":
    main()
