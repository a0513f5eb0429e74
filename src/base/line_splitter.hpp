#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace wheels {

/// Cuts a stream of bytes into lines. Pure and bounded: it holds at most `max_piece` bytes.
///
/// A line longer than that, and a line that `flush()` cuts short, arrives in several pieces; no
/// byte is lost or added, but for the newlines themselves.
class LineSplitter {
public:
    struct Piece {
        std::string_view text;  ///< Valid during the call only.
        bool begins_line;
        bool ends_line;  ///< A newline followed.
    };
    using OnPiece = std::function<void(const Piece&)>;

    explicit LineSplitter(OnPiece on_piece, std::size_t max_piece = 8192);

    void feed(std::string_view bytes);
    /// Passes on what is held of an unfinished line; the rest of that line will not begin a new one.
    void flush();

private:
    void emit(std::string_view text, bool ends_line);

    OnPiece on_piece_;
    std::size_t max_piece_;
    std::string held_;
    bool at_line_start_ = true;
};

}  // namespace wheels
