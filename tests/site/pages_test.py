#!/usr/bin/env python3
"""Every page of the book and of the reference, and some of the sources, in a real browser: nothing in the console, nothing fetched
from elsewhere, no sideways scrolling on a phone; formulas are set, search finds what it should, and the keyboard alone is enough.

    tests/site/pages_test.py [SCREENSHOTS]      a folder for pictures of five pages: light, dark and narrow

Some pages in either shade are held to the rules of WCAG A and AA by axe-core, which npm's registry has and Debian has not: without
a network this part is left out, and the test says so.
"""
import concurrent.futures
import hashlib
import io
import pathlib
import sys
import tarfile
import time
import urllib.error
import urllib.request

from browser import ROOT, SITE, Browser, served

AXE = "https://registry.npmjs.org/axe-core/-/axe-core-4.10.2.tgz"
AXE_SHA256 = "9ea2d2d6917da998122bdacfd3b473e31ead53f4b87146c716a12edf89158100"

problems = []
pages = sorted(str(p.relative_to(SITE)) for p in SITE.glob("**/*.html") if p.relative_to(SITE).parts[0] != "source")
sources = ["source/index.html", "source/rl/rungs/trpo.cpp.html", "source/autodiff/kernels/product.cpp.html", "source/meson.build.html"]


def check(holds, what):
    if not holds:
        problems.append(what)
        print("NOT SO:", what, flush=True)


def everywhere(browser, some, narrow):
    browser.without_search()
    for page in some:
        browser.open(page)
        wide = browser.run("return [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
        if narrow:
            check(wide[0] <= wide[1], f"{page} is {wide[0]} wide on {wide[1]}")
        for complaint in browser.problems():
            check(False, f"{page}: {complaint}")
    browser.without_search(False)


def search(browser, word, expected):
    browser.open("index.html")
    browser.run("document.querySelector('.md-search__input').focus()")
    box = browser.driver.switch_to.active_element
    box.send_keys(word)
    browser.wait("return document.querySelectorAll('.md-search-result__item').length > 0", 30)
    found = browser.run("return [...document.querySelectorAll('.md-search-result__link')].map(a => a.getAttribute('href')).join(' ')")
    check(expected in found, f"searching for {word} does not find {expected}: {found[:300]}")


def axe_core():
    """The script, fetched once; None without a network."""
    kept = ROOT / "build" / "axe-core-4.10.2.min.js"
    if not kept.exists():
        try:
            packed = urllib.request.urlopen(AXE, timeout=60).read()
        except (urllib.error.URLError, TimeoutError) as error:
            print(f"axe-core cannot be fetched ({error}): NO PAGE IS HELD TO WCAG")
            return None
        if hashlib.sha256(packed).hexdigest() != AXE_SHA256:
            sys.exit(f"{AXE} is not what it was")
        kept.write_bytes(tarfile.open(fileobj=io.BytesIO(packed)).extractfile("package/axe.min.js").read())
    return kept.read_text()


def accessible(base, axe):
    some = [("index", None), ("14-trpo", "trpo"), ("11-the-natural-gradient", "field"), ("04-the-tape", "tape"), ("17-the-ladder-measured", "race"),
            ("notation", None), ("results", None), ("reference/autodiff.tape", None), ("source/rl/rungs/trpo.cpp", None)]
    for shade in ("light", "dark"):
        browser = Browser(base)
        browser.without_search()
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": shade}]})
        for page, experiment in some if shade == "light" else some[::2]:
            browser.open(page + ".html")
            if experiment:
                browser.live(experiment)
            time.sleep(0.4)  # until the theme's header has settled, which fades from one title to another
            browser.run(axe)
            for rule, where in browser.driver.execute_async_script(
                    "const done = arguments[0]; axe.run({runOnly: ['wcag2a', 'wcag2aa']})"
                    ".then(r => done(r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 160)])))"):
                check(False, f"{page}, {shade}: {rule}: {where}")
        browser.close()


def main():
    with served() as base:
        if axe := axe_core():
            accessible(base, axe)
        browser = Browser(base)
        try:
            everywhere(browser, [page for page in pages if "/" not in page], narrow=False)
            browser.open("index.html")
            check(browser.run("return [...document.querySelectorAll('svg.map a')].filter(a => a.getBoundingClientRect().width > 20).length") >= 25,
                  "the map of chapters is not drawn")
            browser.open("14-trpo.html")
            check(browser.run("return document.querySelectorAll('.katex').length") > 60, "the formulas of chapter 14 are not typeset")
            check(browser.run("return document.fonts.check('16px KaTeX_Main')"), "KaTeX's fonts are not there")
            check(not browser.run(r"return /\\(frac|theta|mathrm)/.test(document.querySelector('article').innerText)"), "chapter 14 shows TeX")
            # A symbol is explained on hover and by the keyboard
            notes = browser.run("return [...document.querySelectorAll('.note')].map(n => n.textContent).join(' ')")
            check("radius of the trust region" in notes and "residual" in notes, "not all symbols of chapter 14 are explained")
            browser.run("document.querySelector('.noted').focus()")
            check(browser.run("return getComputedStyle(document.querySelector('.noted .note')).display") == "block", "a symbol is not explained")
            browser.driver.switch_to.active_element.send_keys("\ue00c")
            check(browser.run("return getComputedStyle(document.querySelector('.noted .note')).display") == "none", "Escape does not put the explanation away")
            # The figures of the results answer
            browser.open("results.html")
            check(browser.run("return [...document.querySelectorAll('figure.plotted')].filter(f => f.querySelectorAll('path.line').length > 5).length") >= 13,
                  "the figures of the results are pictures")
            browser.run("document.querySelector('.chart svg').focus()")
            browser.driver.switch_to.active_element.send_keys("\ue010")  # end
            check("seed 9: 500" in browser.run("return document.querySelector('.chart .tip').textContent"), "a figure of the results tells no values")
            search(browser, "Fisher", "11-the-natural-gradient.html")
            search(browser, "conjugate_gradient", "reference/rl.trust_region.conjugate_gradient.html")
            search(browser, "backtracking", "reference/rl.trust_region.line_search.html")
            # From a listing to where a name is declared
            browser.open("14-trpo.html")
            target = browser.run("return [...document.querySelectorAll('.highlight a')].find(a => a.textContent === 'trpo')?.href")
            check(target and "source/rl/rungs/trpo" in target, f"trpo in a listing leads to {target}")
            browser.driver.get(target)
            line = browser.run("return document.querySelector(':target')?.textContent ?? ''")
            check("trpo(" in line, f"and there to {line}")
            # The whole of a page by the keyboard: what has the focus can be seen
            browser.open("12-conjugate-gradients.html")
            browser.live("quadratic")
            reached = set()
            for _ in range(400):
                browser.driver.switch_to.active_element.send_keys("\ue004")
                reached.add(browser.run("const e = document.activeElement; return e.name || e.textContent.slice(0, 30)"))
            check({"large", "small", "angle", "damping"} <= reached, f"Tab does not reach the controls of an experiment: {sorted(reached)[:60]}")
        finally:
            browser.close()
        every = pages + sources
        with concurrent.futures.ThreadPoolExecutor(2) as two:
            list(two.map(lambda some: on_a_phone(base, some), (every[::2], every[1::2])))
        if len(sys.argv) > 1:
            pictures(base, pathlib.Path(sys.argv[1]))
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(pages) + len(sources)} pages are as they should be")


def phone(base):
    browser = Browser(base, 500, 800)
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True})
    return browser


def on_a_phone(base, some):
    browser = phone(base)
    try:
        everywhere(browser, some, narrow=True)
    finally:
        browser.close()


def pictures(base, folder):
    some = ["index", "14-trpo", "11-the-natural-gradient", "results", "reference/autodiff.tape", "source/rl/rungs/trpo.cpp"]
    narrow = phone(base)
    for page in some:
        narrow.open(page + ".html")
        narrow.driver.save_screenshot(str(folder / f"{page.replace('/', '-')}-narrow.png"))
    narrow.close()
    for shade in ("light", "dark"):
        browser = Browser(base, 1280, 1200)
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": shade}]})
        for page in some:
            browser.open(page + ".html")
            browser.driver.save_screenshot(str(folder / f"{page.replace('/', '-')}-{shade}.png"))
        browser.close()


main()
