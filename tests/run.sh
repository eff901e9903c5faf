#!/usr/bin/env bash
# From a fresh clone to all tests: installs what is missing, builds and runs them. Arguments go to `meson test`, such as
# `--suite autodiff`, or `--no-suite slow` to leave out the ten-seed trainings.
set -euo pipefail
cd "$(dirname "$0")/.."
also="python3 chromium chromium-driver dataset-fashion-mnist" # to open pages with; pictures to learn from
. ./setup.sh

echo "meson compile -C build"
meson compile -C build
echo "meson test -C build $*"
meson test -C build --print-errorlogs "$@"
