#include "examples/surefoot/page.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string_view>

namespace surefoot::program {
namespace {

constexpr const char* common_style = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #656d76; --line: #d8dee4; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --paper: #000000; --faint: #9aa5b1; --line: #3a4048; --mark: #4a3b00; } }
body { margin: 0 auto; padding: 1rem; max-width: 78rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
       background: var(--paper); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
)";

}  // namespace

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text)
        safe += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    return safe;
}

std::string html_page(const std::string& title, const std::string& style, const std::string& body) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n"
        "<title>{0}</title>\n<style>{1}{2}</style>\n</head>\n<body>\n<h1>{0}</h1>\n{3}</body>\n</html>\n",
        escaped(title), common_style, style, body);
}

const char* const charts_style = R"(
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
.charts img { width: 100%; height: auto; }
.charts figure { margin: 0; min-width: 0; }
@media (prefers-color-scheme: dark) { .charts img { filter: invert(1) hue-rotate(180deg); } }
)";

std::string svg_image(const std::string& svg, const std::string& shows) {
    static const char* const digits = "0123456789ABCDEF";
    std::string address;
    for (const char c : svg) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || std::string_view(" -_.~/:;=,()'!*").find(c) != std::string_view::npos)
            address += c;
        else
            (address += '%') += {digits[byte / 16], digits[byte % 16]};
    }
    return fmt::format("<img alt=\"{}\" src=\"data:image/svg+xml,{}\">\n", escaped(shows), address);
}

std::string figure_that_answers(const std::string& svg, const std::string& shows, const std::string& numbers) {
    return fmt::format("<figure class=\"plotted\">\n{}<script type=\"application/json\">{}</script>\n</figure>\n",
                       svg_image(svg, shows), numbers);
}

}  // namespace surefoot::program
