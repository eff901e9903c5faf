#!/usr/bin/env python3
"""Keeps the code in the chapters the code of the source.

A chapter embeds a named region of a source file between two markers:

    <!-- snippet rl/rungs/trpo.cpp#propose -->
    ```cpp
    ...
    ```
    <!-- end snippet -->

where the source holds the region between `// #region propose` and `// #endregion propose`.

    docs/snippets.py --check    fails, naming the place, where a chapter and the source differ, or no chapter shows a region
    docs/snippets.py --write    puts the source's text into the chapters
"""
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
SNIPPET = re.compile(r"<!-- snippet (\S+)#(\S+) -->\n(.*?)<!-- end snippet -->\n", re.DOTALL)


def region(path, name):
    text = (ROOT / path).read_text()
    found = re.findall(rf"^[ ]*// #region {re.escape(name)}\n(.*?)^[ ]*// #endregion {re.escape(name)}$", text,
                       re.DOTALL | re.MULTILINE)
    if len(found) != 1:
        raise LookupError(f"{path} has {len(found)} regions named {name}")
    return "```cpp\n" + textwrap.dedent(found[0]).rstrip() + "\n```\n"


def main():
    if sys.argv[1:] not in (["--check"], ["--write"]):
        sys.exit(__doc__)
    problems, count, embedded = [], 0, set()
    for chapter in sorted(ROOT.glob("docs/**/*.md")) + [ROOT / "README.md"]:
        text = chapter.read_text()
        name = chapter.relative_to(ROOT)

        def refreshed(match):
            nonlocal count
            count += 1
            path, wanted, shown = match.groups()
            embedded.add(f"{path}#{wanted}")
            try:
                source = region(path, wanted)
            except (LookupError, OSError) as error:
                problems.append(f"{name}: {error}")
                return match[0]
            if shown != source and sys.argv[1] == "--check":
                problems.append(f"{name}: the snippet {path}#{wanted} is not what the source says")
            return f"<!-- snippet {path}#{wanted} -->\n{source}<!-- end snippet -->\n"

        new = SNIPPET.sub(refreshed, text)
        if new.count("<!-- snippet") != len(SNIPPET.findall(new)):
            problems.append(f"{name}: a snippet marker without its end")
        if sys.argv[1] == "--write" and new != text:
            chapter.write_text(new)
    for folder in ("autodiff", "nn", "rl", "examples"):
        for source in sorted(ROOT.glob(f"{folder}/**/*.[ch]pp")):
            for marked in re.findall(r"// #region (\S+)\n", source.read_text()):
                if f"{source.relative_to(ROOT)}#{marked}" not in embedded:
                    problems.append(f"{source.relative_to(ROOT)}: no chapter shows the region {marked}")
    print(*problems, sep="\n", end="\n" if problems else "")
    if not problems:
        print(f"{count} snippets are what the source says")
    sys.exit(bool(problems) or count == 0)


main()
