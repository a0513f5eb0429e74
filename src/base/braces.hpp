#pragma once

#include <string>
#include <string_view>
#include <vector>

/// `{a,b}` in patterns and lists of patterns: a comma in braces separates alternatives.
namespace wheels::braces {

/// The parts between commas that stand in no braces: of `web,10.0.0.{1,2}` there are two.
std::vector<std::string> split(std::string_view list);

/// `a{b,{c,d}}` becomes `ab`, `ac` and `ad`. A brace without its partner stands for itself.
std::vector<std::string> expand(const std::string& pattern);

}  // namespace wheels::braces
