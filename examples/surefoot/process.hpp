// What a process inherits from whoever started it, and what it can still say: settled before anything else happens.
#pragma once

#include <csignal>
#include <functional>
#include <string>
#include <vector>

namespace surefoot::program {

// Standard input, output and error that were closed are opened on /dev/null, or the next file to be opened would become one
// of them. Signals that the parent had blocked are let through, children can be waited for, and a reader that went away or a
// limit on file sizes is an error of the write, with its message, and not the end of the process.
void settle_process();

// The program's name, as messages have it: `surefoot` until another is given.
const std::string& name();
void set_name(const std::string& name);

// Becomes the program of that name that lies in the folder of this one. Returns when there is none.
void become_neighbour(const std::string& program, const std::vector<std::string>& words);

// The signals by which a long run is asked to end from outside: Ctrl-C and Ctrl-\, `kill`, the end of a terminal, a batch
// system's warnings and time limit. Without SIGHUP where the parent wants that ignored (nohup).
std::vector<int> ending_signals();

void let_through();  // these signals and SIGCHLD, where they were blocked

// A line on standard error. Where it cannot be written, nothing else is the worse for it.
void remark(const std::string& line);

// A fault, in one line on standard error behind the program's name, whatever the message quotes.
void complain(std::string message);

// Carries out a command and says what goes wrong. The exit status: 0 when it is done and what it printed has arrived, 2 for
// rl::ConfigError, 1 for another exception or lost output; `result` as lost_output has it.
int status_of(const std::function<void()>& command, bool result);

// What has been printed so far, flushed: empty when all of it arrived, else why it did not. `result` says that what was
// printed is all that the user gets, so that a standard output closed from the beginning loses it too.
std::string lost_output(bool result);

// Standard output and error go to another file from here on, of which nothing is lost yet. False when they cannot.
bool redirect_output(int descriptor);

}  // namespace surefoot::program
