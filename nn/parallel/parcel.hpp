// Parcel: values on their way to other ranks, as bytes. What is put in comes out again, in the same order.
#pragma once

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace surefoot::nn {

class Parcel {
  public:
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void put(const T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
    // A vector, or a string, of such values
    template <class List>
    void put_all(const List& values) {
        put(values.size());
        if (!values.empty())
            bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]);
    }
    const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

class Unpacking {
  public:
    explicit Unpacking(std::string_view bytes) : left_(bytes) {}

    template <class T>
    requires std::is_trivially_copyable_v<T> T take() {
        T value;
        std::memcpy(&value, next(sizeof value), sizeof value);
        return value;
    }
    template <class List>
    void take_all(List& values) {
        values.resize(take<std::size_t>());
        const std::size_t size = values.size() * sizeof(typename List::value_type);
        if (size > 0) std::memcpy(values.data(), next(size), size);
    }

  private:
    const char* next(std::size_t size) {
        if (left_.size() < size) throw std::runtime_error("a parcel from another rank is shorter than it should be");
        const char* here = left_.data();
        left_.remove_prefix(size);
        return here;
    }
    std::string_view left_;
};

}  // namespace surefoot::nn
