#!/usr/bin/env bash
# Valgrind's memcheck on short training runs of every algorithm: no invalid access, no use of what was never written, no leak.
# It takes minutes. It needs the package valgrind and a build in `build`.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for algorithm in reinforce vpg npg trpo ppo; do
    # Valgrind does not know AVX-512, and tells leaks of what is still reachable apart from those that are lost.
    OPENBLAS_CORETYPE=Haswell SUREFOOT_VECTORS=avx2 valgrind --quiet --error-exitcode=9 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect \
        build/examples/surefoot train "$algorithm" CartPole-v1 --steps 600 --threads 2 --checkpoint-every 1 \
        --set batch_steps=200 --out "$work/$algorithm" >/dev/null
    echo "$algorithm: clean"
done
OPENBLAS_CORETYPE=Haswell SUREFOOT_VECTORS=avx2 valgrind --quiet --error-exitcode=9 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect build/examples/surefoot resume "$work/ppo" --steps 1000 >/dev/null
echo "resume: clean"
