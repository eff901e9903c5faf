#!/usr/bin/env bash
# From a fresh clone to a trained agent: installs what is missing, builds, trains TRPO on CartPole and shows the result.
set -euo pipefail
cd "$(dirname "$0")/.."
. ./setup.sh

echo "meson compile -C build surefoot:executable"
meson compile -C build surefoot:executable

run=$(mktemp -d "${TMPDIR:-/tmp}/surefoot-quickstart.XXXXXX")
echo
build/examples/surefoot train trpo CartPole-v1 --out "$run"
build/examples/surefoot report "$run" >/dev/null
echo
echo "The trained agent, on 20 new episodes (500 is the most that one can earn):"
build/examples/surefoot evaluate "$run" --episodes 20
build/examples/surefoot evaluate "$run" --episodes 20 --deterministic
echo
echo "The run is in $run: config.json, progress.csv, checkpoint.safetensors; its curves are in report.html."
echo "What there is to try next: build/examples/surefoot list, and the book: docs/README.md"
