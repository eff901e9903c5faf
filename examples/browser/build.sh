#!/usr/bin/env bash
# Makes the lab of the book's pages: build/lab, the module with its worker and lab.js, which brings a page's experiments to life.
# Installs what is missing, from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
also="emscripten node-acorn esbuild node-d3 ${also:-}"
. ./setup.sh
export NODE_PATH=/usr/share/nodejs # where Debian keeps what Emscripten's optimiser and esbuild look for

# The headers that know nothing of the machine, apart from the machine's own
mkdir -p build/wasm-include build/lab
for header in boost fmt nlohmann Random123 xxhash.h zlib.h zconf.h; do
    for place in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
        [ ! -e "$place/$header" ] || ln -sfn "$place/$header" "build/wasm-include/$header"
    done
done
printf "[constants]\nroot = '%s'\n" "$PWD" >build/root.ini
[ -e build/wasm/build.ninja ] ||
    meson setup build/wasm --cross-file build/root.ini --cross-file examples/browser/wasm.ini -Dblas=disabled -Dmujoco=disabled \
        -Dtests=false -Db_staticpic=false -Dbuildtype=plain -Doptimization=s
meson compile -C build/wasm

cp build/wasm/examples/browser/browser_lab.mjs build/wasm/examples/browser/browser_lab.wasm build/lab
cp examples/browser/page/lab.worker.js build/lab
esbuild examples/browser/page/lab.js --bundle --minify --format=iife --target=es2020 --log-level=warning --outfile=build/lab/lab.js
size=$(gzip -9 -c build/lab/browser_lab.wasm build/lab/browser_lab.mjs | wc -c)
echo "the module is $size bytes, gzipped"
[ "$size" -le 400000 ] || { echo "which is more than 400,000" >&2; exit 1; }
