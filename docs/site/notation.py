#!/usr/bin/env python3
"""What the letters of the book's formulas mean, by notation.md: for the notes on a chapter's first use of each, and to find a letter
that nobody explains.

    docs/site/notation.py           lists the letters that a chapter uses and notation.md does not have for it; fails if there are any

The first table of notation.md holds for every chapter, or for those that a symbol's cell names, "(chapters 11 to 14)". The second
names chapters in its first column; its meaning goes before that of the first table.
"""
import pathlib
import re
import sys

DOCS = pathlib.Path(__file__).resolve().parents[1]

# Code keeps its dollars, and a formula has one of GitHub's three forms.
MATHEMATICS = re.compile(
    r"^(?P<indent> *)```math\n(?P<block>.*?)^ *```$"
    r"|(?P<kept>^ *```.*?^ *```$)"
    r"|\$`(?P<quoted>[^`\n]+)`\$"
    r"|(?P<word>``.+?``|`[^`\n]+`)"
    r"|(?<![\\\w$])\$(?=\S)(?P<inline>[^$\n]*?[^\s$\\]|[^\s$])\$(?![\w$])", re.DOTALL | re.MULTILINE)

GREEK = ("alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi omega "
         "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell").split()
WORDS = re.compile(r"\\(?:text|mathrm|operatorname|texttt|textbf|begin|end)\*?\s*\{[^{}]*\}")  # in formulas, which are no letters


def formulas(markdown):
    """Each formula's TeX, in the order of the text."""
    for match in MATHEMATICS.finditer(re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL)):
        if tex := match["block"] or match["quoted"] or match["inline"]:
            yield tex.strip()


def letters(tex):
    """The letters of a formula, without accents and indices: x, \\theta."""
    tex = re.sub(r"\\math(?:bb|cal|bf|rel)\s*(?:\{[^{}]*\}|\\?\w)", " ", WORDS.sub(" ", tex))
    found = re.findall(r"\\[a-zA-Z]+|[a-zA-Z]", tex)
    return [letter for letter in found if letter[0] != "\\" or letter[1:] in GREEK]


def named(chapters):
    """The numbers in a text such as "chapters 11 to 14, 22"; None where it names none."""
    if not re.search(r"\d", chapters):
        return None
    numbers = set()
    for first, last in re.findall(r"(\d+b?)(?: to (\d+))?", chapters):
        numbers |= {first} if not last else {str(n) for n in range(int(first), int(last) + 1)}
    return numbers


class Notation:
    def __init__(self, text):
        first, _, second = text.partition("\n## ")
        self.rows = []  # (symbols in TeX, chapters or None for all, meaning), those of certain chapters first
        for cells in self.cells(second):
            self.rows.append((self.symbols(cells[1]), named(cells[0]), cells[2]))
        general = [(self.symbols(cells[0]), named(re.sub(r"\$.*?\$", "", cells[0])), cells[2]) for cells in self.cells(first)]
        self.rows += [row for row in general if row[1]] + [row for row in general if not row[1]]

    @staticmethod
    def cells(text):
        rows = re.findall(r"^\| *(.*?) *\| *(.*?) *\| *(.+?) *\|$", text, re.MULTILINE)
        return [row for row in rows[1:] if not set(row[0]) <= set("-: ")]

    @staticmethod
    def symbols(cell):
        return [re.sub(r"\\in .*| = .*", "", one).strip() for tex in re.findall(r"\$([^$]+)\$", cell)
                for one in re.split(r",\s*\\ |,\\ |,\s+", tex)]

    def of(self, chapter):
        """symbol -> its meaning in a chapter, both with TeX; the longest symbols first."""
        meanings = {}
        for symbols, chapters, meaning in self.rows:
            for symbol in symbols:
                if chapters is None or chapter in chapters:
                    meanings.setdefault(symbol, meaning)
        return dict(sorted(meanings.items(), key=lambda entry: -len(entry[0])))

    def met(self, tex, chapter):
        """symbol -> meaning of those that a formula has, but for indices."""
        found, rest = {}, tex
        for symbol, meaning in self.of(chapter).items():
            if len(symbol) == 1:  # these come last, when longer ones are taken out
                here = symbol in letters(rest)
            else:
                before = r"(?<![a-zA-Z\\])" if symbol[0].isalpha() else ""
                pattern = rf"{before}{re.escape(symbol)}(?![a-zA-Z])"
                here = re.search(pattern, rest)
                rest = re.sub(pattern, " ", rest)
            if here and not re.match(r"ind(ex|ices)\b", meaning):
                found[symbol] = meaning
        return found

    def unknown(self, chapter, markdown):
        explained = {letters(symbol)[0] for symbol in self.of(chapter) if letters(symbol)}
        used = dict.fromkeys(letter for tex in formulas(markdown) for letter in letters(tex))
        return [letter for letter in used if letter not in explained]


def main():
    notation = Notation((DOCS / "notation.md").read_text())
    missing = 0
    for file in sorted(DOCS.glob("[0-9]*.md")):
        chapter = re.match(r"0*(\d+b?)", file.name)[1]
        if unknown := notation.unknown(chapter, file.read_text()):
            missing += len(unknown)
            print(f"chapter {chapter} uses {', '.join(unknown)}, which notation.md does not have")
    return missing


if __name__ == "__main__":
    sys.exit(bool(main()))
