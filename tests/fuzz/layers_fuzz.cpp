// libFuzzer: layers of shapes, windows, numbers and probabilities that nobody would ask for, on inputs that need not fit. Each either
// says what is wrong or gives an output that has a gradient of its input's shape.
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <vector>

#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/ops/window.hpp"
#include "autodiff/transforms.hpp"
#include "nn/layers/attention.hpp"
#include "nn/layers/conv.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/embedding.hpp"
#include "nn/layers/gru.hpp"
#include "nn/layers/norm.hpp"
#include "nn/training/loss.hpp"

using namespace surefoot;

namespace {

using ad::Tensor;
using ad::Var;

// Numbers from bytes, 0 where there are no more. Most are small; two of a byte's values are as large as an int is.
class Numbers {
  public:
    Numbers(const unsigned char* data, std::size_t size) : data_(data), end_(data + size) {}
    int operator()() {
        const int byte = data_ == end_ ? 0 : *data_++;
        return byte == 254 ? 2'000'000'000 : byte == 255 ? -2'000'000'000 : byte % 16 - 3;
    }
    bool any() const { return data_ != end_; }

  private:
    const unsigned char *data_, *end_;
};

// A tensor of up to four axes, of at most 4,096 elements.
Tensor tensor(Numbers& next) {
    std::vector<int> extents;
    long size = 1;
    for (int rank = std::abs(next() % 5); rank > 0; --rank) {
        const int extent = std::abs(next() % 9);
        if (size * extent > 4096) break;
        extents.push_back(extent), size *= extent;
    }
    const auto flat = Tensor::full({static_cast<int>(size)}, 0.5);
    switch (extents.size()) {
        case 0:
            return Tensor::scalar(0.5);
        case 1:
            return flat;
        case 2:
            return flat.reshaped({extents[0], extents[1]});
        case 3:
            return flat.reshaped({extents[0], extents[1], extents[2]});
        default:
            return flat.reshaped({extents[0], extents[1], extents[2], extents[3]});
    }
}

// Forwards and back.
void expect_gradient(const Tensor& input, const std::function<Var(const Var&)>& f) {
    ad::Tape tape;
    const Var x = tape.variable(input);
    const Var y = f(x);
    if (y.value().size() > 0 && ad::grad(ad::sum(y), x).shape() != input.shape()) std::abort();
}

int small(int number) { return std::abs(number % 33); }

void one(Numbers& next) {
    const int kind = next();
    const Tensor x = tensor(next);
    nn::Layout layout;
    nn::Rng rng(1, "fuzz");
    const auto layer = [&](const auto& made) {
        const Tensor theta = layout.initial(rng);
        expect_gradient(x, [&](const Var& at) { return made(theta, at); });
    };
    const ad::Window window{{next(), next()}, {next(), next()}, {next(), next()}, {next(), next()}};
    const ad::Stepping stepping{.stride = window.stride, .padding = window.padding, .dilation = window.dilation};
    switch (kind) {
        case 0:
            return expect_gradient(x, [&](const Var& at) { return ad::unfold(at, window); });
        case 1:
            return expect_gradient(x, [&](const Var& at) { return ad::max_pool2d(at, window); });
        case 2:
            return expect_gradient(x, [&](const Var& at) { return ad::avg_pool2d(at, window); });
        case 3: {
            const Tensor W = tensor(next);
            return expect_gradient(x, [&](const Var& at) { return ad::conv2d(at, W, stepping); });
        }
        case 4: {
            const Tensor W = tensor(next);
            const int height = small(next()), width = small(next());
            return expect_gradient(x,
                                   [&](const Var& at) { return ad::conv_transpose2d(at, W, height, width, stepping); });
        }
        case 5: {
            const int height = small(next()), width = small(next());
            return expect_gradient(x, [&](const Var& at) { return ad::fold(at, window, height, width); });
        }
        case 6:
            return layer(nn::LayerNorm(layout, "norm", small(next())));
        case 7: {
            const nn::BatchNorm norm(layout, "norm", small(next()));
            const nn::Pass pass{.training = true, .whole_batch = next() > 0};
            return layer([&](const Tensor& theta, const Var& at) { return norm.by_batch(theta, at, pass).y; });
        }
        case 8: {
            const nn::Dropout dropout("dropout", next() / 4.0);
            return layer([&](const Tensor& theta, const Var& at) { return dropout(theta, at, {.training = true}); });
        }
        case 9: {
            const nn::Gru gru(layout, "gru", small(next()), small(next()));
            return layer([&](const Tensor& theta, const Var& at) { return gru(theta, at); });
        }
        case 10:
            return layer(nn::MultiHeadAttention(layout, "attention",
                                                {.width = small(next()), .heads = next(), .causal = next() > 0}));
        case 11: {
            const nn::Embedding embedding(layout, "embedding", small(next()), small(next()));
            const Tensor theta = layout.initial(rng);
            embedding(theta, {next(), next()});
            return;
        }
        case 12:
            return layer(nn::PositionalEmbedding(layout, "positions", small(next()), small(next())));
        default: {
            const double smoothing = next() / 4.0;
            return expect_gradient(x, [&](const Var& at) {
                return nn::negative_log_likelihood(at, {next(), next()}, smoothing);
            });
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    Numbers next(data, size);
    try {
        one(next);
    } catch (const ad::ShapeError&) {
    } catch (const std::invalid_argument&) {}
    return 0;
}
