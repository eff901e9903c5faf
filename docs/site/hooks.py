"""What mkdocs does with a page of the book beyond Markdown: formulas are typeset, listings link to what they name.

Formulas are taken out before Markdown sees them and put back as HTML, so that nothing is typeset in the reader's browser and
no page shows raw TeX for a moment.
"""
import functools
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import notation  # noqa: E402
import source  # noqa: E402

WORK = pathlib.Path(__file__).resolve().parent
ROOT = WORK.parents[1]  # build/site-pages is where stage.py puts this
names = source.Names(places=json.loads((WORK / "names.json").read_text()))

NOTATION = notation.Notation((WORK / "pages" / "notation.md").read_text())
formulas = []  # of the page at hand: (TeX, whether it is displayed)


def on_page_markdown(markdown, page, **_):
    formulas.clear()

    def take(match):
        if match["kept"] or match["word"]:
            return match[0]
        display = match["block"] is not None
        formulas.append(((match["block"] or match["quoted"] or match["inline"]).strip(), display))
        token = f"FORMULA{len(formulas) - 1}X"
        return f'{match["indent"]}<div class="formula">{token}</div>' if display else token

    return notation.MATHEMATICS.sub(take, markdown)


def typeset(some):
    """HTML of each (TeX, whether it is displayed)."""
    done = subprocess.run(["node", str(WORK / "mathematics.js")], input=json.dumps([{"tex": t, "display": d} for t, d in some]),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"a formula that cannot be typeset: {done.stderr}")
    return json.loads(done.stdout)


@functools.cache
def notation_typeset():
    """TeX -> HTML of all that stands in the notation's cells."""
    every = {tex: None for symbols, _, meaning in NOTATION.rows for tex in [*symbols, *re.findall(r"\$([^$]+)\$", meaning)]}
    return dict(zip(every, typeset([(tex, False) for tex in every])))


def noted(tex, display, shown, chapter, known):
    """The formula with an explanation of those of its symbols that the page has not had before."""
    set_, lines = notation_typeset(), []
    for symbol, meaning in NOTATION.met(tex, chapter).items():
        if symbol in known:
            continue
        known.add(symbol)
        words = re.split(r"\$([^$]+)\$", meaning)
        told = "".join(set_[part] if i % 2 else html.escape(re.sub(r"[`*]", "", part)) for i, part in enumerate(words))
        lines.append(f"<span>{set_[symbol]}: {told}</span>")
    if not lines:
        return shown
    return f'<span class="noted{" displayed" if display else ""}" tabindex="0">{shown}<span class="note" role="tooltip">{"".join(lines)}</span></span>'


def answering(match):
    """A figure with the numbers that it was drawn from, of which figures.js makes a chart."""
    curves = ROOT / "docs" / "results" / f"{match[3]}.csv"
    with tempfile.NamedTemporaryFile(suffix=".json") as numbers:
        subprocess.run([ROOT / "build" / "examples" / "draw_curves", curves, "", numbers.name], check=True)
        return f'<figure class="plotted">{match[2]}<script type="application/json">{pathlib.Path(numbers.name).read_text()}</script>'


def on_page_content(content, page, **_):
    here = page.file.dest_path
    content = content.replace("MAP-OF-CHAPTERS", (WORK / "map.svg").read_text())
    if formulas:
        set_ = typeset(formulas)
        number = re.match(r"0*(\d+b?)-", here)
        known = set()

        def put(match):
            tex, display = formulas[int(match[1])]
            shown = set_[int(match[1])]
            return shown if here == "notation.html" else noted(tex, display, shown, number and number[1], known)

        content = re.sub(r"FORMULA(\d+)X", put, content)

        def words(match):  # of headings in the list of contents
            return re.sub(r"[\\{}]", "", formulas[int(match[1])][0])

        def plain(items):
            for item in items:
                item.title = re.sub(r"FORMULA(\d+)X", words, item.title)
                plain(item.children)

        plain(page.toc.items)

    def identifier(match):
        place = names.declared(html.unescape(match[2]))
        if not place:
            return match[0]
        return f'{match[1]}<a href="source:{place[0]}#L{place[1]}">{match[2]}</a></span>'

    def listing(match):
        return re.sub(r'(<span class="n[a-z]?">)([A-Za-z_]\w*)</span>', identifier, match[0])

    content = re.sub(r'<div class="[^"]*highlight">.*?</div>', listing, content, flags=re.DOTALL)
    # A path in the text is a link to the file
    content = re.sub(r"(?<!>)<code>((?:autodiff|nn|rl|examples|docs|tests|bench)/[\w./-]+)</code>",
                     lambda m: f'<a href="source:{m[1]}">{m[0]}</a>' if exists(m[1]) else m[0], content)

    content = re.sub(r'<figure>(\s*<p>)?\s*(<img [^>]*src="[^"]*results/([\w-]+)\.svg"[^>]*>)(\s*</p>)?', answering, content)

    def resolved(match):
        path, anchor = match[1], match[2] or ""
        target = f"source/{path}.html" if (EXTRA / "source" / f"{path}.html").exists() else f"source/{path}/index.html"
        if not (EXTRA / target).exists():
            raise SystemExit(f"{here}: a link to {path}, which has no page")
        return f'href="{source.relative(target, here)}{anchor}"'

    return re.sub(r'href="source:([^"#]+?)/?(#[^"]*)?"', resolved, content)


EXTRA = WORK / "extra"


def exists(path):
    path = path.rstrip("/")
    return (EXTRA / "source" / f"{path}.html").exists() or (EXTRA / "source" / path / "index.html").exists()
