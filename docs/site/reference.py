#!/usr/bin/env python3
"""A page for each public header, from its own comments, which doxygen reads.

The headers' comments are plain ones. As doxygen's input filter this script marks them as documentation:

    docs/site/reference.py HEADER       prints the header so
"""
import html
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

CONFIGURATION = """
INPUT = autodiff nn rl
FILE_PATTERNS = *.hpp
RECURSIVE = YES
INPUT_FILTER = "/usr/bin/python3 {script}"
EXTRACT_ALL = YES
EXTRACT_PRIVATE = NO
EXTRACT_STATIC = YES
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
OUTPUT_DIRECTORY = {out}
XML_PROGRAMLISTING = NO
QUIET = YES
WARNINGS = NO
WARN_LOGFILE = /dev/null
WARN_IF_UNDOCUMENTED = NO
SHOW_GROUPED_MEMB_INC = NO
AUTOLINK_SUPPORT = NO
"""


def marked(text):
    """The header with its comments marked: those at the top for the file, those behind code for what stands before them."""
    lines, top = [], True
    for line in text.splitlines():
        alone = re.match(r"( *)//( .*|)$", line)
        if alone and "#region" not in line and "#endregion" not in line:
            if top and not lines:
                lines.append("/// \\file")
            lines.append(f"{alone[1]}///{alone[2]}")
            continue
        top = False
        lines.append(re.sub(r"(?<![:/\"])//(?= )", "///<", line, count=1) if '"' not in line else line)
    return "\n".join(lines) + "\n"


def prose(element):
    """Markdown of a description."""
    if element is None:
        return ""
    out = html.escape(element.text or "", quote=False)
    for child in element:
        inside = prose(child)
        if child.tag == "computeroutput":
            inside = f"`{''.join(child.itertext())}`"
        elif child.tag == "para":
            inside = inside.strip() + "\n\n"
        elif child.tag == "listitem":
            inside = "- " + inside.strip() + "\n"
        elif child.tag in ("verbatim", "programlisting"):
            inside = "\n```\n" + "".join(child.itertext()) + "\n```\n"
        elif child.tag == "emphasis":
            inside = f"*{inside}*"
        out += inside + html.escape(child.tail or "", quote=False)
    return out


def description(member):
    text = (prose(member.find("briefdescription")) + prose(member.find("detaileddescription"))).strip()
    return re.sub(r"docs/(\d+b?)((?: §\d+)?)", chapter, text)


def chapter(match):
    """docs/14 §2, as comments name a section: a link to its chapter."""
    files = sorted(pathlib.Path(__file__).resolve().parents[1].glob(f"{match[1].rstrip('b').zfill(2)}{'b' if match[1].endswith('b') else ''}-*.md"))
    return f"[chapter {match[1]}{match[2].replace(' §', ', §')}](../{files[0].name})" if files else match[0]


def line_of(element):
    return int(element.find("location").get("line"))


def text_of(element, tag):
    found = element.find(tag)
    return "" if found is None else "".join(found.itertext())


def declaration(member):
    """A member as it is declared."""
    kind = member.get("kind")
    template = member.find("templateparamlist")
    head = ""
    if template is not None:
        parameters = []
        for p in template.findall("param"):
            parameters.append(" ".join(filter(None, [text_of(p, "type"), text_of(p, "declname")])))
        head = f"template <{', '.join(parameters)}>\n"
    name, type_ = text_of(member, "name"), text_of(member, "type")
    if kind == "enum":
        values = [text_of(v, "name") + (" " + text_of(v, "initializer") if text_of(v, "initializer") else "")
                  for v in member.findall("enumvalue")]
        strong = "enum class" if member.get("strong") == "yes" else "enum"
        return f"{strong} {name} {{ {', '.join(values)} }};"
    if kind == "typedef":
        return head + (f"using {name} = {type_};" if member.find("definition").text.startswith("using") else f"typedef {type_} {name};")
    initial = text_of(member, "initializer")
    if len(initial) > 60:
        initial = ""
    arguments = text_of(member, "argsstring") if kind in ("function", "friend") else ""
    static = "static " if member.get("static") == "yes" else ""
    explicit = "explicit " if member.get("explicit") == "yes" else ""
    return head + f"{static}{explicit}{type_} {name}{arguments}{' ' + initial if initial else ''};".replace("  ", " ").strip()


def entries(section_holder, file):
    """(line, heading, code, text) of the members that stand in this file."""
    found = []
    for member in section_holder.iter("memberdef"):
        if member.get("prot") == "private" or not member.find("location").get("file").endswith(file):
            continue
        name = text_of(member, "name")
        if name.startswith("@") or member.get("kind") == "define":
            continue
        found.append((line_of(member), name, declaration(member), description(member)))
    return sorted(found)


def write(root, work, to):
    """Writes the pages into a folder; returns how they are listed, floor by floor."""
    out = work / "doxygen"
    out.mkdir(parents=True)
    configuration = CONFIGURATION.format(script=pathlib.Path(__file__).resolve(), out=out)
    subprocess.run(["doxygen", "-"], cwd=root, input=configuration, text=True, check=True, stdout=subprocess.DEVNULL)
    compounds = [ElementTree.parse(f).getroot().find("compounddef") for f in sorted((out / "xml").glob("*.xml")) if f.name != "index.xml"]
    compounds = [c for c in compounds if c is not None]
    classes = {}
    for compound in compounds:
        if compound.get("kind") in ("class", "struct", "union") and compound.get("prot") != "private":
            classes.setdefault(compound.find("location").get("file"), []).append(compound)
    floors = {}
    for compound in sorted((c for c in compounds if c.get("kind") == "file"), key=lambda c: c.find("location").get("file")):
        path = compound.find("location").get("file")
        path = str(pathlib.Path(path).relative_to(root)) if path.startswith("/") else path
        parts = [f"# {path}", "", description(compound) or "", "",
                 f"```cpp\n#include \"{path}\"\n```", f"[The header as it is written](source:{path})", ""]
        things = [(line, f"## `{name}`", code, text, []) for line, name, code, text in entries(compound, path)]
        for one in classes.get(path, []) + classes.get(str(root / path), []):
            name = text_of(one, "compoundname").removeprefix("surefoot::")
            if "<" in name or "detail::" in name or "anonymous" in name:
                continue
            short = re.sub(r"^(ad|nn|rl)::", "", name)
            things.append((line_of(one), f"## {one.get('kind')} `{short}`", None, description(one), entries(one, path)))
        seen = set()
        for line, heading, code, text, members in sorted(things, key=lambda thing: thing[0]):
            if heading not in seen:
                parts += [heading, ""]
            seen.add(heading)
            if code:
                parts += [f"```cpp\n{code}\n```", ""]
            parts += [text, ""]
            for _, _, member_code, member_text in members:
                parts += [f"```cpp\n{member_code}\n```", "", member_text, ""]
        page = to / (path.replace("/", ".").removesuffix(".hpp") + ".md")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("\n".join(parts))
        floor = path.split("/")[0]
        floors.setdefault(floor, []).append({path.removeprefix(floor + "/").removesuffix(".hpp"): f"reference/{page.name}"})
    return [{floor: pages} for floor, pages in floors.items()]


if __name__ == "__main__":
    sys.stdout.write(marked(pathlib.Path(sys.argv[1]).read_text()))
