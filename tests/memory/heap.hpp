// The heap of a test program that is linked with heap.cpp, which counts every call of operator new and delete.
#pragma once

namespace heap {

long allocations();  // calls of operator new so far
long bytes();        // held now
long peak();         // the most that were held since the last reset_peak()
void reset_peak();

}  // namespace heap
