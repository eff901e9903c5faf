#include "surefoot/command_line.hpp"

int main(int argc, char** argv) { return surefoot::command_line(argc, argv); }
