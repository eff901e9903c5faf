// Player: a scene as a part of a page, with the means to play it. It needs nothing else: no network, no library.
#pragma once

#include <string>

#include "examples/watch/episode.hpp"

namespace surefoot::watch {

extern const char* const player_css;  // for the page's <style>, once
extern const char* const player_js;

// `alone` in its page, it begins to play at once and takes the keys wherever the focus is; else, when it has the focus.
// `who` plays, for those who cannot see it: "the agent of trpo".
std::string player(const Scene& scene, const std::string& who, bool alone);

// The scene as the player reads it: JSON.
std::string json(const Scene& scene);

}  // namespace surefoot::watch
