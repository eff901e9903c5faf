#!/bin/sh
# Writes a source with chart.css and figures.js as strings, the latter with what it needs of D3: bundle.sh CSS JS SOURCE [ESBUILD].
# Without esbuild the latter is empty, and figures stay pictures.
set -eu
css=$1 js=$2 source=$3 esbuild=${4:-}
export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}" # where Debian keeps D3
script=
[ -z "$esbuild" ] || script=$("$esbuild" "$js" --bundle --minify --format=iife --target=es2020 --log-level=warning)
cat >"$source" <<END
// Written by bundle.sh from chart.css and figures.js.
#include "examples/plot/chart.hpp"

#pragma GCC diagnostic ignored "-Woverlength-strings"

namespace surefoot::plot {

const char* const chart_css = R"file($(cat "$css"))file";
const char* const figures_js = R"file($script)file";

}  // namespace surefoot::plot
END
