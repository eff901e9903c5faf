#!/usr/bin/env bash
# A numbered example runs to its end and prints what it promises.
set -eu
"$1" >"${TMPDIR:-/tmp}/surefoot-example.$$"
trap 'rm -f "${TMPDIR:-/tmp}/surefoot-example.$$"' EXIT
grep -qE -- "$2" "${TMPDIR:-/tmp}/surefoot-example.$$" || { echo "$1: nothing it printed matches \`$2\`"; exit 1; }
