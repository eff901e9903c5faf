// Chapters 2 to 5: an expression in x and y, its tape, and what sweeps carry along it. Everything is asked of the engine: the
// cotangent of a value is the gradient of the result with respect to that value, its tangent a JVP.
#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

#include "autodiff/node.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/tape.hpp"
#include "autodiff/transforms.hpp"
#include "examples/browser/experiment.hpp"

namespace surefoot::browser {
namespace {

using ad::Tensor;
using ad::Var;

// expression: term (('+' | '-') term)…     term: factor (('*' | '/') factor)…     factor: '-' factor | power
// power: atom ['^' factor]                 atom: number | x | y | function '(' expression [',' expression] ')' | '(' … ')'
class Parser {
  public:
    Parser(std::string text, std::array<Var, 2> inputs) : text_(std::move(text)), inputs_(std::move(inputs)) {}

    Var all() {
        const Var value = expression();
        if (peek() != '\0') refuse("an operator");
        return value;
    }

  private:
    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    [[noreturn]] void refuse(const std::string& expected) {
        throw std::invalid_argument(fmt::format("at character {}: {} is expected", at_ + 1, expected));
    }

    Var expression() {
        Var sum = term();
        for (;;) {
            if (take('+'))
                sum = sum + term();
            else if (take('-'))
                sum = sum - term();
            else
                return sum;
        }
    }
    Var term() {
        Var product = factor();
        for (;;) {
            if (take('*'))
                product = product * factor();
            else if (take('/'))
                product = product / factor();
            else
                return product;
        }
    }
    Var factor() {
        if (++depth_ > 100) throw std::invalid_argument("nested too deeply");
        const Var value = take('-') ? -factor() : power();
        --depth_;
        return value;
    }
    Var power() {
        const Var base = atom();
        if (!take('^')) return base;
        const Var exponent = factor();
        if (!exponent.is_constant()) return pow(base, exponent);
        const ad::Real p = exponent.value().item();
        return p == 2 ? square(base) : pow(base, p);
    }
    Var atom() {
        const char c = peek();
        if (take('(')) return closed(expression());
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') {
            std::size_t used = 0;
            const double value = std::stod(text_.substr(at_, 40), &used);
            at_ += used;
            return Tensor::scalar(static_cast<ad::Real>(value));
        }
        std::string name;
        while (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '_') name += text_[at_++];
        if (name == "x") return inputs_[0];
        if (name == "y") return inputs_[1];
        static const std::map<std::string, std::function<Var(const Var&)>> unary{{"exp", [](const Var& v) { return exp(v); }},
                                                                                 {"log", [](const Var& v) { return log(v); }},
                                                                                 {"tanh", [](const Var& v) { return tanh(v); }},
                                                                                 {"sigmoid", [](const Var& v) { return sigmoid(v); }},
                                                                                 {"softplus", [](const Var& v) { return softplus(v); }},
                                                                                 {"square", [](const Var& v) { return square(v); }},
                                                                                 {"sqrt", [](const Var& v) { return sqrt(v); }},
                                                                                 {"sin", [](const Var& v) { return sin(v); }},
                                                                                 {"cos", [](const Var& v) { return cos(v); }},
                                                                                 {"erf", [](const Var& v) { return erf(v); }},
                                                                                 {"abs", [](const Var& v) { return abs(v); }},
                                                                                 {"relu", [](const Var& v) { return relu(v); }}};
        static const std::map<std::string, std::function<Var(const Var&, const Var&)>> binary{
            {"max", [](const Var& a, const Var& b) { return maximum(a, b); }},
            {"min", [](const Var& a, const Var& b) { return minimum(a, b); }}};
        const auto one = unary.find(name);
        const auto two = binary.find(name);
        if (one == unary.end() && two == binary.end())
            refuse(name.empty() ? "a number, x, y or a function" : "a function that there is, not " + name);
        if (!take('(')) refuse("(");
        const Var first = expression();
        if (one != unary.end()) return closed(one->second(first));
        if (!take(',')) refuse(",");
        return closed(two->second(first, expression()));
    }
    Var closed(const Var& value) {
        if (!take(')')) refuse(")");
        return value;
    }

    std::string text_;
    std::array<Var, 2> inputs_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

struct Recorded {
    ad::Tape tape;
    std::array<Var, 2> inputs;
    Var result;
    Recorded(const std::string& expression, double x, double y)
        : inputs{tape.variable(Tensor::scalar(static_cast<ad::Real>(x)), "x"),
                 tape.variable(Tensor::scalar(static_cast<ad::Real>(y)), "y")},
          result(Parser(expression, inputs).all()) {
        if (result.is_constant())
            result = result + 0 * inputs[0];  // a result that depends on nothing still has a place
    }
};

class TapeExperiment : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question != "record") throw std::invalid_argument("tape: record is all that it answers");
        const std::string expression = text(with, "expression", "");
        if (expression.size() > 300) throw std::invalid_argument("at most 300 characters");
        const double x = number(with, "x", 0), y = number(with, "y", 0);
        const double x_dot = number(with, "x_dot", 1), y_dot = number(with, "y_dot", 0);
        const Recorded r(expression, x, y);
        const auto scalar = [](double v) { return Tensor::scalar(static_cast<ad::Real>(v)); };

        Json::Array nodes;
        const std::size_t count = r.tape.size();
        for (ad::NodeId id = 0; id < count; ++id) {
            const ad::Node& node = r.tape.node(id);
            const Var here = r.tape.var(id);
            const std::array<Var, 1> outputs{here};
            const std::array<Tensor, 2> dots{scalar(x_dot), scalar(y_dot)};
            const bool constant = node.is_constant;
            const double tangent = constant ? 0 : ad::jvp(outputs, r.inputs, dots)[0].item();
            const double cotangent = constant ? 0 : ad::grad(r.result, here).item();
            nodes.push_back(object(is("op", node.op    ? std::string(ad::name(*node.op))
                                            : constant ? ""
                                                       : std::string(r.tape.name(id))),
                                   is("inputs", array(r.tape.inputs(id))), is("value", double{here.value().item()}),
                                   is("constant", constant), is("tangent", tangent), is("cotangent", cotangent)));
        }
        // Differences of five points, and the Hessian times the direction by forward over reverse
        const auto value = [&](double at_x, double at_y) {
            return double{Recorded(expression, at_x, at_y).result.value().item()};
        };
        const auto slope = [](const std::function<double(double)>& f) {
            const double h = 1e-3;
            return (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
        };
        Json::Array Hv;
        for (const Var& input : r.inputs) {  // a row of H times (ẋ, ẏ)
            ad::Tape& tape = input.tape();
            const std::size_t mark = tape.mark();
            const Var slope_here = ad::recorded_grad(r.result, input);
            double product = 0;
            if (!slope_here.is_constant()) {
                const std::array<Var, 1> outputs{slope_here};
                const std::array<Tensor, 2> dots{scalar(x_dot), scalar(y_dot)};
                product = ad::jvp(outputs, r.inputs, dots)[0].item();
            }
            Hv.emplace_back(product);
            tape.rewind(mark);
        }
        return object(is("nodes", std::move(nodes)), is("result", static_cast<double>(r.result.id())),
                      is("differences", array(std::array{slope([&](double h) { return value(x + h, y); }),
                                                         slope([&](double h) { return value(x, y + h); })})),
                      is("hessian_times_direction", std::move(Hv)));
    }
};

}  // namespace

std::unique_ptr<Experiment> tape() { return std::make_unique<TapeExperiment>(); }

}  // namespace surefoot::browser
