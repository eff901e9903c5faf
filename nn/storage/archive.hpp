// Archive: how what an object is made of goes into a file and comes back. The object lists its parts once,
//
//     void Adam::archive(Archive& archive, const std::string& name, …) {
//         archive(name + ".m", m_); …
//     }
//
// and the same list saves them and restores them, so that the two cannot come apart.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nn/parameters.hpp"
#include "nn/rng.hpp"
#include "nn/storage/safetensors.hpp"

namespace surefoot::nn {

class Archive {
  public:
    static Archive saving(SafeTensors& into) { return {&into, nullptr}; }
    static Archive restoring(const SafeTensors& from) { return {nullptr, &from}; }
    bool restores() const { return from_ != nullptr; }

    // Saving writes the value under the name. Restoring replaces the value, and throws std::runtime_error, naming it, when
    // the file does not have it, or in another shape or type, or out of the range that is given. Where a shape is given, the
    // value has it already.
    void operator()(const std::string& name, ad::Tensor& value, const ad::Shape& shape);
    void operator()(const Layout& layout, ad::Tensor& theta);  // each slice of θ under its own name
    void operator()(const std::string& name, std::span<double> values, const ad::Shape& shape);
    void operator()(const std::string& name, std::span<std::uint64_t> values, const ad::Shape& shape);
    void operator()(const std::string& name, double& value);
    void operator()(const std::string& name, bool& value);
    void operator()(const std::string& name, Rng& rng);  // where in its stream it stands

    template <class Integer>
    void count(const std::string& name, Integer& value, std::uint64_t most) {
        std::uint64_t number = static_cast<std::uint64_t>(value);
        count(name, number, most);
        value = static_cast<Integer>(number);
    }
    void count(const std::string& name, std::uint64_t& value, std::uint64_t most);  // 0 to most

    // A list that may have any number of entries up to `most`.
    void list(const std::string& name, std::vector<double>& values, std::uint64_t most);

  private:
    Archive(SafeTensors* into, const SafeTensors* from) : into_(into), from_(from) {}
    const StoredArray& found(const std::string& name) const;
    const StoredArray& found(const std::string& name, const ad::Shape& shape) const;

    SafeTensors* into_;  // one of the two
    const SafeTensors* from_;
};

}  // namespace surefoot::nn
