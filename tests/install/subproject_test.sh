#!/usr/bin/env bash
# A project that has Surefoot as its subproject gets the library, and none of what is built around it: subproject_test.sh
# SOURCE CXX...
set -euo pipefail
source=$1
shift

there=$(mktemp -d "${TMPDIR:-/tmp}/surefoot-subproject.XXXXXX")
trap 'rm -rf "$there"' EXIT
cd "$there"
mkdir subprojects
ln -s "$source" subprojects/surefoot
printf '[wrap-file]\ndirectory = surefoot\n\n[provide]\ndependency_names = surefoot, surefoot-float\n' >subprojects/surefoot.wrap
cat >meson.build <<'END'
project('own', 'cpp', meson_version: '>=1.0', default_options: ['cpp_std=c++20', 'wrap_mode=forcefallback'])
surefoot = dependency('surefoot-float', default_options: 'precision=float')
assert(surefoot.get_variable('precision') == 'float')
executable('own', files('own.cpp'), dependencies: surefoot)
END
touch own.cpp

CXX="$*" meson setup build >said 2>&1 || { cat said; exit 1; }
unwanted=$(meson introspect --targets build | grep -oE '"filename": \["[^"]*/(tests|bench|docs|examples)/[^"]*"' | grep -vE '/examples/(lib(plot|surefoot-float_cli)\.|chart_files)' || true)
[ -z "$unwanted" ] || { echo "a subproject builds $unwanted"; exit 1; }
meson introspect --targets build | grep -q 'libsurefoot-float\.' || { echo "a subproject does not build the library"; exit 1; }
