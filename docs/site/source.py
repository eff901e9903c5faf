"""The sources as pages: each file with line anchors, and a link from every identifier that is declared in one place only.

Where things are declared is known by universal-ctags, what a word of C++ is by Pygments.
"""
import collections
import html
import json
import pathlib
import posixpath
import re
import subprocess

from pygments import lex
from pygments.lexers import get_lexer_for_filename
from pygments.lexers.special import TextLexer
from pygments.token import STANDARD_TYPES, Name
from pygments.util import ClassNotFound

CODE = {".cpp", ".hpp", ".ts", ".js", ".mjs", ".py", ".sh", ".build", ".txt", ".in", ".css", ".ini", ".yml", ".csv"}
LONGEST = 200_000  # characters of a file that is shown


class Names:
    """Where each identifier is declared: name -> [[path, line]], headers first."""

    def __init__(self, root=None, places=None):
        self.places = places if places is not None else self.read(root)

    @staticmethod
    def read(root):
        files = [f for f in listed(root) if f.endswith((".hpp", ".cpp")) and f.split("/")[0] in ("autodiff", "nn", "rl")]
        tags = subprocess.run(["ctags", "--languages=C++", "--kinds-C++=cdefgnpstuv", "--output-format=json", "--fields=+nKz", "-f", "-",
                               "-L", "-"], cwd=root, input="\n".join(files), text=True, check=True, stdout=subprocess.PIPE)
        places = collections.defaultdict(list)
        for line in tags.stdout.splitlines():
            tag = json.loads(line)
            if tag.get("_type") == "tag" and len(tag["name"]) > 1 and not tag["name"].startswith(("__anon", "operator", "~")):
                places[tag["name"]].append([tag["path"], tag["line"]])
        for some in places.values():
            some.sort(key=lambda place: (place[0].endswith(".cpp"), place))
        return dict(places)

    def save(self, file):
        file.write_text(json.dumps(self.places))

    def declared(self, name, here=None):
        """(path, line), or None where there is none or it could be several. `here`: the file that the name stands in."""
        places = self.places.get(name, [])
        own = [place for place in places if place[0] == here]
        headers = [place for place in places if place[0].endswith(".hpp")]
        for some in (own, headers, places):
            if some and len({path for path, _ in some}) == 1:
                return some[0]
        return None


def listed(root):
    """The repository's files."""
    return subprocess.run(["git", "ls-files"], cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def relative(target, page):
    """The URL of one page of the site seen from another."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def highlighted(text, path, names, page):
    """The file's lines as HTML. Names are links to where they are declared."""
    try:
        lexer = get_lexer_for_filename(path, stripnl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    out = []
    for kind, value in lex(text, lexer):
        for i, piece in enumerate(value.split("\n")):
            if i:
                out.append("\n")
            if not piece:
                continue
            shown = html.escape(piece, quote=False)
            while kind not in STANDARD_TYPES:
                kind = kind.parent
            style = STANDARD_TYPES[kind]
            place = names.declared(piece, path) if kind in Name else None
            if place:
                shown = f'<a href="{relative(f"source/{place[0]}.html", page)}#L{place[1]}">{shown}</a>'
            out.append(f'<span class="{style}">{shown}</span>' if style else shown)
    return "".join(out).split("\n")


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{path} · Surefoot</title><link rel="stylesheet" href="{root}site.css"><link rel="icon" href="{root}assets/images/favicon.png">
<script>{theme}</script></head>
<body class="source"><header><a href="{root}index.html">Surefoot</a> <nav aria-label="folders">{crumbs}</nav></header>
<main>{body}</main></body></html>
"""
# The theme that was chosen in the book, before anything is drawn.
THEME = """try{const p=JSON.parse(localStorage.getItem(new URL("ROOT",location).pathname+".__palette"));
if(p)document.documentElement.dataset.scheme=p.color.scheme}catch{}"""


def page_of(path, body):
    page = f"source/{path}.html" if path else "source/index.html"
    root = relative("index.html", page)[: -len("index.html")]
    parts = path.split("/") if path else []
    crumbs = [f'<a href="{relative("source/index.html", page)}">source</a>']
    for i, part in enumerate(parts):
        folder = "/".join(parts[: i + 1])
        crumbs.append(html.escape(part) if i + 1 == len(parts) else
                      f'<a href="{relative("source/" + folder + "/index.html", page)}">{html.escape(part)}</a>')
    return PAGE.format(path=html.escape(path or "source"), root=root, crumbs=" / ".join(crumbs), body=body,
                       theme=THEME.replace("ROOT", root or "."))


def write_pages(root, names, to):
    """A page for each file of text, and for each folder one that lists it."""
    folders = collections.defaultdict(set)
    for path in listed(root):
        suffix = pathlib.PurePosixPath(path).suffix
        if suffix not in CODE and suffix or path.startswith("."):
            continue
        try:
            text = (root / path).read_text()
        except UnicodeDecodeError:
            continue
        if len(text) > LONGEST:
            continue
        lines = highlighted(text.rstrip("\n"), path, names, f"source/{path}.html")
        body = "".join(f'<span class="line" id="L{i}"><a class="number" href="#L{i}" aria-label="line {i}">{i}</a>{line}\n</span>'
                       for i, line in enumerate(lines, 1))
        file = to / f"{path}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page_of(path, f'<h1>{html.escape(path)}</h1><pre class="highlight" tabindex="0"><code>{body}</code></pre>'))
        while path:
            folder, _, name = path.rpartition("/")
            folders[folder].add(path)
            path = folder
    for folder, inside in folders.items():
        page = f"source/{folder}/index.html" if folder else "source/index.html"
        entries = []
        for path in sorted(inside, key=lambda p: (p not in folders, p)):
            target = f"source/{path}/index.html" if path in folders else f"source/{path}.html"
            entries.append(f'<li><a href="{relative(target, page)}">{html.escape(path.rpartition("/")[2])}{"/" * (path in folders)}</a></li>')
        body = f'<h1>{html.escape(folder) or "Source"}</h1><ul>{"".join(entries)}</ul>'
        file = to / folder / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = page_of(folder + "/index" if folder else "", body)
        file.write_text(text.replace("/ index</nav>", "</nav>"))
