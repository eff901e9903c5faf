#include "autodiff/graphviz.hpp"
#include "autodiff/ops/elementwise.hpp"

#include <boost/test/unit_test.hpp>

using namespace surefoot;

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(graphviz)

BOOST_AUTO_TEST_CASE(every_node_and_arrow_of_a_tape_is_drawn) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::vector({1, 2}), "x \"quoted\"");
    const Var y = ad::tanh(x * 3);
    (void)y;
    BOOST_TEST(ad::graphviz(tape) ==
               "digraph tape {\n  rankdir=BT;\n  node [fontname=\"sans-serif\"];\n"
               "  n0 [shape=box, label=\"x \\\"quoted\\\" [2]\"];\n"
               "  n1 [shape=plaintext, label=\"3\"];\n"
               "  n2 [label=\"mul\\n[2]\"];\n  n0 -> n2;\n  n1 -> n2;\n"
               "  n3 [label=\"tanh\\n[2]\"];\n  n2 -> n3;\n}\n");
}

BOOST_AUTO_TEST_SUITE_END()
