// Surefoot's program with what this project adds.
#include "adaptive_trpo.hpp"
#include "double_integrator.hpp"
#include "residual_policy.hpp"
#include "surefoot/command_line.hpp"

int main(int argc, char** argv) {
    own::register_double_integrator();
    own::register_residual_policy();
    own::register_adaptive_trpo();
    return surefoot::command_line(argc, argv);
}
