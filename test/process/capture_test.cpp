#include "transport/capture.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels;

namespace {

class Deaf final : public CommandObserver {
public:
    void started(const Command&) noexcept override {}
    void heard(const Command&, Stream, std::string_view bytes) noexcept override { all += bytes; }
    void finished(const Command&, const ExecResult&) noexcept override {}
    std::string all;
};

ExecResult captured(Stream stream, const std::string& text, std::size_t piece, bool shown = false) {
    Command command("talk", "talk");
    command.shown = shown;
    Deaf observer;
    Capture capture(command, observer);
    for (std::size_t at = 0; at < text.size(); at += piece)
        capture.heard(stream, std::string_view(text).substr(at, piece));
    ExecResult result;
    capture.finish(result);
    CHECK(observer.all == text);
    return result;
}

constexpr auto limit = ExecResult::output_limit;

}  // namespace

TEST_CASE("of an output that is too long whole lines are kept, wherever the cut falls") {
    const std::string line = "the secret in this line\n";
    std::string text;
    while (text.size() < 3 * limit) text += line;
    for (std::size_t shift = 0; shift <= line.size(); ++shift) {
        for (const std::size_t piece : {16384U, 999999U}) {
            const auto whole = std::string(shift, '.') + "\n" + text;
            CAPTURE(shift);

            const auto out = captured(Stream::out, whole, piece).out;
            const auto err = captured(Stream::err, whole, piece).err;

            CHECK(out.size() <= limit);
            CHECK(out.size() > limit - line.size());
            CHECK(out.ends_with(line));
            CHECK(err.size() <= limit);
            CHECK(err.size() > limit - 2 * line.size());
            CHECK(err.starts_with(line));
            CHECK(err.ends_with(line));
        }
    }
}

TEST_CASE("what is not too long is kept as it is, also without a newline") {
    const std::string texts[] = {"", "x", "a\nb", "\n", std::string(limit, 'x')};
    for (const auto& text : texts) {
        CHECK(captured(Stream::out, text, 7000).out == text);
        CHECK(captured(Stream::err, text, 7000).err == text);
        CHECK(captured(Stream::out, text, 7000, true).err == text);
    }
}

TEST_CASE("nothing is kept of a single line that is too long") {
    const std::string text(2 * limit + 5, 'x');

    CHECK(captured(Stream::out, text, 7000).out.empty());
    CHECK(captured(Stream::err, text, 7000).err.empty());
}
