#!/usr/bin/env bash
# Makes the book a site: build/site, static files that any web server can serve, below any path, or a browser can open from the
# folder. Installs what is missing, from Debian's packages.
#
# The Markdown is made into pages by mkdocs with its theme Material: of what Debian has for this it is the one with a search that
# runs in the reader's browser, both shades, and pages for a phone, and it reads the same Markdown as a code host.
set -euo pipefail
cd "$(dirname "$0")/.."
also="python3 mkdocs mkdocs-material python3-pymdownx python3-pygments nodejs libjs-katex universal-ctags doxygen graphviz ${also:-}"
export also
. ./setup.sh
examples/browser/build.sh

docs/snippets.py --check
meson compile -C build surefoot:executable draw_curves
/usr/bin/python3 docs/site/stage.py build/site-pages
mkdocs build --quiet --strict --clean --config-file build/site-pages/mkdocs.yml
rm -rf build/site build/site-pages/site/404.html
cp -r build/site-pages/site build/site
cp -r build/site-pages/extra/. build/site
/usr/bin/python3 docs/site/check.py build/site
echo "build/site is the book; to read it: python3 -m http.server -d build/site"
