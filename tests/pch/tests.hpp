// Precompiled once for all tests.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>
