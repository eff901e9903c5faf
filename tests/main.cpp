// The entry of every test program: storage is handed out full of NaN, so that no test passes on memory that happened
// to be zero.
#include <boost/test/unit_test.hpp>

#include "autodiff/storage.hpp"

using namespace surefoot;

int main(int argc, char** argv) {
    ad::Storage::poison(true);
    return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
