// Networks with the weights that PyTorch saved give what PyTorch gives (tests/nn/data/make_state_dict.py).
#include "nn/storage/state_dict.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "nn/layers/activation.hpp"
#include "nn/layers/attention.hpp"
#include "nn/layers/conv.hpp"
#include "nn/layers/embedding.hpp"
#include "nn/layers/gru.hpp"
#include "nn/layers/layer.hpp"
#include "nn/layers/linear.hpp"
#include "nn/layers/norm.hpp"

using namespace surefoot;

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(state_dict)

namespace {

const char* const path = SOURCE_ROOT "/tests/nn/data/state_dict.safetensors";
const double tolerance = sizeof(ad::Real) == 8 ? 1e-12 : 1e-5;

double distance(const Var& ours, const nn::StoredArray& recorded) {
    return ad::max_norm(ours.value() - recorded.tensor());
}

struct Network {
    nn::Layout layout;
    nn::Sequential features{nn::Conv2d(layout, "features.0", 2, 3, {3, 2}, {.stride = {2, 1}, .padding = {1, 0}}),
                            [](const Var& x) { return nn::elu(x); }, nn::MaxPool2d({2, 1})};
    nn::BatchNorm bn{layout, "bn", 3};
    nn::Sequential head{nn::flatten, nn::Linear(layout, "head.1", 6, 5, nn::orthogonal()),
                        nn::gelu,    nn::LayerNorm(layout, "head.3", 5),
                        nn::silu,    nn::Linear(layout, "head.5", 5, 2, nn::orthogonal())};
};

struct Sequences {
    nn::Layout layout;
    nn::Embedding tokens{layout, "tokens", 7, 4};
    nn::MultiHeadAttention attention{layout, "attention", {.width = 4, .heads = 2, .causal = true}};
    nn::Gru gru{layout, "gru", 4, 3};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_convolutional_network_gives_what_pytorch_gives) {
    const nn::SafeTensors file = nn::load_safetensors(path);
    const Network network;
    const Tensor theta = nn::from_state_dict(network.layout, file), x = file.arrays.at("in.x").tensor();
    const Var features = network.features(theta, x);
    const auto [y, batch] = network.bn.by_batch(theta, features);
    BOOST_TEST(distance(network.head(theta, y), file.arrays.at("out.trained")) <= tolerance);
    const nn::Moments followed = nn::Moments(3).towards(batch);
    BOOST_TEST(distance(followed.mean, file.arrays.at("bn.running_mean")) <= tolerance);
    BOOST_TEST(distance(followed.variance, file.arrays.at("bn.running_var")) <= tolerance);
    BOOST_TEST(distance(network.head(theta, network.bn(theta, features, followed)), file.arrays.at("out.evaluated")) <=
               tolerance);
}

BOOST_AUTO_TEST_CASE(attention_and_a_gru_give_what_pytorch_gives) {
    const nn::SafeTensors file = nn::load_safetensors(path);
    const Sequences sequences;
    const Tensor theta = nn::from_state_dict(sequences.layout, file);
    const Var x = reshape(sequences.tokens(theta, ad::Index({1, 5, 0, 6, 1, 3, 3, 2, 4, 0})), {2, 5, 4});
    const Var y = sequences.attention(theta, x);
    BOOST_TEST(distance(y, file.arrays.at("out.attention")) <= tolerance);
    BOOST_TEST(distance(sequences.gru(theta, x + y), file.arrays.at("out.states")) <= tolerance);
}

BOOST_AUTO_TEST_CASE(what_is_saved_comes_back_and_what_is_missing_is_named) {
    const Network network;
    nn::Rng rng(7, "test");
    const Tensor theta = network.layout.initial(rng);
    nn::SafeTensors file = nn::to_state_dict(network.layout, theta, "model.");
    BOOST_TEST((file.arrays.at("model.head.1.weight").shape() == ad::Shape{5, 6}));  // [out, in], as PyTorch has it
    BOOST_TEST(same_bits(nn::from_state_dict(network.layout, file, "model."), theta));
    const auto complaint = [&] {
        try {
            nn::from_state_dict(network.layout, file, "model.");
        } catch (const std::runtime_error& e) { return std::string(e.what()); }
        return std::string("nothing was thrown");
    };
    file.arrays.insert_or_assign("model.head.1.weight", nn::StoredArray(Tensor::zeros({6, 5})));
    BOOST_TEST(complaint() == "state dict: `model.head.1.weight` is [6,5] and not [5,6]");
    file.arrays.erase("model.head.1.weight");
    BOOST_TEST(complaint() == "state dict: there is no `model.head.1.weight`");
}

BOOST_AUTO_TEST_SUITE_END()
