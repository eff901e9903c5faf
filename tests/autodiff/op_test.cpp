#include "autodiff/op.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <utility>

#include "autodiff/node.hpp"
#include "tests/autodiff/op_cases.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(op)

namespace {

// The names in the one list of ops.
template <std::size_t... I>
std::set<std::string> listed(std::index_sequence<I...>) {
    return {std::string(std::variant_alternative_t<I, ad::Op::variant>::name)...};
}
const std::set<std::string> all_ops = listed(std::make_index_sequence<std::variant_size_v<ad::Op::variant>>());

// What f leaves on a tape.
std::set<std::string> recorded_by(const OpCase& op_case, const std::vector<ad::Tensor>& point) {
    ad::Tape tape;
    std::vector<ad::Var> x;
    for (const ad::Tensor& value : point) x.push_back(tape.variable(value));
    op_case.f(x);
    std::set<std::string> names;
    for (ad::NodeId id = 0; id < tape.size(); ++id)
        if (tape.node(id).op) names.emplace(ad::name(*tape.node(id).op));
    return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_are_unique) { BOOST_TEST(all_ops.size() == std::variant_size_v<ad::Op::variant>); }

BOOST_AUTO_TEST_CASE(every_op_of_the_list_has_cases_and_no_case_is_without_its_op) {
    for (const std::string& name : all_ops) {
        BOOST_TEST(op_cases().count(name) > 0u,
                   "the op `" << name << "` is in the list but has no case in tests/autodiff/ops");
        std::set<std::string> shapes;
        bool scalar_or_empty = false;
        for (auto [it, end] = op_cases().equal_range(name); it != end; ++it)
            for (const auto& point : it->second.points) {
                std::string at;
                for (const ad::Tensor& x : point) {
                    at += ad::to_string(x.shape());
                    scalar_or_empty = scalar_or_empty || x.size() == 0 || x.rank() == 0;
                }
                shapes.insert(at);
            }
        BOOST_TEST(shapes.size() >= 3u, "the op `" << name << "` is checked at fewer than three shapes");
        BOOST_TEST(scalar_or_empty, "the op `" << name << "` is checked at no scalar and at no empty tensor");
    }
    for (const auto& [name, op_case] : op_cases())
        BOOST_TEST(all_ops.count(name) == 1u, "cases for `" << name << "`, which is not in the list of ops");
}

BOOST_AUTO_TEST_CASE(every_case_records_the_op_that_it_is_for) {
    for (const auto& [name, op_case] : op_cases())
        for (const auto& point : op_case.points)
            BOOST_TEST(recorded_by(op_case, point).count(name) == 1u, "a case for `" << name << "` does not record it");
}

// The four checks of docs/04: differences, adjoint identity, order 2, Taylor remainder.
BOOST_AUTO_TEST_CASE(every_op_passes_the_four_checks) {
    int drowned = 0;  // points at which float leaves some slope no digits; double must tell them all
    for (const auto& [name, op_case] : op_cases())
        for (const auto& point : op_case.points)
            for (const std::uint64_t seed : {1, 2}) {
                std::string at;
                for (const ad::Tensor& x : point) at += ad::to_string(x.shape()) + " ";
                const ad::CheckReport report = ad::check(op_case.f, point, {.seed = seed});
                if (sizeof(ad::Real) == 4 && report.failure.find("leaves differences no digits") != std::string::npos)
                    ++drowned;
                else
                    BOOST_TEST(bool(report), name << " at " << at << ": " << report.failure);
            }
    BOOST_TEST(drowned <= 5);
}

BOOST_AUTO_TEST_SUITE_END()
