#!/usr/bin/env python3
"""Reads the site as a browser would and fails on what does not hold together.

    docs/site/check.py FOLDER

 - every link leads to a page of the site, and every #anchor to an element there; nothing is fetched from another host
 - no formula is left as TeX, and no marker of the build is left at all
"""
import html.parser
import pathlib
import re
import sys
import urllib.parse

SITE = pathlib.Path(sys.argv[1]).resolve()
problems = []


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.fetched, self.words, self.silent = set(), [], [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.ids.update(filter(None, [of.get("id"), of.get("name") if tag == "a" else None]))
        if tag == "a" and of.get("href"):
            self.links.append(of["href"])
        if tag in ("img", "script", "link", "source", "iframe", "object", "use"):
            self.fetched += [value for key in ("src", "href", "data") if (value := of.get(key)) and of.get("rel") != "canonical"]
        if tag in ("script", "style", "code", "pre", "annotation"):
            self.silent += 1

    def handle_endtag(self, tag):
        if tag in ("script", "style", "code", "pre", "annotation"):
            self.silent -= 1

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


pages = {file: Page(file.read_text()) for file in SITE.glob("**/*.html")}
for file, page in pages.items():
    name = file.relative_to(SITE)
    for target in page.links + page.fetched:
        url = urllib.parse.urlsplit(target)
        if url.scheme or url.netloc:
            if target in page.fetched and url.scheme != "data":
                problems.append(f"{name} fetches {target}")
            continue
        there = (file.parent / urllib.parse.unquote(url.path)).resolve() if url.path else file
        if there.is_dir():
            there /= "index.html"
        if not there.exists() or not there.is_relative_to(SITE):
            problems.append(f"{name}: a link to {target}, which is not there")
        elif url.fragment and there in pages and urllib.parse.unquote(url.fragment) not in pages[there].ids and url.fragment != "__toc":
            problems.append(f"{name}: {target} names an anchor that is not there")
    text = "".join(page.words)
    for left in re.findall(r"FORMULA\d+X|\\(?:frac|theta|mathrm|text|bar|hat)\b|source:[\w/.]+|<!-- snippet", text):
        problems.append(f"{name}: {left} is left over")
for sheet in SITE.glob("**/*.css"):
    for target in re.findall(r"url\(['\"]?([^'\")]+)", sheet.read_text()):
        if re.match(r"(https?:)?//", target):
            problems.append(f"{sheet.relative_to(SITE)} fetches {target}")
if problems:
    sys.exit("\n".join(sorted(set(problems))[:60]) + f"\n{len(set(problems))} problems")
print(f"{len(pages)} pages hold together")
