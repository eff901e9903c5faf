// The pages that the program writes: one file of HTML each, which needs nothing else.
#pragma once

#include <string>

namespace surefoot::program {

std::string escaped(const std::string& text);  // as HTML shows it

// A whole page. title: text, which is its heading too; style: CSS besides the common one; body: HTML.
std::string html_page(const std::string& title, const std::string& style, const std::string& body);

}  // namespace surefoot::program
