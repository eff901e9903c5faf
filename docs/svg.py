"""What the pictures of docs/drawings.py are made of: a Drawing in pixels, Panels with axes in it, and contour lines."""
import math
import re

BLUE, RED, GREEN, AMBER, SKY, GREY = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#555555"
PALE, LINES = "#dddddd", "#c8c8c8"


def steps(low, high, n):
    return [low + (high - low) * i / n for i in range(n + 1)]


def contour(f, level, x, y, n=80):
    """The lines f = level in a rectangle, by marching squares: on each edge of a grid a crossing or none, then joined."""
    X, Y = steps(*x, n), steps(*y, n)
    F = [[f(u, v) - level for v in Y] for u in X]
    place, beside = {}, {}
    for i in range(n):
        for j in range(n):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
            cut = []
            for (a, b), (c, d) in (sorted(edge) for edge in zip(corners, corners[1:])):
                if (F[a][b] < 0) != (F[c][d] < 0):
                    t = F[a][b] / (F[a][b] - F[c][d])
                    place[a, b, c, d] = X[a] + t * (X[c] - X[a]), Y[b] + t * (Y[d] - Y[b])
                    cut.append((a, b, c, d))
            for p, q in zip(cut[::2], cut[1::2]):
                beside.setdefault(p, []).append(q)
                beside.setdefault(q, []).append(p)
    left, lines = dict.fromkeys(sorted(beside, key=lambda p: len(beside[p]))), []  # open lines first, from their ends
    while left:
        p = start = next(iter(left))
        line = []
        while p:
            del left[p]
            line.append(place[p])
            p = next((q for q in beside[p] if q in left), None)
        lines.append(line + [place[start]] * (len(beside[start]) == 2))
    return lines


def number(x):
    """Two decimals: what the last bits of a processor's exp say does not show."""
    return f"{round(x, 2) + 0:.2f}".rstrip("0").rstrip(".")


def tick(x):
    return f"{x:g}".replace("-", "−")


def course(points, closed=False):
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z" * closed


class Drawing:
    def __init__(self, width, height, title):
        self.size, self.title, self.parts, self.panels = (width, height), title, [], 0

    def add(self, tag, **attributes):
        written = {k.replace("_", "-"): number(v) if isinstance(v, float) else v for k, v in attributes.items()}
        self.parts.append(f"<{tag} " + " ".join(f'{k}="{v}"' for k, v in written.items() if v is not None) + "/>")

    def path(self, points, colour, width=1.5, fill="none", closed=False, dash=None, opacity=None, clip=None):
        self.add("path", d=course(points, closed), fill=fill, fill_opacity=opacity, stroke=colour, stroke_width=width,
                 stroke_dasharray=dash, clip_path=clip and f"url(#{clip})")

    def arrows(self, ends, colour, width=2.0, head=9.0):
        """All pairs (from, to) as one path of shafts and one of heads."""
        shafts, heads = "", ""
        for (x0, y0), (x1, y1) in ends:
            length = math.hypot(x1 - x0, y1 - y0)
            u, v = head * (x1 - x0) / length, head * (y1 - y0) / length
            shafts += course([(x0, y0), (x1 - u, y1 - v)])
            heads += course([(x1, y1), (x1 - u - 0.4 * v, y1 - v + 0.4 * u), (x1 - u + 0.4 * v, y1 - v - 0.4 * u)], True)
        self.add("path", d=shafts, fill="none", stroke=colour, stroke_width=width)
        self.add("path", d=heads, fill=colour)

    def dot(self, at, colour, radius=4.0, hollow=False):
        self.add("circle", cx=at[0], cy=at[1], r=radius, fill="white" if hollow else colour, stroke=colour, stroke_width=1.5)

    def text(self, at, text, colour="black", anchor="start", size=13, more=""):
        """On a white edge, so that it can be read over lines; what stands in _{…} stands lower."""
        if not text:
            return
        text = re.sub(r"_\{(.*?)\}", r'<tspan dy="4" font-size="75%">\1</tspan>', text)
        self.parts.append(f'<text x="{number(at[0])}" y="{number(at[1])}" fill="{colour}" text-anchor="{anchor}" '
                          f'font-size="{size}"{more}>{text}</text>')

    def svg(self):
        width, height = self.size
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            'font-family="system-ui, sans-serif">', f"<title>{self.title}</title>", "<style>path { stroke-linejoin: round }"
            " text { paint-order: stroke; stroke: white; stroke-width: 3px; stroke-linejoin: round }</style>",
            '<rect width="100%" height="100%" fill="white"/>', *self.parts, "</svg>"]) + "\n"


class Panel:
    """A part of a drawing with axes: what is drawn in it is said in their units."""

    def __init__(self, drawing, left, top, width, height, x, y, x_label, y_label, x_ticks, y_ticks, title=""):
        self.drawing, self.box, self.x, self.y = drawing, (left, top, width, height), x, y
        drawing.panels += 1
        self.clip = f"panel{drawing.panels}"
        drawing.parts.append(f'<clipPath id="{self.clip}"><rect x="{left}" y="{top}" width="{width}" height="{height}"/>'
                             "</clipPath>")
        bottom = top + height
        for v in x_ticks:
            at = self.at(v, y[0])[0]
            drawing.path([(at, bottom), (at, bottom + 4)], GREY, 1)
            drawing.text((at, bottom + 18), tick(v), GREY, "middle", 12)
        for v in y_ticks:
            at = self.at(x[0], v)[1]
            drawing.path([(left - 4, at), (left, at)], GREY, 1)
            drawing.text((left - 7, at + 4), tick(v), GREY, "end", 12)
        drawing.path([(left, top), (left, bottom), (left + width, bottom)], GREY, 1)
        drawing.text((left + width / 2, bottom + 37), x_label, anchor="middle")
        turned = (left - (40 if y_ticks else 10), top + height / 2)
        drawing.text(turned, y_label, anchor="middle", more=f' transform="rotate(-90 {turned[0]:g} {turned[1]:g})"')
        drawing.text((left, top - 12), title, more=' font-weight="bold"')

    def at(self, x, y, dx=0, dy=0):
        left, top, width, height = self.box
        return (left + (x - self.x[0]) / (self.x[1] - self.x[0]) * width + dx,
                top + (self.y[1] - y) / (self.y[1] - self.y[0]) * height + dy)

    def curve(self, points, colour, width=2, **more):
        self.drawing.path([self.at(*p) for p in points], colour, width, clip=self.clip, **more)

    def function(self, f, colour, width=2, **more):
        self.curve([(x, f(x)) for x in steps(*self.x, 140)], colour, width, **more)

    def contours(self, f, levels, colour, width=1, **more):
        for level in levels:
            for line in contour(f, level, self.x, self.y):
                self.curve(line, colour, width, **more)

    def block(self, x, y, colour, opacity=None):
        """What lies between two x and between two y."""
        (x0, y0), (x1, y1) = self.at(x[0], y[1]), self.at(x[1], y[0])
        self.drawing.add("rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0, fill=colour, fill_opacity=opacity)

    def shape(self, outline, colour, radius):
        """All points within the radius of one point, of a line, or of what four corners enclose, all in the units of x."""
        points, closed = [self.at(*p) for p in outline], len(outline) == 4
        thick = 2 * radius * self.box[2] / (self.x[1] - self.x[0])
        self.drawing.add("path", d=course(points * (3 - min(len(points), 2)), closed), fill=colour if closed else "none",
                         stroke=colour, stroke_width=thick, stroke_linecap="round", clip_path=f"url(#{self.clip})")

    def arrow(self, start, end, colour, width=2.0, head=9.0):
        self.drawing.arrows([(self.at(*start), self.at(*end))], colour, width, head)

    def dot(self, x, y, colour, radius=4.0, hollow=False):
        self.drawing.dot(self.at(x, y), colour, radius, hollow)

    def text(self, x, y, text, colour="black", anchor="start", dx=0, dy=0, size=13):
        self.drawing.text(self.at(x, y, dx, dy), text, colour, anchor, size)
