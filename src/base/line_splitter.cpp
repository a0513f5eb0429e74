#include "base/line_splitter.hpp"

#include <algorithm>
#include <utility>

namespace wheels {

LineSplitter::LineSplitter(OnPiece on_piece, std::size_t max_piece)
    : on_piece_(std::move(on_piece)), max_piece_(std::max<std::size_t>(1, max_piece)) {}

void LineSplitter::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto newline = bytes.find('\n');
        auto part = bytes.substr(0, newline);
        bytes.remove_prefix(newline == std::string_view::npos ? bytes.size() : newline + 1);
        while (held_.size() + part.size() > max_piece_) {
            const auto room = max_piece_ - held_.size();
            held_ += part.substr(0, room);
            part.remove_prefix(room);
            flush();
        }
        if (newline == std::string_view::npos) {
            held_ += part;
        } else if (held_.empty()) {
            emit(part, true);
        } else {
            held_ += part;
            emit(std::exchange(held_, {}), true);
        }
    }
}

void LineSplitter::flush() {
    if (!held_.empty()) emit(std::exchange(held_, {}), false);
}

void LineSplitter::emit(std::string_view text, bool ends_line) {
    on_piece_({text, at_line_start_, ends_line});
    at_line_start_ = ends_line;
}

}  // namespace wheels
