// The pages that the program writes: one file of HTML each, which needs nothing else.
#pragma once

#include <string>

namespace surefoot::program {

std::string escaped(const std::string& text);  // as HTML shows it

// A whole page. title: text, which is its heading too; style: CSS besides the common one; body: HTML.
std::string html_page(const std::string& title, const std::string& style, const std::string& body);

// A figure as a part of a page, with what it shows for those who cannot see it. In an image of its own, so that the names
// inside one figure do not meet those of another. In a <div class="charts"> figures stand side by side.
std::string svg_image(const std::string& svg, const std::string& shows);
extern const char* const charts_style;  // for the page's style, once

// The same with the numbers that it was drawn from, as plot::chart_json has them: with plot::figures_js at the page's end and
// plot::chart_css in its style it answers the reader.
std::string figure_that_answers(const std::string& svg, const std::string& shows, const std::string& numbers);

}  // namespace surefoot::program
