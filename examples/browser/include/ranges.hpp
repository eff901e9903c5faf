// The algorithms of std::ranges that this code uses, for a standard library that has none yet: libc++ 13, which Debian's
// Emscripten brings. Included before everything else when the code is compiled for browsers, and nowhere else.
#pragma once

#if __cplusplus >= 202002L  // whether the compiler works is tried in an older language

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace std::ranges {

template <class Range, class Predicate>
bool all_of(Range&& range, Predicate f) {
    return std::all_of(std::begin(range), std::end(range), [&](const auto& x) { return std::invoke(f, x); });
}
template <class Range, class Predicate>
bool none_of(Range&& range, Predicate f) {
    return std::none_of(std::begin(range), std::end(range), f);
}
template <class Range, class Out>
void copy(Range&& range, Out out) {
    std::copy(std::begin(range), std::end(range), out);
}
template <class Range, class Value>
auto count(Range&& range, const Value& value) {
    return std::count(std::begin(range), std::end(range), value);
}
template <class Range, class Value>
void fill(Range&& range, const Value& value) {
    std::fill(std::begin(range), std::end(range), value);
}
template <class Range, class Value>
auto find(Range&& range, const Value& value) {
    return std::find(std::begin(range), std::end(range), value);
}
template <class Range, class Predicate>
auto find_if(Range&& range, Predicate f) {
    return std::find_if(std::begin(range), std::end(range), f);
}
template <class Range>
auto minmax(Range&& range) {
    const auto [least, most] = std::minmax_element(std::begin(range), std::end(range));
    return std::pair(*least, *most);
}
template <class Range, class Out, class F>
void transform(Range&& range, Out out, F f) {
    std::transform(std::begin(range), std::end(range), out, f);
}
template <class Range, class Less = std::less<>, class Key>
void sort(Range&& range, Less, Key key) {  // Less is what stands for the usual order
    std::sort(std::begin(range), std::end(range),
              [&](const auto& a, const auto& b) { return std::invoke(key, a) < std::invoke(key, b); });
}

}  // namespace std::ranges

#endif
