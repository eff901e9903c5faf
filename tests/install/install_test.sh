#!/usr/bin/env bash
# What `meson install` puts in place is all that a program from outside needs: install_test.sh SOURCE BUILD PACKAGE OTHER CXX...
# OTHER is what autodiff/precision.hpp is in a build of the other precision.
set -euo pipefail
source=$1 build=$2 package=$3 other=$4
shift 4

there=$(mktemp -d "${TMPDIR:-/tmp}/surefoot-install.XXXXXX")
trap 'rm -rf "$there"' EXIT
cd "$there"
fail() { echo "$1"; cat said; exit 1; }

meson install -C "$build" --no-rebuild --quiet --destdir "$there/root" >said 2>&1 || fail "meson install"
find root \( -type f -o -type l \) | grep -vE "/(lib)?$package([-_./]|\$)" >said &&
    fail "what is installed without $package in its path can clash with the other precision's:"
of_package=$(find "$there/root" -name "$package.pc" -printf '%h')
export PKG_CONFIG_PATH=$of_package LD_LIBRARY_PATH=$of_package/..
read -ra cflags <<<"$(pkg-config --cflags "$package")"
read -ra libs <<<"$(pkg-config --libs "$package")"
compile() { "$@" "${cflags[@]}" "${libs[@]}" >said 2>&1; }

# The program is what the .pc says.
"$(find root -path "*/bin/$package")" --version >said 2>&1 || fail "the installed program does not run"
grep -q "^surefoot $(pkg-config --modversion "$package"), in $(pkg-config --variable=precision "$package") precision," said ||
    fail "version or precision are not those of the .pc"
grep -q "with MuJoCo" said && mujoco=true || mujoco=false
[ "$(pkg-config --variable=mujoco "$package")" = $mujoco ] || fail "mujoco is not as in the .pc"

# Every numbered example compiles with what pkg-config says, and nothing else.
for example in "$source"/examples/0*.cpp; do
    compile "$@" -Wall -Wextra -Werror "$example" -o "$(basename "$example" .cpp)" || fail "$example"
done
./01_gradient >said 2>&1 || fail "01_gradient"
grep -q 'checked   right' said || fail "01_gradient"

# So does every header; and what the library throws is caught outside of it as what it is.
(cd "root/$(cd root && find . -path "*/include/$package")" && find . -name '*.hpp' -printf '#include "%P"\n') >headers.cpp
cat >>headers.cpp <<'END'
int main() {
    static_assert(SUREFOOT_VERSION_NUMBER >= 200);
    try {
        surefoot::ad::matmul(surefoot::ad::Tensor::zeros({2, 3}), surefoot::ad::Tensor::zeros({2, 3}));
    } catch (const surefoot::ad::ShapeError&) {
        return 0;
    }
}
END
compile "$@" -Wall -Wextra -Werror headers.cpp -o headers || fail "the installed headers"
./headers >said 2>&1 || fail "an exception of the library is not caught"

# The other precision: who asks for it does not compile, and what was compiled for it does not link.
case $package in *-float) asked=SUREFOOT_DOUBLE_PRECISION ;; *) asked=SUREFOOT_SINGLE_PRECISION ;; esac
compile "$@" -fsyntax-only "-D$asked" "$source/examples/01_gradient.cpp" && fail "$asked compiles with $package"
grep -q 'error.*this Surefoot calculates in' said || fail "$asked is refused in other words"
mkdir -p other/autodiff
cp "$other" other/autodiff/precision.hpp
compile "$@" -Iother "$source/examples/01_gradient.cpp" -o wrong && fail "the other precision links with $package"
grep -q 'library_calculates_in' said || fail "the other precision is refused in other words"
