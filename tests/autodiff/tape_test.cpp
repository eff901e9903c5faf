#include "autodiff/tape.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Tape;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(tape)

BOOST_AUTO_TEST_CASE(ops_on_constants_record_nothing) {
    const Var y = ad::tanh(Var(2) * Tensor::vector({1, 2}));
    BOOST_TEST(y.is_constant());
    Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2}), "x");
    const std::size_t before = tape.size();
    ad::exp(y);
    BOOST_TEST(tape.size() == before);
    const Var z = x * y;
    BOOST_TEST(!z.is_constant());
    BOOST_TEST(tape.size() == before + 2);  // the constant y and the product
    BOOST_TEST(tape.name(x.id()) == "x");
}

BOOST_AUTO_TEST_CASE(creation_order_is_topological_order) {
    Tape tape;
    const Var x = tape.variable(Tensor::scalar(1));
    Var y = x;
    for (int i = 0; i < 20; ++i) y = ad::tanh(y * x + 1);
    for (ad::NodeId id = 0; id < tape.size(); ++id)
        for (const ad::NodeId input : tape.inputs(id)) BOOST_TEST(input < id);
}

BOOST_AUTO_TEST_CASE(a_var_whose_tape_was_rewound_is_caught) {
    Tape tape;
    const Var x = tape.variable(Tensor::scalar(2));
    const std::size_t mark = tape.mark();
    const Var y = x * x;
    BOOST_TEST(ad::grad(y, x).item() == 4);
    tape.rewind(mark);
    BOOST_TEST(y.value().item() == 4);  // the value is still there
    BOOST_CHECK_THROW(ad::grad(y, x), ad::TapeError);
    BOOST_CHECK_THROW(y + 1, ad::TapeError);
    const Var z = x + 1;  // another node at the same place does not make y valid again
    BOOST_TEST(z.id() == mark + 1);
    BOOST_CHECK_THROW(y.id(), ad::TapeError);
    BOOST_TEST(ad::grad(z * x, x).item() == 5);
    BOOST_CHECK_THROW(tape.rewind(1000), ad::TapeError);
}

BOOST_AUTO_TEST_CASE(a_var_whose_tape_is_gone_is_caught) {
    auto tape = std::make_unique<Tape>();
    const Var x = tape->variable(Tensor::scalar(2)), y = x * x;
    tape.reset();
    BOOST_CHECK_THROW(ad::grad(y, x), ad::TapeError);
    BOOST_CHECK_THROW(x + y, ad::TapeError);
    try {
        x.tape();
    } catch (const ad::TapeError& e) { BOOST_TEST(e.what() == std::string("Var #0 []: its tape is gone")); }
}

BOOST_AUTO_TEST_CASE(two_tapes_do_not_mix) {
    Tape one, two;
    const Var x = one.variable(Tensor::scalar(2)), y = two.variable(Tensor::scalar(3));
    BOOST_CHECK_THROW(x * y, ad::TapeError);
    BOOST_CHECK_THROW(ad::grad(y * y, x), ad::TapeError);
    BOOST_CHECK_THROW(ad::grad(x, Var(1)), ad::TapeError);
    BOOST_CHECK_THROW(one.node(100), std::out_of_range);
}

// No recursion anywhere: neither the sweep nor the destructor minds how deep a graph is.
BOOST_AUTO_TEST_CASE(a_chain_of_a_million_nodes_is_nothing_special) {
    Tape tape;
    const Var x = tape.variable(Tensor::scalar(1));
    Var y = x;
    for (int i = 0; i < 1'000'000; ++i) y = -y;
    BOOST_TEST(ad::grad(y, x).item() == 1);
}

BOOST_AUTO_TEST_CASE(rewinding_bounds_the_growth) {
    Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2, 3}));
    const std::size_t mark = tape.mark();
    for (int i = 0; i < 3; ++i) {
        const Var y = ad::sum(ad::square(x));
        const auto Hv = ad::hvp(y, x, Tensor::vector({1, 0, 0}));
        BOOST_TEST(same_bits(Hv, Tensor::vector({2, 0, 0})));
        tape.rewind(mark);
        BOOST_TEST(tape.size() == mark);
    }
}

BOOST_AUTO_TEST_SUITE_END()
