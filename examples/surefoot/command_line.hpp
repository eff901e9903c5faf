// The command line of the program `surefoot`, for a program of one's own: its environments and rungs (register_rung) have all
// the commands, under its own name.
#pragma once

namespace surefoot {

// Reads the command line and does what it says. The program's exit status: 0 done, and all that was printed has arrived; 2 the
// user's mistake, in one line on standard error; 1 anything else. Call it before any thread is started.
int command_line(int argc, char** argv);

}  // namespace surefoot
