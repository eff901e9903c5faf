// Terminal: a scene in characters, for where there is no window. A braille character is a grid of 2 by 4 dots.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "examples/watch/episode.hpp"

namespace surefoot::watch {

// A picture in that many lines of that many characters, or of fewer: what the view is not wide or high enough for is left
// out. Of what stands still just the outlines are shown, so that what moves stands out.
std::vector<std::string> braille(const Scene& scene, const Picture& picture, int columns, int lines);

// Plays a scene in place, within 20 lines of a terminal, as fast as the task runs. Ctrl-C ends it: false then. Nothing that it
// changed of the terminal stays changed. Does nothing when `out` is not a terminal.
bool play(const Scene& scene, std::FILE* out);

}  // namespace surefoot::watch
