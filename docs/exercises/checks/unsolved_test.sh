#!/usr/bin/env bash
# An exercise as it is handed out is not solved, and says so in a way that teaches: unsolved_test.sh PROGRAM NUMBER FILE. One that
# somebody is at work on is left alone.
set -u
status=0
git -C "$(dirname "$3")" diff --quiet HEAD -- "$3" 2>/dev/null || status=$?
[ "$status" -ne 1 ] || exit 77
status=0
out=$("$1" "$2") || status=$?
[ "$status" -eq 1 ] || { echo "exercise $2: exit status $status, not 1"; exit 1; }
for word in "not yet" "compared " "expected " "came out " "read  *docs/"; do
    grep -q -- "$word" <<<"$out" || { echo "exercise $2: no \`$word\` in: $out"; exit 1; }
done
page=$(grep -o 'docs/[a-z0-9-]*\.md' <<<"$out")
[ -e "$(dirname "$0")/../../../$page" ] || { echo "exercise $2: there is no $page"; exit 1; }
