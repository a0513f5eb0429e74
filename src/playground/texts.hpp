#pragma once

#include <span>
#include <string_view>

namespace wheels::playground {

/// A file of share/playground, which the program has with it.
struct Text {
    std::string_view name;
    std::string_view text;
};

/// All of them. Made by tools/embed_texts.py.
std::span<const Text> texts();

/// The one of this name. Throws std::logic_error when there is none.
std::string_view text_named(std::string_view name);

}  // namespace wheels::playground
