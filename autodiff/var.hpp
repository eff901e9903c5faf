// Var: a tensor with, perhaps, a place on a tape.
//
// A Var without a place is a constant; every Tensor and every number converts to one. Ops take and return Vars:
// on constants they just compute, on a recorded Var they also leave a node on its tape.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "autodiff/tensor.hpp"

namespace surefoot::ad {

class Tape;
using NodeId = std::uint32_t;  // position on the tape; creation order is topological order

class Var {
  public:
    Var() = default;  // the constant of shape [0]
    Var(Tensor value) : value_(std::move(value)) {}
    template <std::convertible_to<Real> Number>
    Var(Number value) : value_(Tensor::scalar(static_cast<Real>(value))) {}

    const Tensor& value() const { return value_; }
    const Shape& shape() const { return value_.shape(); }

    bool is_constant() const { return !life_; }
    // The tape and the place on it. Both throw TapeError when the Var is a constant, when its tape is gone, and when
    // the tape was rewound past it.
    Tape& tape() const;
    NodeId id() const;

    // The value alone, moved out: for whoever wants to write on where the sum of two cotangents stands.
    Tensor release() && { return std::move(value_); }

  private:
    friend class Tape;
    struct Life;  // shared by a tape and its Vars; tells them when the tape is gone
    Var(Tensor value, std::shared_ptr<const Life> life, NodeId id, std::uint64_t serial);

    Tensor value_;
    std::shared_ptr<const Life> life_;
    std::uint64_t serial_ = 0;  // which of the nodes that ever stood at this place
    NodeId id_ = 0;
};

}  // namespace surefoot::ad
