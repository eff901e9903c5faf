#!/usr/bin/env bash
# From a fresh clone to all tests: installs what is missing, builds and runs them. Arguments go to `meson test`, such as
# `--suite autodiff`, or `--no-suite slow` to leave out the ten-seed trainings. `--site`, as the first: the book as a site instead,
# built and read in a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
also="python3 chromium chromium-driver dataset-fashion-mnist libopenmpi-dev openmpi-bin" # pages; pictures; ranks
if [ "${1:-}" = --site ]; then
    export also="$also python3-selenium"
    docs/build.sh
    meson compile -C build browser_lab
    for test in pages live; do /usr/bin/python3 "tests/site/${test}_test.py"; done
    exit
fi
. ./setup.sh

echo "meson compile -C build"
meson compile -C build
echo "meson test -C build $*"
meson test -C build --print-errorlogs "$@"
