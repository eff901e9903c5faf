#!/usr/bin/env bash
# An exercise as it is handed out is not solved, and says so in a way that teaches.
set -u
status=0
out=$("$1" "$2") || status=$?
[ "$status" -eq 1 ] || { echo "exercise $2: exit status $status, not 1. (Are you solving it? Then set -Dexercises=true.)"; exit 1; }
for word in "not yet" "compared " "expected " "came out " "read  *docs/"; do
    grep -q -- "$word" <<<"$out" || { echo "exercise $2: no \`$word\` in: $out"; exit 1; }
done
page=$(grep -o 'docs/[a-z0-9-]*\.md' <<<"$out")
[ -e "$(dirname "$0")/../../../$page" ] || { echo "exercise $2: there is no $page"; exit 1; }
