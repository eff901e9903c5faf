#!/usr/bin/env bash
# examples/own_project, built against an installed library: own_project_test.sh SOURCE BUILD PACKAGE CXX...
# It trains in an environment of its own with a policy and a rung of its own, and comes within 5 % of the best there is.
set -euo pipefail
source=$1 build=$2 package=$3
shift 3

there=$(mktemp -d "${TMPDIR:-/tmp}/surefoot-own.XXXXXX")
trap 'rm -rf "$there"' EXIT
cd "$there"
fail() { echo "$1"; cat said; exit 1; }

meson install -C "$build" --no-rebuild --quiet --destdir "$there/root" >said 2>&1 || fail "meson install"
of_package=$(find "$there/root" -name "$package.pc" -printf '%h')
export PKG_CONFIG_PATH=$of_package LD_LIBRARY_PATH=$of_package/.. CXX="$*"
meson setup own "$source/examples/own_project" --werror >said 2>&1 || fail "meson setup"
ninja -C own >said 2>&1 || fail "own_project does not compile"

own() { own/own "$@" >said 2>&1 || fail "own $*"; }
says() { grep -q "$1" said || fail "nothing says '$1'"; }
own list
says "DoubleIntegrator-v0 .*2 observed, 1 action"
says "adaptive_trpo"
own list adaptive_trpo DoubleIntegrator-v0
says "damping_factor"
says "policy *residual"
own/own train trpo DoubleIntgrator-v0 >said 2>&1 && fail "an environment that there is not"
says "own: unknown environment .*did you mean .DoubleIntegrator-v0"

own train trpo DoubleIntegrator-v0 --out a --steps 50000
own resume a --steps 100000
says "done after 100000 steps"
own/own_test a >said 2>&1 || fail "the agent of trpo is not as good as it could be"
cat said
own train adaptive_trpo DoubleIntegrator-v0 --out b
own/own_test b >said 2>&1 || fail "the agent of adaptive_trpo is not as good as it could be"
cat said
own evaluate a --deterministic
says "100 episodes"
own watch a
grep -q "DoubleIntegrator-v0" a/watch.html || fail "watch"
own report a b --out report.html
[ -s report.html ] || fail "report"
own compare a b
says "adaptive_trpo"
own/own export a --out policy.hpp >said 2>&1 && fail "a policy of another kind is exported"
says "kind .network."
