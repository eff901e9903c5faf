// Workers: the threads that share the pieces of a batch, or the copies of an environment.
//
// How many there are decides how long a result takes and nothing else: work is cut by its size alone, and what comes of
// the pieces is put together in their order. So the number belongs to the process, like its cores, and is no
// argument of any algorithm.
#pragma once

#include "autodiff/function_ref.hpp"

namespace surefoot::nn {

// The calling thread and count − 1 others; 1 when the program starts. Throws std::invalid_argument unless count ≥ 1, and
// std::logic_error from within parallel_for, and std::system_error when the system gives no more threads: then there is one. It
// and parallel_for are for one thread of the program at a time.
void set_threads(int count);
int threads();
int cores();  // how many threads this machine runs at once for this process, at least 1

// Who has which calls. Each thread has a run of neighbours, always the same for the same n, so that it finds in its cache what
// it left there. `fixed`: it keeps to them, so that what f leaves behind takes memory of the same thread every time; `balanced`:
// one that is done takes over what others have not begun.
enum class Runs { fixed, balanced };

// Calls f(0), …, f(n − 1), each once, and returns when all are done. What f throws is thrown again, that of the lowest index.
// Within f, parallel_for runs on one thread.
void parallel_for(int n, ad::FunctionRef<void(int)> f, Runs runs = Runs::balanced);

}  // namespace surefoot::nn
