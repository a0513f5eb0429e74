#pragma once

#include <string_view>

/// Versions as RubyGems writes and orders them: `2.12.0`, `2.13.0.beta1`.
namespace wheels::gem_version {

/// Whether RubyGems takes the text for a version. An empty one is: it counts as 0.
bool is_valid(std::string_view version);

/// A part that is a word makes a pre-release, which is older: `2.12.0.rc1` than `2.12.0`. Takes any text;
/// signs separate its parts.
bool is_older(std::string_view version, std::string_view other);

}  // namespace wheels::gem_version
