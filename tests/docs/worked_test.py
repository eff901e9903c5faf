#!/usr/bin/env python3
"""The examples that the book works by hand come out as printed.

Behind a worked example stands a comment that no reader sees, and computes it again:

    With γ = 0.9 the last action earns $\\hat A_2 = 1.08$, the one before it $\\hat A_1 = 1.178$.

    <!-- worked gae
    delta := vec(0.35, 0.4, 1 + 0.9 * 1.2 - 1)
    $\\hat A_2 = 1.08 = delta[2]
    $\\hat A_1 = 1.178 = delta[1] + 0.9 * 0.8 * delta[2]
    -->

A line `TEXT = expression` says that TEXT stands above in the same section, and that its last number is the expression; of an
expression with k numbers, a vector, that its last k numbers are. A number with a decimal point must be right to its last
digit, a fraction or a whole number exactly. A line `name := expression` gives a name to what later lines, and later comments
of the same page and name, use.

In expressions decimals and quotients are exact fractions. vec(…) is a vector, of vectors a matrix: +, −, and * by elements,
@ the product of either; solve(A, b) the x with A x = b. log, exp, sqrt, and of probabilities softmax(z), entropy(p), kl(p, q).

    worked_test.py              the book
    worked_test.py FILE.md …    these files
"""
import ast
import collections
import importlib.util
import math
import pathlib
import re
import sys
import tempfile
from fractions import Fraction

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
spec = importlib.util.spec_from_file_location("measured", DOCS / "measured.py")
measured = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(measured)

FRACTION = re.compile(r"([-−]?)(?:\\[td]?frac(?:\{(\d+)\}\{(\d+)\}|\s?(\d)(\d))|(\d+)/(\d+)(?!\d|\.\d|\{,))")


class Vector(tuple):
    def with_(self, other, operation):
        others = other if isinstance(other, Vector) else (other,) * len(self)
        if len(others) != len(self):
            raise ValueError(f"{len(self)} elements with {len(others)}")
        return Vector(operation(a, b) for a, b in zip(self, others))

    def __add__(self, other): return self.with_(other, lambda a, b: a + b)
    def __sub__(self, other): return self.with_(other, lambda a, b: a - b)
    def __mul__(self, other): return self.with_(other, lambda a, b: a * b)
    def __truediv__(self, other): return self.with_(other, over)
    def __rmul__(self, other): return self * other
    def __neg__(self): return self * -1

    def __matmul__(self, other):
        return Vector(row @ other for row in self) if isinstance(self[0], Vector) else sum(self * other)


def over(a, b):
    return Fraction(a) / b if isinstance(a, int) else a / b


def solve(A, b):
    rows = [[*map(Fraction, row), Fraction(y)] for row, y in zip(A, b)]
    for i in range(len(rows)):
        pivot = next(k for k in range(i, len(rows)) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(len(rows)):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i])]
    return Vector(row[-1] for row in rows)


def softmax(z):
    return Vector(map(math.exp, z)) / sum(map(math.exp, z))


def kl(p, q):
    return sum(a * math.log(a / b) for a, b in zip(p, q) if a)


class Exact(ast.NodeTransformer):
    """Decimals and quotients as fractions."""

    def visit_Constant(self, node):
        return self.call("Fraction", [ast.Constant(repr(node.value))]) if isinstance(node.value, float) else node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self.call("over", [node.left, node.right]) if isinstance(node.op, ast.Div) else node

    @staticmethod
    def call(name, arguments):
        return ast.Call(ast.Name(name, ast.Load()), arguments, [])


def value(expression, scope):
    tree = ast.fix_missing_locations(Exact().visit(ast.parse(expression.strip(), mode="eval")))
    return eval(compile(tree, expression, "eval"), scope)


def fresh_scope():
    return {"__builtins__": {}, "Fraction": Fraction, "over": over, "vec": lambda *x: Vector(x), "solve": solve,
            "softmax": softmax, "kl": kl, "entropy": lambda p: -sum(a * math.log(a) for a in p if a),
            "log": math.log, "exp": math.exp, "sqrt": math.sqrt, "tanh": math.tanh, "sum": sum, "max": max, "min": min,
            "abs": abs, "round": round, "range": range, "zip": zip, "len": len, "Vector": Vector}


def printed(text):
    """The numbers in a text, each with what one unit of its last digit is worth: 0 of a whole number or a fraction."""
    found = []
    while text:
        fraction, number = FRACTION.search(text), measured.NUMBER.search(text)
        if not (fraction or number):
            break
        if fraction and fraction.start() <= number.start():
            sign, *digits = fraction.groups()
            above, below = (int(d) for d in digits if d)
            found.append(((-1 if sign else 1) * above / below, 0.0))
            text = text[fraction.end():]
        else:
            says, digit = measured.printed(number[0])
            found.append((says, 0.0 if re.fullmatch(r"[-−]?[\d{,}]+", number[0]) else digit))
            text = text[number.end():]
    return found


def check(pages):
    problems, count, scopes = [], 0, collections.defaultdict(fresh_scope)
    for _, place, name, shown, expression in measured.held("worked", pages, problems):
        scope = scopes[place.partition(",")[0], name]
        try:
            if not shown:
                variable, _, expression = expression.partition(":=")
                scope[variable.strip()] = value(expression, scope)
                continue
            is_ = value(expression, scope)
            wanted = is_ if isinstance(is_, Vector) else [is_]
            says = printed(shown)[-len(wanted):]
            if len(says) < len(wanted):
                raise ValueError(f"{len(says)} numbers in the text for {len(wanted)}")
        except Exception as error:
            problems.append(f"{place}: {type(error).__name__}: {error}")
            continue
        count += len(wanted)
        if not all(measured.close(number, digit, float(x)) for (number, digit), x in zip(says, wanted)):
            problems.append(f"{place}: it is {', '.join(f'{float(x):.6g}' for x in wanted)}")
    return problems, count


def check_the_check():
    """What is right passes, and each number that is not is found."""
    example = """
# 1
$x_1 = {}$, $10^{{-3}}$ and $p = ({})$, {} in all, $\\tfrac{}$
<!-- worked
x := solve(vec(vec(2, 1), vec(1, 1)), vec(1, 1 / 3))
$x_1 = {} = x[0]
$p = ({}) = x * 0.3
{} in all = 39600
$\\tfrac{} = x[0]
-->
"""
    right = ("0.667", "0.2, −0.1", "39{,}600", "23")
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.md"
        for at, wrong in [(0, "0.667"), (0, "0.666"), (1, "0.2, −0.2"), (1, "0.2, 0.1"), (2, "39{,}601"), (3, "13")]:
            numbers = [wrong if i == at else number for i, number in enumerate(right)]
            for held in (numbers, right):  # wrong in the text and in what holds it; in the text alone
                page.write_text(example.format(*numbers, *held))
                problems, _ = check([page])
                if bool(problems) != (wrong not in right):
                    sys.exit(f"the check is wrong about {wrong}: {problems}")


def main():
    check_the_check()
    problems, count = check([pathlib.Path(name) for name in sys.argv[1:]] or measured.pages())
    print(*problems, sep="\n", end="\n" if problems else "")
    if not problems:
        print(f"{count} numbers come out as printed")
    sys.exit(bool(problems) or count == 0)


main()
