#include "nn/storage/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"

namespace surefoot::nn {
namespace {

// Reads one array, with its name in what is thrown.
template <class Read>
auto read(const std::string& name, Read read) {
    try {
        return read();
    } catch (const std::exception& e) { throw std::runtime_error(fmt::format("`{}`: {}", name, e.what())); }
}

bool all_finite(const std::vector<double>& values) {
    return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}
using ad::all_finite;

// Nothing that an object keeps is NaN or infinite, so what is has come into the file some other way.
template <class Values>
Values finite(Values values) {
    if (!all_finite(values)) throw std::runtime_error("a number in it is not finite");
    return values;
}

}  // namespace

const StoredArray& Archive::found(const std::string& name) const {
    const auto entry = from_->arrays.find(name);
    if (entry == from_->arrays.end()) throw std::runtime_error(fmt::format("there is no `{}`", name));
    return entry->second;
}

const StoredArray& Archive::found(const std::string& name, const ad::Shape& shape) const {
    const StoredArray& array = found(name);
    if (array.shape() != shape)
        throw std::runtime_error(fmt::format("`{}` is {}, not {}", name, to_string(array.shape()), to_string(shape)));
    return array;
}

void Archive::operator()(const std::string& name, ad::Tensor& value, const ad::Shape& shape) {
    if (restores())
        value = read(name, [&] { return finite(found(name, shape).tensor()); });
    else
        into_->arrays.insert_or_assign(name, StoredArray(value));
}

void Archive::operator()(const Layout& layout, ad::Tensor& theta) {
    std::vector<ad::Tensor> parts{ad::Tensor()};
    for (const Parameter& p : layout.parameters()) {
        ad::Tensor part = restores() ? ad::Tensor() : p(theta);
        (*this)(p.name, part, p.shape);
        parts.push_back(part.reshaped({static_cast<int>(p.shape.size())}));
    }
    if (restores()) theta = ad::concatenate(parts, 0);
}

void Archive::operator()(const std::string& name, std::span<double> values, const ad::Shape& shape) {
    if (restores())
        std::ranges::copy(read(name, [&] { return finite(found(name, shape).doubles()); }), values.begin());
    else
        into_->arrays.insert_or_assign(name, StoredArray(shape, std::span<const double>(values)));
}

void Archive::operator()(const std::string& name, std::span<std::uint64_t> values, const ad::Shape& shape) {
    if (restores())
        std::ranges::copy(read(name, [&] { return found(name, shape).integers(); }), values.begin());
    else
        into_->arrays.insert_or_assign(name, StoredArray(shape, std::span<const std::uint64_t>(values)));
}

void Archive::operator()(const std::string& name, double& value) {
    std::vector<double> one{value};
    (*this)(name, one, {});
    value = one[0];
}

void Archive::operator()(const std::string& name, bool& value) { count(name, value, 1); }

void Archive::operator()(const std::string& name, Rng& rng) {
    std::uint64_t position = rng.position();
    count(name, position, std::numeric_limits<std::uint64_t>::max());
    rng.seek(position);
}

void Archive::count(const std::string& name, std::uint64_t& value, std::uint64_t most) {
    std::vector<std::uint64_t> one{value};
    (*this)(name, one, {});
    if (one[0] > most) throw std::runtime_error(fmt::format("`{}` is {}; it can be at most {}", name, one[0], most));
    value = one[0];
}

void Archive::list(const std::string& name, std::vector<double>& values, std::uint64_t most) {
    if (restores()) {
        const ad::Shape& shape = found(name).shape();
        if (shape.rank() != 1 || static_cast<std::uint64_t>(shape.size()) > most)
            throw std::runtime_error(
                fmt::format("`{}` is {}; it can be a list of at most {}", name, to_string(shape), most));
        values.resize(static_cast<std::size_t>(shape.size()));
    }
    (*this)(name, std::span(values), {static_cast<int>(values.size())});
}

}  // namespace surefoot::nn
