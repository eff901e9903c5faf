#!/usr/bin/env python3
"""Draws the pictures of ideas that stand in the chapters, docs/figures/concept-*.svg. Nothing in them is sketched: each
is a problem small enough to be solved here, exactly or to rounding, and what is seen are its numbers.

    docs/drawings.py            writes them all
    docs/drawings.py --check    fails when a kept file is not what would be written, or stands in no chapter
"""
import math
import pathlib
import random
import sys

from svg import AMBER, BLUE, GREEN, GREY, LINES, PALE, RED, SKY, Drawing, Panel, steps

DOCS = pathlib.Path(__file__).resolve().parent


def root(f, low, high):
    """Where a function that falls through 0 in an interval does so: bisection."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return low


def kl_normal(mean, sigma, new_mean, new_sigma):
    """KL(old ‖ new), chapter 7, §3."""
    return math.log(new_sigma / sigma) + (sigma**2 + (mean - new_mean) ** 2) / (2 * new_sigma**2) - 0.5


class Bump:
    """One decision: a ~ N(μ, σ²) with θ = (μ, log σ) is rewarded with exp(−a²/2). So η(θ), the expected reward, is known
    exactly; and as there is no state, the surrogate is the gain of η itself."""

    @staticmethod
    def eta(mu, log_std):
        v = 1 + math.exp(2 * log_std)
        return math.exp(-mu**2 / (2 * v)) / math.sqrt(v)

    @staticmethod
    def gradient(mu, log_std):
        variance, eta = math.exp(2 * log_std), Bump.eta(mu, log_std)
        return -eta * mu / (1 + variance), eta * variance / (1 + variance) * (mu**2 / (1 + variance) - 1)

    @staticmethod
    def natural(mu, log_std):
        """F⁻¹g with F = diag(1/σ², 2), chapter 7, §3."""
        g = Bump.gradient(mu, log_std)
        return math.exp(2 * log_std) * g[0], g[1] / 2


def graph():
    """Chapter 2: f = log(1 + x²) tanh y at x = 1, y = ½, walked forwards and back."""
    x, y = 1.0, 0.5
    a, b = x * x, 1 + x * x
    c, d = math.log(b), math.tanh(y)
    f, f_bar = c * d, 1.0
    c_bar, d_bar = d * f_bar, c * f_bar
    a_bar = b_bar = c_bar / b
    x_bar, y_bar = 2 * x * a_bar, (1 - d * d) * d_bar
    w = Drawing(700, 265, "The graph of chapter 2 with values and cotangents on its edges")
    boxes = {"x²": (125, 70, f"× 2x = {2 * x:g}"), "1 + a": (262, 70, "× 1"), "log b": (399, 70, f"× 1/b = {1 / b:g}"),
             "tanh y": (399, 200, f"× (1 − d²) = {1 - d * d:.4f}"), "c d": (556, 135, "× d")}
    edges = [((10, 70), "x²", "x", x, "x̄", x_bar), ("x²", "1 + a", "a", a, "ā", a_bar),
             ("1 + a", "log b", "b", b, "b̄", b_bar), ("log b", "c d", "c", c, "c̄", c_bar),
             ((262, 200), "tanh y", "y", y, "ȳ", y_bar), ("tanh y", "c d", "d", d, "d̄", d_bar), ("c d", (690, 135), "f", f, "f̄", f_bar)]
    for start, end, name, value, bar, cotangent in edges:
        (x0, y0), (x1, y1) = (boxes[e][:2] if e in boxes else e for e in (start, end))
        x0, x1 = x0 + 28 * (start in boxes), x1 - 28 * (end in boxes)
        w.arrows([((x0, y0), (x1, y1))], GREY, 1.5)
        middle, over, under = (x0 + x1) / 2, ("middle", 0), ("middle", 0)
        if y0 != y1:  # beside a slope, not across it
            over, under = (("start", 4), ("end", -2))[:: 1 if y1 > y0 else -1]
        w.text((middle + over[1], (y0 + y1) / 2 - 9), f"{name} = {value:.4g}", BLUE, over[0])
        w.text((middle + under[1], (y0 + y1) / 2 + 21), f"{bar} = {cotangent:.4g}", RED, under[0])
    for name, (x0, y0, derivative) in boxes.items():
        w.add("rect", x=x0 - 28, y=y0 - 17, width=56, height=34, rx=6, fill="white", stroke="black", stroke_width=1.2)
        w.text((x0, y0 + 5), name, anchor="middle")
        if name == "tanh y":
            w.text((x0 - 28, y0 + 33), derivative, RED, size=12)
        else:
            w.text((x0, y0 - 25), derivative, RED, "middle", 12)
    w.text((10, 190), "forwards: a value", BLUE)
    w.text((10, 212), "backwards: a cotangent,", RED)
    w.text((10, 230), "the next edge’s × the derivative", RED)
    w.text((556, 168), "× c", RED, "middle", 12)
    return w


# What `surefoot watch` showed, in metres: step 21 of `train trpo CartPole-v1 --steps 1024`, watched with --stochastic,
# and step 302 of `train trpo Hopper-v5 --steps 60000`. A shape is its colour, radius and outline, later ones over earlier.
CARTPOLE = [("#8b949e", 0.01, [(-4, 0), (4, 0)]),
            (BLUE, 0.02, [(-0.22, 0.09), (0.18, 0.09), (0.18, 0.25), (-0.22, 0.25)]),
            ("#57606a", 0.06, [(-0.14, 0.06)]), ("#57606a", 0.06, [(0.1, 0.06)]),
            (RED, 0.03, [(-0.02, 0.22), (0.13, 1.21)]), ("#57606a", 0.02, [(-0.02, 0.22)])]
HOPPER = [("#dfe4e9", 0, [(0, 0), (6, 0), (6, -1), (0, -1)]), (RED, 0.06, [(2.7, 0.17), (2.33, 0.06)]),
          (RED, 0.04, [(2.46, 0.1), (2.55, 0.59)]), (RED, 0.05, [(2.55, 0.59), (2.59, 1.04)]),
          (BLUE, 0.05, [(2.59, 1.04), (2.62, 1.43)])]


def tasks():
    """Chapter 7: a task for either kind of policy, as `surefoot watch` draws it."""
    w = Drawing(700, 270, "A picture of CartPole-v1 and one of Hopper-v5")
    for k, (title, shapes, left, ticks) in enumerate([("CartPole-v1: left or right", CARTPOLE, -1.5, (-1, 0, 1)),
                                                      ("Hopper-v5: three torques", HOPPER, 1.1, (2, 3, 4))]):
        panel = Panel(w, 55 + 345 * k, 40, 285, 181, (left, left + 3), (-0.3, 1.605), "metres", "metres",
                      ticks, (0, 1), title)
        for colour, radius, outline in shapes:
            panel.shape(outline, colour, radius)
        for x, y in (outline[0] for _, _, outline in HOPPER[2:] if k):  # the joints
            panel.dot(x, y, "black", 4.0, True)
        for way in (-1, 1) if k == 0 else ():
            panel.arrow((-0.02 + 0.28 * way, 0.17), (-0.02 + 0.6 * way, 0.17), "black")
    return w


def kl():
    """Chapter 7: the two divergences of two Gaussians, as areas."""
    normal = lambda a, mean, sigma: math.exp(-0.5 * ((a - mean) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
    old, new = (0.0, 1.0), (1.0, 0.5)
    w = Drawing(700, 325, "KL of two Gaussians in both directions, as areas")
    for k, (p, q, title, weighted) in enumerate([(old, new, "KL(old ‖ new)", "old · log(old/new)"),
                                                 (new, old, "KL(new ‖ old)", "new · log(new/old)")]):
        panel = Panel(w, 60 + 345 * k, 40, 285, 235, (-3.5, 3.5), (-0.35, 1.8), "action", "per unit of action",
                      range(-3, 4), (0, 0.5, 1, 1.5), f"{title} = {kl_normal(*p, *q):.2f} nats")
        part = lambda a: normal(a, *p) * math.log(normal(a, *p) / normal(a, *q))
        assert abs(sum(part(a) for a in steps(-12, 12, 4800)) / 200 - kl_normal(*p, *q)) < 1e-6
        for sign, colour in ((1, AMBER), (-1, SKY)):
            area = [(a, sign * max(sign * part(a), 0)) for a in steps(-3.5, 3.5, 140)]
            panel.curve([(-3.5, 0), *area, (3.5, 0)], "none", fill=colour, opacity=0.45)
        panel.curve([(-3.5, 0), (3.5, 0)], GREY, 1)
        for name, policy, colour, at in (("old", old, BLUE, (-0.75, 0.42)), ("new", new, RED, (1.6, 0.6))):
            panel.function(lambda a: normal(a, *policy), colour)
            panel.text(*at, name, colour, "end" if name == "old" else "start")
        panel.text(3.5, 1.6, weighted, "#8a5a00", "end")
        panel.text(3.5, 1.45, "area above 0 − area below", "#8a5a00", "end", size=12)
    return w


def gae():
    """Chapter 9: how much the residual l steps ahead counts."""
    gamma = 0.99
    w = Drawing(700, 365, "The weights of GAE for four values of λ")
    for k, trust in enumerate((0, 0.8, 0.95, 1)):
        panel = Panel(w, 60 + 350 * (k % 2), 40 + 180 * (k // 2), 280, 95, (-0.8, 40.8), (0, 1.05),
                      "l, steps ahead" * (k > 1), "(γλ)ˡ", (0, 10, 20, 30, 40), (0, 0.5, 1), f"γ = {gamma}, λ = {trust:g}")
        for l in range(41):
            panel.block((l - 0.35, l + 0.35), (0, (gamma * trust) ** l), BLUE)
        panel.text(40.8, 1.05, f"sum 1/(1 − γλ) = {1 / (1 - gamma * trust):.3g}", anchor="end", dy=-12, size=12)
    return w


def fields():
    """Chapter 11: the directions of g and F⁻¹g, and where they lead from the same three policies."""
    w = Drawing(700, 390, "Gradient field and natural-gradient field of one problem in (μ, log σ)")
    for k, (title, field, colour) in enumerate([("along the gradient g", Bump.gradient, RED),
                                                ("along the natural gradient F⁻¹g", Bump.natural, BLUE)]):
        panel = Panel(w, 55 + 345 * k, 40, 290, 290, (-3, 1), (-2, 2), "mean μ", "log σ",
                      range(-3, 2), range(-2, 3), title)
        panel.contours(Bump.eta, [i / 10 for i in range(1, 10)], LINES)

        def ahead(at, length):  # of what the field says there, that long
            u, v = field(*at)
            scale = length / math.hypot(u, v)
            return u * scale, v * scale

        arrows = []
        for at in ((mu, log_std) for mu in steps(-2.7, 0.7, 12) for log_std in steps(-1.7, 1.7, 12)):
            u, v = ahead(at, 0.1)
            arrows.append((panel.at(at[0] - u, at[1] - v), panel.at(at[0] + u, at[1] + v)))
        w.arrows(arrows, colour, 1.0, 4.5)
        for start in ((-2.6, 1.1), (-1.4, 1.3), (-2.4, -0.9)):
            line = [start]
            while line[-1][1] > -1.75:
                u, v = ahead(line[-1], 0.01)
                u, v = ahead((line[-1][0] + u, line[-1][1] + v), 0.02)  # the midpoint rule
                line.append((line[-1][0] + u, line[-1][1] + v))
            panel.curve(line[::3], "black")
            panel.dot(*start, "black")
    return w


def conjugate():
    """Chapter 12: both methods from 0 on ½ xᵀFx − gᵀx with κ = 9, whose solution is (5, −4)."""
    F, g, solution = ((5.0, 4.0), (4.0, 5.0)), (9.0, 0.0), (5.0, -4.0)
    dot = lambda u, v: u[0] * v[0] + u[1] * v[1]
    times = lambda v: (dot(F[0], v), dot(F[1], v))

    def error(x):
        e = x[0] - solution[0], x[1] - solution[1]
        return math.sqrt(dot(e, times(e)))

    def iterate(conjugated, n):
        x, r = (0.0, 0.0), g
        p, path = r, [x]
        for _ in range(n):
            Fp, rr = times(p), dot(r, r)
            alpha = rr / dot(p, Fp)  # for steepest descent, p is r
            x = x[0] + alpha * p[0], x[1] + alpha * p[1]
            r = r[0] - alpha * Fp[0], r[1] - alpha * Fp[1]
            rho = dot(r, r) / rr if conjugated else 0
            p = r[0] + rho * p[0], r[1] + rho * p[1]
            path.append(x)
        return path

    steepest, conjugates = iterate(False, 12), iterate(True, 2)
    assert error(conjugates[2]) < 1e-9
    w = Drawing(700, 360, "Steepest descent and conjugate gradients on an ellipse")
    way = Panel(w, 60, 40, 350, 265, (-0.6, 6), (-4.6, 0.4), "first unknown", "second unknown", range(7), range(-4, 1),
                "the way to the solution")
    way.contours(lambda u, v: error((u, v)), [error(x) for x in steepest[:8]], LINES)
    left = Panel(w, 475, 40, 210, 265, (0, 12), (0, 7), "iteration", "error √(eᵀFe)", range(0, 13, 2), range(0, 8, 2),
                 "what is left to do")
    for path, colour in ((steepest, RED), (conjugates, BLUE)):
        for panel, points in ((way, path), (left, [(i, error(x)) for i, x in enumerate(path)])):
            panel.curve(points, colour)
            for point in points:
                panel.dot(*point, colour, 3.0)
    way.dot(*solution, "black", 4.0, True)
    way.text(*solution, "solution", dx=9, dy=5)
    way.text(0, 0, "start", anchor="middle", dy=-10)
    way.text(2.55, -0.95, "conjugate gradients", BLUE, dx=12)
    way.text(2.4, -2.2, "steepest descent", RED, "end", -6, 8)
    left.text(4, 3, "steepest descent", RED, dy=-8)
    left.text(2, 0, "conjugate gradients", BLUE, dx=8, dy=-5, size=12)
    return w


def minorants():
    """Chapter 13: two states and one logit θ for both. To go pays 1 at home and −1 away, and leads away; to stay, home."""
    gamma = 0.5
    going = lambda theta: 1 / (1 + math.exp(-theta))

    def values(p):  # V = ±p + γ (p V_away + (1 − p) V_home), so V_home − V_away = 2p
        home = (p - gamma * p * 2 * p) / (1 - gamma)
        return home, home - 2 * p

    eta = lambda theta: values(going(theta))[0]

    def models(old):
        """The surrogate, the bound and its top, and C, at a policy."""
        p = going(old)
        home, away = values(p)
        visits = 1 + gamma * (1 - p) / (1 - gamma), gamma * p / (1 - gamma)
        A = [(gamma * home - V, pay + gamma * away - V) for V, pay in ((home, 1), (away, -1))]  # of staying, of going
        C = 4 * max(abs(x) for pair in A for x in pair) * gamma / (1 - gamma) ** 2
        slope = sum(n * (go - stay) for n, (stay, go) in zip(visits, A))  # of L in p; at p, ΣπA = 0
        L = lambda theta: home + slope * (going(theta) - p)
        kl = lambda theta: p * math.log(p / going(theta)) + (1 - p) * math.log((1 - p) / (1 - going(theta)))
        rise = lambda theta: slope * going(theta) * (1 - going(theta)) - C * (going(theta) - p)  # of the bound
        return L, lambda theta: L(theta) - C * kl(theta), root(rise, old, old + 2), C

    w = Drawing(700, 355, "The return, its surrogate and the bound along a line of policies")
    old = -1.5
    L, bound, _, C = models(old)
    panel = Panel(w, 45, 40, 300, 260, (-3, 2.5), (-0.1, 0.9), "θ, the logit of going", "", range(-3, 3),
                  (0, 0.2, 0.4, 0.6, 0.8), "from one policy")
    panel.function(L, GREEN, dash="6 4")
    panel.function(bound, RED)
    panel.function(eta, BLUE)
    panel.dot(old, eta(old), "black")
    panel.text(old, eta(old), "θ_{old}", anchor="end", dx=-8, dy=-4)
    panel.text(1, eta(1), "η, the return", BLUE, dx=10, dy=-2)
    panel.text(0.1, L(0.1), "L, the surrogate", GREEN, "end", -12)
    panel.text(-0.75, 0.08, f"L − C·KL, C = {C:.2f}", RED, dx=12)
    near = Panel(w, 410, 40, 275, 260, (-1.8, 0.3), (0.22, 0.52), "θ, the logit of going", "",
                 (-1.5, -1, -0.5, 0), (0.3, 0.4, 0.5), "and again from the top of the bound")
    near.function(eta, BLUE)
    for _ in range(6):
        _, bound, top, _ = models(old)
        assert all(eta(theta) >= bound(theta) - 1e-12 for theta in steps(-6, 6, 600))
        near.function(bound, RED, 1.2)
        near.curve([(top, bound(top)), (top, eta(top))], GREY, 1, dash="2 2")
        near.dot(old, eta(old), "black", 3.5)
        near.dot(top, bound(top), RED, 3.0, True)
        old = top
    near.dot(old, eta(old), "black", 3.5)
    return w


def coupling():
    """Chapter 13: two policies sampled together, and two runs that stay together until they first disagree."""
    moves, pi, new = (-1, 0, 1), (0.5, 0.3, 0.2), (0.35, 0.3, 0.35)
    shared = [min(p, q) for p, q in zip(pi, new)]
    alpha, n, rng = 1 - sum(shared), 14, random.Random(31)
    w = Drawing(700, 370, "Two policies sampled together, and two runs that part where they first disagree")
    one = Panel(w, 60, 40, 215, 275, (-1.6, 1.6), (0, 0.56), "action", "probability", moves, (0, 0.2, 0.4),
                f"one decision: α = {alpha:.2f}")
    for a, p, q, both in zip(moves, pi, new, shared):
        for low, high, colour in ((0, both, PALE), (both, p, BLUE), (both, q, RED)):
            one.block((a - 0.32, a + 0.32), (low, high), colour)
    one.text(0, 0.3, f"both: {1 - alpha:.2f}", GREY, "middle", 0, -8)
    one.text(-1, 0.5, f"only π: {alpha:.2f}", BLUE, "middle", 8, -8)
    one.text(1, 0.35, f"only π′: {alpha:.2f}", RED, "middle", -6, -8)
    runs = [(0.0, 0.0)]
    for _ in range(n):
        if rng.random() < 1 - alpha:
            a = (rng.choices(moves, shared)[0],) * 2
        else:
            a = [rng.choices(moves, [p - both for p, both in zip(policy, shared)])[0] for policy in (pi, new)]
        noise = rng.random() - 0.5  # of the environment: the same for both
        runs.append(tuple(s + move + noise for s, move in zip(runs[-1], a)))
    parted = next(t for t in range(n) if runs[t + 1][0] != runs[t + 1][1])
    span = min(map(min, runs)) - 0.8, max(map(max, runs)) + 0.8
    both = Panel(w, 330, 40, 355, 120, (-0.5, n + 0.5), span, "", "state", (), (),
                 "two runs side by side, with the same noise")
    for k, (name, colour) in enumerate((("π", BLUE), ("π′", RED))):
        for line, look in ((list(enumerate(runs))[parted:], colour), (list(enumerate(runs))[:parted + 1], "black")):
            both.curve([(t, s[k]) for t, s in line], look)
            for t, s in line:
                both.dot(t, s[k], look, 3.0)
        both.text(n, runs[n][k], name, colour, "end", 0, -9)
    still = Panel(w, 330, 205, 355, 110, (-0.5, n + 0.5), (0, 1), "step t", "", range(0, n + 1, 2), (0, 0.5, 1),
                  "have they always agreed?")
    stairs = [(t + side, (1 - alpha) ** t) for t in range(n + 1) for side in (-0.5, 0.5)]
    still.block((-0.5, n + 0.5), (0, 1), "#f9e7c3")
    still.curve([(-0.5, 0), *stairs, (n + 0.5, 0)], "none", fill=PALE)
    still.text(0.3, 0.2, "yes: (1 − α)ᵗ")
    still.text(n, 0.7, "no: 1 − (1 − α)ᵗ", anchor="end")
    return w


def trust_region():
    """Chapter 14: the two models of a step, and what is true of it."""
    old, delta = (-1.0, 0.4), 0.4
    sigma, g, x = math.exp(old[1]), Bump.gradient(*old), Bump.natural(*old)
    beta = math.sqrt(2 * delta / (x[0] * g[0] + x[1] * g[1]))
    to = lambda v, length: (old[0] + length * v[0], old[1] + length * v[1])
    plane = lambda mu, log_std: g[0] * (mu - old[0]) + g[1] * (log_std - old[1])
    gain = lambda mu, log_std: Bump.eta(mu, log_std) - Bump.eta(*old)
    true_kl = lambda mu, log_std: kl_normal(old[0], sigma, mu, math.exp(log_std))
    ellipse = [(old[0] + sigma * math.sqrt(2 * delta) * math.cos(t), old[1] + math.sqrt(delta) * math.sin(t))
               for t in steps(0, 2 * math.pi, 120)]
    best = plane(*to(x, beta))
    w = Drawing(700, 650, "The trust region of a policy with two parameters: its models, and what is true")
    models, true = (Panel(w, 60, top, 620, 248, (-2.9, 0.975), (-0.3, 1.25), "mean μ", "log σ", (-2, -1, 0), (0, 0.5, 1),
                          title) for top, title in ((40, "the models: L is a plane, the KL a quadratic"),
                                                    (355, "what is true, and the line search")))
    for panel, f in ((models, plane), (true, gain)):
        panel.contours(f, [best * i / 4 for i in range(-9, 16)], LINES)
    models.contours(plane, [best], GREEN, 2, dash="7 4")
    models.curve(ellipse, "black", fill=AMBER, opacity=0.15)
    true.curve(ellipse, GREY, 1.2, dash="4 3")
    true.contours(true_kl, [delta], "black", 2, fill=AMBER, opacity=0.15)
    along_g = math.sqrt(2 * delta / (g[0] ** 2 / sigma**2 + 2 * g[1] ** 2))  # to the same radius
    models.arrow(old, to(g, along_g), RED)
    models.arrow(old, to(x, beta), BLUE)
    true.curve([old, to(x, beta)], BLUE, 1.2)
    for k in range(3):
        trial = to(x, 0.8**k * beta)
        taken = gain(*trial) > 0 and true_kl(*trial) <= delta
        true.dot(*trial, BLUE, 4.5, not taken)
        anchor, dx, dy = (("start", 10, 10), ("end", -6, 18), ("start", -2, -12))[k]
        true.text(*trial, f"{0.8**k:.2g}: KL = {true_kl(*trial):.2f}{', taken' * taken}", BLUE, anchor, dx, dy)
        if taken:
            break
    models.text(*to(g, 0.5 * along_g), "g", RED, "end", -8, 6)
    models.text(*to(x, 0.5 * beta), "F⁻¹g", BLUE, dx=4, dy=-10)
    models.text(old[0], 0.85, f"½ sᵀFs ≤ δ = {delta}", anchor="middle")
    models.text(0.95, -0.1, "the highest level of L", GREEN, "end")
    models.text(0.95, -0.2, "in the ellipse", GREEN, "end")
    true.text(old[0], 1.08, f"KL(old ‖ new) ≤ δ = {delta}", anchor="middle")
    for panel in (models, true):
        panel.dot(*old, "black")
        panel.text(*old, "θ_{old}", anchor="end", dx=-8, dy=-4)
    return w


def clip():
    """Chapter 16: what a sample adds to the clipped objective, for a good action and a bad one."""
    epsilon = 0.2
    kinks = (0.4, 1 - epsilon, 1 + epsilon, 1.6)
    clipped = lambda rho: min(max(rho, kinks[1]), kinks[2])
    w = Drawing(700, 365, "PPO's clipped objective over the ratio, for a good and a bad action")
    for k, (A, title) in enumerate([(1, "Â = 1: the action was good"), (-1, "Â = −1: it was bad")]):
        ends = (-0.1, 1.8) if A > 0 else (-2.1, -0.2)
        panel = Panel(w, 60 + 345 * k, 40, 285, 270, (0.4, 1.6), ends, "ratio ρ", "objective of one sample",
                      (0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6), [A * i / 2 for i in range(k, 4 + k)], title)
        flat = kinks[2:] if A > 0 else kinks[:2]
        panel.block(flat, ends, AMBER, 0.2)
        for edge in kinks[1:3]:
            panel.curve([(edge, ends[0]), (edge, ends[1])], GREY, 1, dash="3 3")
        panel.function(lambda rho: rho * A, GREY, 1.5, dash="6 4")
        panel.curve([(rho, min(rho * A, clipped(rho) * A)) for rho in kinks], BLUE, 3)
        panel.dot(1, A, "black")
        panel.text(*((0.44, 1.05) if A > 0 else (1.56, -0.75)), "min(ρÂ, clip(ρ)Â)", BLUE, "start" if A > 0 else "end")
        panel.text(*((1.5, 1.5) if A > 0 else (0.5, -0.5)), "ρÂ", GREY, "end" if A > 0 else "start", dy=-8)
        words = [("went the", "wrong way:", "brought back"), ("in between:", "full", "gradient"),
                 ("went far", "enough:", "no gradient")][::A]
        for middle, lines in zip((0.6, 1, 1.4), words):
            for i, line in enumerate(lines):
                panel.text(middle, ends[0], line, anchor="middle", dy=-46 + 16 * i, size=12)
    return w


DRAWINGS = {"graph": graph, "tasks": tasks, "kl": kl, "gae": gae, "fields": fields, "conjugate": conjugate,
            "minorants": minorants, "coupling": coupling, "trust-region": trust_region, "clip": clip}


def main():
    chapters = "".join(page.read_text() for page in sorted(DOCS.glob("*.md")))
    wrong = []
    for name, draw in DRAWINGS.items():
        file, svg = DOCS / "figures" / f"concept-{name}.svg", draw().svg()
        if "--check" not in sys.argv[1:]:
            file.write_text(svg)
        elif not file.exists() or file.read_text() != svg:
            wrong.append(f"{file.name} is not what docs/drawings.py draws")
        elif f"(figures/{file.name})" not in chapters:
            wrong.append(f"{file.name} stands in no chapter")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
