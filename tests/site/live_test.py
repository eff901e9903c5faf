#!/usr/bin/env python3
"""Every live experiment in a real browser: it runs, answers its controls and shows what its page claims; and the module's numbers
are those of this machine's program.

    tests/site/live_test.py [BROWSER_LAB]
"""
import json
import re
import subprocess
import sys
import time

from browser import ROOT, Browser, served

problems = []


def check(holds, what):
    if not holds:
        problems.append(what)
        print("NOT SO:", what, flush=True)


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    if isinstance(a, (int, float)) and not isinstance(a, bool):
        return isinstance(b, (int, float)) and abs(a - b) <= 1e-6 * max(1, abs(a))
    return a == b


ASK = """const [requests, done] = arguments;
const url = new URL("lab.worker.js", document.querySelector("script[src*='lab/lab.js']").src);
const worker = new Worker(url, {type: "module"}), replies = [];
worker.onerror = (event) => done([{error: event.message}]);
worker.onmessage = ({data}) => {
    replies.push(data.reply);
    replies.length < requests.length ? worker.postMessage({n: 0, request: requests[replies.length]}) : (worker.terminate(), done(replies));
};
worker.postMessage({n: 0, request: requests[0]});"""


def numbers(browser, program):
    """Ten iterations of each rung, here and in the page."""
    requests = []
    for algorithm in ("reinforce", "vpg", "npg", "trpo", "ppo"):
        def ask(question, **details):
            requests.append({"id": 1, "experiment": "race", "question": question, "with": {"algorithm": algorithm, **details}})
        ask("begin", seed=3)
        for _ in range(10):
            ask("iterate")
        ask("theta")
    there = browser.driver.execute_async_script(ASK, requests)
    native = subprocess.run([program], input="".join(json.dumps(r) + "\n" for r in requests), text=True, check=True, stdout=subprocess.PIPE)
    here = [json.loads(line) for line in native.stdout.splitlines()]
    for request, a, b in zip(requests, here, there):
        check("answer" in a and close(a, b), f"{request['with']['algorithm']}, {request['question']}: {str(a)[:200]} here, {str(b)[:200]} in the page")


def speed(browser, program):
    """TRPO on CartPole to a mean of 475, in the page and here, with the defaults of `surefoot train`."""
    requests = [{"id": 1, "experiment": "race", "question": "begin", "with": {"seed": 0}}]
    requests += [{"id": 1, "experiment": "race", "question": "iterate"}] * 58
    start = time.monotonic()
    there = browser.driver.execute_async_script(ASK, requests)
    seconds = time.monotonic() - start
    start = time.monotonic()
    subprocess.run([program], input="".join(json.dumps(r) + "\n" for r in requests), text=True, check=True, stdout=subprocess.DEVNULL)
    native = time.monotonic() - start
    best = max(r["answer"]["return_100"] or 0 for r in there[1:])
    print(f"58 iterations of TRPO on CartPole, up to a mean of {best:.0f}: {seconds:.1f} s in the page, {native:.2f} s here, {seconds / native:.1f} times as long")
    check(best >= 475, "CartPole is not solved after 58 iterations")


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "examples" / "browser" / "browser_lab")
    with served() as base:
        browser = Browser(base)
        try:
            began = time.monotonic()
            browser.open("02-the-chain-rule-as-a-graph.html")
            browser.live("tape")
            print(f"the first experiment answers {time.monotonic() - began:.2f} s after its page was asked for")
            browser.press("A step forwards")
            check("tangent" in browser.text("tape"), "a step forwards says nothing of a tangent")
            browser.press("A step backwards")
            check("z̄" in browser.text("tape") or "added up" in browser.text("tape"), "a step backwards says nothing of a cotangent")
            for expression in ("log(1 + x^2) * tanh(y)", "x / y + exp(-x*y)", "sqrt(x*x + y*y) - softplus(x)"):
                browser.set("expression", expression)
                browser.wait("return /nodes/.test(document.querySelector('.live .said').textContent)")
                browser.press("The gradient")
                check(float(browser.said_of("tape", "error")) < 1e-8, f"the gradient of {expression} is not that of differences")
            browser.set("expression", "x +* y")
            browser.wait("return /expected/.test(document.querySelector('.live .said').textContent)")
            check("expression=" in browser.driver.current_url, "the expression is not in the address")
            # Elsewhere it begins with what that chapter speaks of
            browser.open("03-rules-of-ops.html")
            browser.live("tape")
            browser.press("The gradient")
            check("∂z/∂x = no number" in browser.text("tape"), f"0 · ∞ is a number: {browser.text('tape')}")
            browser.open("05-forward-mode-and-hessian-vector-products.html")
            browser.live("tape")
            browser.press("The Hessian times the direction")
            # z = x² y + sin(x y) at (1, ½): z_xx = 2y − y² sin xy, z_xy = 2x + cos xy − xy sin xy
            Hv = [float(v) for v in re.search(r"= \((-?[\d.]+), (-?[\d.]+)\)", browser.text("tape")).groups()]
            check(all(abs(a - b) < 1e-3 for a, b in zip(Hv, (0.88014, 2.63787))), f"the Hessian times (1, 0) is {Hv}")
            numbers(browser, program)
            speed(browser, program)

            browser.open("08-policy-gradient-and-reinforce.html")
            browser.live("reinforce")
            browser.press("Measure the scatter")
            browser.wait("return document.querySelector('.live').dataset.ratio", 60)
            check(float(browser.said_of("reinforce", "ratio")) < 1, "a baseline does not make the gradient scatter less")
            browser.press("Learn")
            browser.wait("return Number(document.querySelector('.live').dataset.return) > 60", 90)
            check(browser.run("return document.querySelectorAll('.live .charts path.line').length") >= 3, "the scatter is not measured along the way")

            # A small step leaves the policy where it is, a huge one ruins it
            browser.open("10-the-step-size.html?cliff.step_size=0.1")
            browser.live("cliff", 60)
            browser.press("Climb")
            browser.wait("return Number(document.querySelector('.live').dataset.iteration) >= 8", 60)
            check(float(browser.said_of("cliff", "return")) > 60, "a small step ruins the policy")
            browser.press("Pause")
            browser.press("The same policy again")
            browser.set("step_size", 300)
            browser.wait("return /begins with/.test(document.querySelector('.live').textContent)", 60)
            browser.press("Climb")
            # One action whatever it sees falls after nine or ten steps; before that a policy may still hover
            browser.wait("return Number(document.querySelector('.live').dataset.return) < 12", 90)

            def more(iterations):
                later = int(browser.said_of("cliff", "iteration")) + iterations
                browser.wait("return Number(document.querySelector('.live').dataset.iteration) >= arguments[0]", 60, later)

            more(5)
            browser.set("step_size", 0.1)
            more(15)
            check(float(browser.said_of("cliff", "return")) < 60, "a collapsed policy comes back")

            browser.open("11-the-natural-gradient.html")
            browser.live("field")
            said = lambda: {k: float(v) for k, v in re.findall(r"(mean|deviation) (-?[\d.]+)", browser.text("field").split("natural gradient (first colour)")[1])}
            plain = lambda: browser.text("field").split("Along the natural")[0].split("Along the gradient")[1]
            natural, along = said(), plain()
            browser.set("scale", 4)
            browser.wait("return !document.querySelector('.live .said').textContent.includes(arguments[0])", 10, along)
            check(all(abs(natural[k] - v) < 0.01 for k, v in said().items()), "the natural step depends on the unit")
            before = browser.text("field")
            browser.run("document.querySelector('.live .handle').focus()")
            browser.driver.switch_to.active_element.send_keys("\ue014\ue014")  # arrow right
            browser.wait("return document.querySelector('.live .said').textContent !== arguments[0]", 10, before)

            browser.open("12-conjugate-gradients.html?quadratic.large=100")
            browser.live("quadratic")
            check(re.search(r"leave (0|\d(\.\d+)?e-\d+) of", browser.text("quadratic")), "two steps of conjugate gradients do not solve it")

            browser.open("13-the-bound.html")
            browser.live("bound")
            browser.press("Ten of them")
            browser.wait("return /rose/.test(document.querySelector('.live .said').textContent)")

            browser.open("14-trpo.html?trpo.max_kl=0.02")
            browser.live("trpo")
            browser.press("Learn")
            browser.wait("return Number(document.querySelector('.live').dataset.iteration) >= 12", 90)
            browser.set("max_kl", 1)
            browser.wait("return /under δ = 1;/.test(document.querySelector('.live').textContent)", 90)
            check(0 < float(browser.said_of("trpo", "kl")) <= 1, "a step of TRPO's went beyond δ")
            check(browser.run("return document.querySelectorAll('.live .charts path.line').length") >= 6, "the figures along the step are not drawn")

            browser.open("17-the-ladder-measured.html")
            browser.live("race")
            browser.press("Start the race")
            browser.wait("return Number(document.querySelector('.live').dataset.done) >= 1", 120)
            for complaint in browser.problems():
                problems.append(complaint)
        finally:
            browser.close()
    if problems:
        sys.exit("\n".join(problems))
    print("every experiment shows what it claims")


main()
