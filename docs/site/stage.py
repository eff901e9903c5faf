#!/usr/bin/env python3
"""Puts together what mkdocs makes the site of: the book's Markdown, pages made from the sources, and a list of them all.

    docs/site/stage.py FOLDER

writes FOLDER/pages, FOLDER/mkdocs.yml and, for what is no page of mkdocs's, FOLDER/extra: every source file as a page with line
anchors. The book stays what it is: links from it to a file of the repository become `source:PATH`, which hooks.py resolves.
"""
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

import notation
import reference
import source

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCS = ROOT / "docs"

# The parts of the book, by the number of their first chapter.
PARTS = {"0": "From nothing", "1": "The engine", "7": "Policies and gradients", "11": "Trust regions", "17": "Measured",
         "21": "Networks", "25": "At scale"}
MORE = {"Do it": ["exercises/README.md", "exercises/answers.md"],
        "Look it up": ["notation.md", "glossary.md", "the-index.md", "settings.md", "results.md", "performance.md",
                       "trajectories.md"]}
CHAPTER = re.compile(r"^\| (\w+) \| \[(.+?)\]\((.+?\.md)\)", re.MULTILINE)


def chapters():
    """(number, title, file) of all, in the order of the book's contents."""
    return CHAPTER.findall((DOCS / "README.md").read_text())


def outside_of_code(text, change):
    """Applies `change` to the text between fenced blocks."""
    parts = re.split(r"(^ *```.*?^ *```$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if i % 2 else change(part) for i, part in enumerate(parts))


def adapted(text, file):
    """A page of the book as mkdocs wants it."""
    folder = (DOCS / file).parent

    def link(match):
        label, target, anchor = match.groups()
        if "://" in target or target.startswith("mailto:") or not target:
            return match[0]
        there = (folder / target).resolve()
        if not there.is_relative_to(ROOT) or not there.exists():
            sys.exit(f"{file}: a link to {target}, which is not there")
        inside = there.relative_to(DOCS) if there.is_relative_to(DOCS) else None
        if inside and (there.suffix == ".md" or "figures" in inside.parts):
            return match[0]
        return f"{label}(source:{there.relative_to(ROOT)}{anchor or ''})"

    def change(part):
        part = re.sub(r"(?<!!)(\[[^\]\n]*\])\(([^)#\s]*)(#[^)\s]*)?\)", link, part)
        part = part.replace("<details>", '<details markdown="1">')
        # A figure is an object to read as well as to see: its alternative text is its caption.
        part = re.sub(r"^!\[([^\]]*)\]\(([^)]+)\)$", r'<figure markdown="1">\n![\1](\2)\n<figcaption>\1</figcaption>\n</figure>',
                      part, flags=re.MULTILINE)
        return part

    text = outside_of_code(text, change)
    text = re.sub(r"<!-- live (\w+)(?: with (.*?))?(?:: (.*?))? -->", live, text)
    # Where a listing comes from stands above it
    text = re.sub(r"<!-- snippet (\S+)#(\S+) -->\n(```cpp\n)", lambda m: origin(m[1], m[2]) + "\n\n" + m[3], text)
    return re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)


def live(match):
    """A place for an experiment: `<!-- live NAME with SETTING=VALUE, SETTING=VALUE: What to try. -->`, of which only the name must be."""
    name, settings, what = match.groups()
    values = dict(one.split("=", 1) for one in settings.split(", ")) if settings else {}
    values = {key: float(value) if re.fullmatch(r"-?[\d.]+", value) else value for key, value in values.items()}
    more = (f' data-settings="{html.escape(json.dumps(values))}"' if values else "") + (f' data-what="{html.escape(what)}"' if what else "")
    return f'<div class="live" data-experiment="{name}"{more}></div>'


def origin(path, region):
    lines = (ROOT / path).read_text().splitlines()
    line = next(i for i, text in enumerate(lines) if text.strip() == f"// #region {region}") + 2
    return f"[{path}](source:{path}#L{line}){{.origin}}"


def settings_table():
    """The command line's settings and each algorithm's defaults, as the program lists them."""
    program = ROOT / "build" / "examples" / "surefoot"

    def listed(*arguments):
        return subprocess.run([program, "list", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout

    algorithms = re.findall(r"^  (\w+)", listed().split("environments:")[0], re.MULTILINE)
    defaults, meanings = {}, {}
    for algorithm in algorithms:
        for name, value, meaning in re.findall(r"^  (\S+) +(\S+)   (.*)$", listed(algorithm), re.MULTILINE):
            defaults.setdefault(name, {})[algorithm] = value
            meanings[name] = meaning
    out = ["# Settings", "", "*What `surefoot train ALGORITHM ENVIRONMENT --set NAME=VALUE` takes, as `surefoot list ALGORITHM` "
           "says it, with each algorithm's default on CartPole-v1.*", "",
           "| setting | what it is | " + " | ".join(algorithms) + " |", "|---|---" + "|---" * len(algorithms) + "|"]
    for name, of in defaults.items():
        out.append(f"| `{name}` | {meanings[name]} | " + " | ".join(of.get(a, "") for a in algorithms) + " |")
    return "\n".join(out) + "\n"


def drawn_map():
    """The chapters and what each needs, drawn by graphviz; each is a link."""
    known = {number: (title, file) for number, title, file in chapters()}
    lines = ['digraph { rankdir=TB; ranksep=0.3; nodesep=0.12; bgcolor=transparent;',
             'node [shape=box, style="rounded", fontname="sans-serif", fontsize=16, margin="0.08,0.05"]; edge [arrowsize=0.6];']
    for number, (title, file) in known.items():
        wrapped = "\\n".join(textwrap.wrap(f"{number}  {title}", 15, break_long_words=False))
        lines.append(f'"{number}" [label="{wrapped}", URL="{file.replace(".md", ".html")}"];')
        need = re.search(r"\*\*You need\*\*(.*?)(?:\*\*You will|$)", (DOCS / file).read_text(), re.DOTALL)
        if not need and number != "0":
            sys.exit(f"{file} does not say what it needs")
        needed = set()
        for some in re.findall(r"chapters? ((?:\d+b?(?:, | and | to )?)+)", need[1] if need else ""):
            numbers = re.findall(r"\d+b?", some)
            needed |= {str(n) for n in range(int(numbers[0]), int(numbers[-1]) + 1)} if " to " in some else set(numbers)
        # Only the nearest: what a needed chapter needs is understood
        for other in sorted(needed & known.keys() - {number}):
            lines.append(f'"{other}" -> "{number}";')
    drawing = subprocess.run("tred | dot -Tsvg", shell=True, input="\n".join(lines + ["}"]), text=True, check=True,
                             stdout=subprocess.PIPE).stdout
    drawing = drawing[drawing.index("<svg"):]
    drawing = re.sub(r'<svg width="\S+" height="\S+"', '<svg class="map" role="img" aria-label="The chapters and what each needs"', drawing, count=1)
    return re.sub(r'(stroke|fill)="black"', r'\1="currentColor"', drawing).replace("<polygon fill=\"none\"", "<polygon fill=\"transparent\"")


def sections(text):
    """(heading, its anchor as mkdocs makes it, text) of a page."""
    from markdown.extensions.toc import slugify, unique
    used, found = set(), []
    for match in re.finditer(r"^(#+) (.+?)$\n(.*?)(?=^#+ |\Z)", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE),
                             re.MULTILINE | re.DOTALL):
        plain = re.sub(r"[*`$\\]", "", match[2])
        found.append((plain, unique(slugify(plain, "-"), used), match[3]))
    return found


def the_index():
    """Where the book speaks of what the glossary explains."""
    terms = re.findall(r"^\*\*(.+?)\*\*", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    out = ["# Index", "", "*The words of the [glossary](glossary.md), and the sections that use each most. "
           "Names in the code are found by searching, or in the reference.*", ""]
    for term in sorted(terms, key=str.lower):
        pattern = re.compile(r"\b" + re.escape(re.sub(r" \(.*", "", term)).replace(r"\ ", r"[\s-]"), re.IGNORECASE)
        places = []
        for number, _, file in chapters():
            for heading, anchor, text in sections((DOCS / file).read_text()):
                count = len(pattern.findall(text)) + 3 * len(pattern.findall(heading))
                own = re.match(r"(\d+)\. ", heading)
                if count and own and not heading.startswith(f"{number}. "):
                    places.append((count, number, own[1], file, anchor))
        if not places:
            sys.exit(f"glossary.md explains {term}, which no chapter uses")
        best = sorted(sorted(places, reverse=True)[:6], key=lambda p: [n for n, _, _ in chapters()].index(p[1]))
        out.append(f"- {term}: " + ", ".join(f"[{number} §{own}]({file}#{anchor})" for _, number, own, file, anchor in best))
    return "\n".join(out) + "\n"


def main():
    if notation.main():
        sys.exit(1)
    work = pathlib.Path(sys.argv[1])
    pages = work / "pages"
    shutil.rmtree(work, ignore_errors=True)
    pages.mkdir(parents=True)
    made = {"settings.md": settings_table(), "the-index.md": the_index()}
    files = ["README.md"] + [file for _, _, file in chapters()] + [f for some in MORE.values() for f in some]
    unlisted = {str(p.relative_to(DOCS)) for p in DOCS.glob("**/*.md")} - set(files)
    if unlisted:
        sys.exit(f"no place in the site for {', '.join(sorted(unlisted))}")
    for file in files:
        target = pages / file
        target.parent.mkdir(exist_ok=True)
        text = made[file] if file in made else adapted((DOCS / file).read_text(), file)
        if file == "README.md":
            text += "\n## What depends on what\n\nMAP-OF-CHAPTERS\n"  # hooks.py puts it there, as Markdown would take it apart
            (work / "map.svg").write_text(drawn_map())
        target.write_text(text)
    for folder in ("figures", "results"):
        if (DOCS / folder).is_dir():
            shutil.copytree(DOCS / folder, pages / folder)
    for asset in (HERE / "site.css", HERE / "site.js", ROOT / "examples" / "plot" / "chart.css"):
        shutil.copy(asset, pages)
    shutil.copytree(ROOT / "build" / "lab", pages / "lab")
    katex = pathlib.Path("/usr/share/javascript/katex")
    (pages / "katex").mkdir()
    shutil.copy(katex / "katex.css", pages / "katex")
    shutil.copytree(katex / "fonts", pages / "katex" / "fonts", ignore=shutil.ignore_patterns("*.ttf", "*.woff"))

    names = source.Names(ROOT)
    names.save(work / "names.json")
    headers = reference.write(ROOT, work, pages / "reference")
    source.write_pages(ROOT, names, work / "extra" / "source")

    nav = [{"Contents": "README.md"}]
    for number, title, file in chapters():
        if number in PARTS:
            nav.append({PARTS[number]: []})
        list(nav[-1].values())[0].append({f"{number}. {title}": file})
    nav += [{name: list(some)} for name, some in MORE.items()]
    nav.append({"Reference": headers})
    import yaml
    config = (HERE / "mkdocs.yml").read_text() + yaml.safe_dump({"nav": nav}, allow_unicode=True, sort_keys=False)
    (work / "mkdocs.yml").write_text(config)
    for script in ("hooks.py", "notation.py", "source.py", "mathematics.js"):
        shutil.copy(HERE / script, work)


if __name__ == "__main__":
    main()
