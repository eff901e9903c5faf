// Panels that answer: in a page, the numbers that a picture was drawn from, which figures.js makes a chart of, with values under the
// pointer, a legend that hides and shows, and axes to choose.
#pragma once

#include <string>

#include "examples/plot/figure.hpp"

namespace surefoot::plot {

// JSON, with nothing in it that could end a <script>: of a <figure class="plotted"> the second child, after the picture. Behind a
// curve stand its runs; where several curves have some, these bear its name, too, and are shown only when asked for.
std::string chart_json(const Panel& panel);

extern const char* const chart_css;  // for the page's <style>, once
// For a <script> at the page's end; empty where the build found no esbuild or no D3.
extern const char* const figures_js;

// Text as JSON has it, in a page.
std::string json_string(const std::string& text);

}  // namespace surefoot::plot
