#include "base/line_splitter.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using wheels::LineSplitter;

namespace {

// Pieces as text: `>` begins a line, `|` goes on with one; a final `$` means that a newline followed.
std::vector<std::string> pieces_of(const std::vector<std::string>& feeds, std::size_t max_piece = 100) {
    std::vector<std::string> seen;
    LineSplitter splitter(
        [&](const LineSplitter::Piece& piece) {
            seen.push_back((piece.begins_line ? ">" : "|") + std::string(piece.text) +
                           (piece.ends_line ? "$" : ""));
        },
        max_piece);
    for (const auto& bytes : feeds) splitter.feed(bytes);
    splitter.flush();
    return seen;
}

}  // namespace

TEST_CASE("lines are cut at newlines, wherever the reads fall") {
    CHECK(pieces_of({"one\ntwo\n"}) == std::vector<std::string>{">one$", ">two$"});
    CHECK(pieces_of({"on", "e\nt", "wo\n"}) == std::vector<std::string>{">one$", ">two$"});
    CHECK(pieces_of({"\n\n"}) == std::vector<std::string>{">$", ">$"});
}

TEST_CASE("an unfinished last line is passed on by flush") {
    CHECK(pieces_of({"one\ntwo"}) == std::vector<std::string>{">one$", ">two"});
    CHECK(pieces_of({""}).empty());
}

TEST_CASE("an over-long line arrives in pieces and begins only once") {
    CHECK(pieces_of({"abcdefgh\nx\n"}, 3) == std::vector<std::string>{">abc", "|def", "|gh$", ">x$"});
}

TEST_CASE("no byte is lost, whatever it is") {
    const std::string bytes("\0\xff\r\x1b[2J\n", 8);

    CHECK(pieces_of({bytes}) == std::vector<std::string>{">" + std::string("\0\xff\r\x1b[2J", 7) + "$"});
}
