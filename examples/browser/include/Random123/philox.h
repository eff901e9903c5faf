// Random123 compiles for processors that it has been tried on, of which a browser's is none. Its Philox is plain arithmetic of 32
// and 64 bits, and the tests hold the module's numbers against this machine's; so it is told of one that it knows.
#pragma once

#define __riscv
#include_next <Random123/philox.h>
#undef __riscv
