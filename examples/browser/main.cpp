// The lab's two doors: in a browser a function that lab.worker.js calls, elsewhere a line of standard input for each request.
#include <iostream>
#include <string>

#include "examples/browser/experiment.hpp"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>

extern "C" EMSCRIPTEN_KEEPALIVE const char* surefoot_ask(const char* request) {
    static std::string reply;
    reply = surefoot::browser::reply_to(request);
    return reply.c_str();
}
#else
int main() {
    for (std::string line; std::getline(std::cin, line);) std::cout << surefoot::browser::reply_to(line) << std::endl;
}
#endif
