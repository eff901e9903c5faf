#include "nn/storage/state_dict.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::nn {
namespace {

ad::Tensor turned(const Parameter& p, const ad::Tensor& values) {
    return p.stored == Stored::transposed ? transpose(values).value() : values;
}

}  // namespace

ad::Tensor from_state_dict(const Layout& layout, const SafeTensors& file, const std::string& prefix) {
    std::vector<ad::Tensor> parts{ad::Tensor()};
    for (const Parameter& p : layout.parameters()) {
        const std::string name = prefix + p.name;
        const auto found = file.arrays.find(name);
        if (found == file.arrays.end()) throw std::runtime_error(fmt::format("state dict: there is no `{}`", name));
        const ad::Shape wanted = turned(p, ad::Tensor::zeros(p.shape)).shape();
        if (found->second.shape() != wanted)
            throw std::runtime_error(fmt::format("state dict: `{}` is {} and not {}", name,
                                                 to_string(found->second.shape()), to_string(wanted)));
        try {
            parts.push_back(turned(p, found->second.tensor()).reshaped({static_cast<int>(p.shape.size())}));
        } catch (const std::runtime_error& e) {
            throw std::runtime_error(fmt::format("state dict: `{}`: {}", name, e.what()));
        }
    }
    return ad::concatenate(parts);
}

SafeTensors to_state_dict(const Layout& layout, const ad::Tensor& theta, const std::string& prefix) {
    SafeTensors file;
    for (const Parameter& p : layout.parameters()) file.arrays.emplace(prefix + p.name, turned(p, p(theta)));
    return file;
}

}  // namespace surefoot::nn
