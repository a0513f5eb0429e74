#include "cli/verbs/shown_lines.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace wheels::cli {
namespace {

constexpr std::size_t longest_line = 64UL * 1024;  // a longer one is shown in pieces

// The length of an `ESC [ 1 ; 31 m` at the beginning: colours and the like, which move nothing.
std::size_t colour_length(std::string_view text) {
    if (!text.starts_with("\x1b[")) return 0;
    const auto end = text.find_first_not_of("0123456789;:", 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

}  // namespace

std::string harmless_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::string shown;
    bool coloured = false;
    while (!line.empty()) {
        if (const auto length = colour_length(line); length > 0) {
            shown += line.substr(0, length);
            line.remove_prefix(length);
            coloured = true;
            continue;
        }
        const auto plain = line.substr(0, std::max<std::size_t>(1, std::min(line.find('\x1b'), line.size())));
        shown += text::neutralise(plain);
        line.remove_prefix(plain.size());
    }
    return coloured ? shown + "\x1b[0m" : shown;
}

std::string ShownLines::shown(std::string_view bytes) const {
    if (!terminal_) return std::string(bytes);
    std::string safe;
    for (;;) {
        const auto newline = bytes.find('\n');
        safe += harmless_line(bytes.substr(0, newline));
        if (newline == std::string_view::npos) return safe;
        safe += '\n';
        bytes.remove_prefix(newline + 1);
    }
}

std::string ShownLines::feed(std::string_view bytes) {
    held_ += bytes;
    // On a terminal what is no line yet waits: half an escape sequence could not be told from a whole one.
    auto end = held_.size();
    if (terminal_ && held_.size() < longest_line) end = held_.rfind('\n') + 1;
    auto ready = std::string_view(held_).substr(0, end);
    const auto content = ready.find_last_not_of('\n') + 1;
    std::string text;
    if (content > 0) {
        text = std::string(std::exchange(newlines_, 0), '\n') + shown(ready.substr(0, content));
        anything_ = true;
    }
    newlines_ += ready.size() - content;
    held_.erase(0, end);
    return text;
}

std::string ShownLines::feed_lines(std::string_view bytes) {
    held_ += bytes;
    const auto end = held_.size() < longest_line ? held_.rfind('\n') + 1 : held_.size();
    auto text = shown(std::string_view(held_).substr(0, end));
    held_.erase(0, end);
    return text;
}

std::string ShownLines::finish() {
    std::string text;
    if (!held_.empty()) text = std::string(newlines_, '\n') + shown(held_);
    if (anything_ || !text.empty()) text += '\n';
    held_.clear();
    newlines_ = 0;
    anything_ = false;
    return text;
}

}  // namespace wheels::cli
