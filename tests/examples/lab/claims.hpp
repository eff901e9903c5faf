// What each experiment of the lab must show, by its figures: the same claims for the quick ones and the full ones.
#pragma once

#include "examples/lab/lab.hpp"

using namespace surefoot;

// Boost.Test assertions on the result of the experiment of that name. Throws std::out_of_range for one without claims.
void check_claim(const std::string& name, const lab::Result& result, bool quick);
