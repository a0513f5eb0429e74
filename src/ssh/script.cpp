#include "ssh/script.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <random>
#include <utility>

#include "base/shell.hpp"

namespace wheels::ssh {
namespace {

constexpr std::size_t longest_input = 16 * 1024;  // the script's `read` takes it byte by byte

bool travels_in_script(const Command& command) {
    const auto& input = command.input.reveal();
    return input.size() <= longest_input && input.find('\0') == std::string::npos;
}

// For `printf %b`, on one line.
std::string escaped(std::string_view input) {
    std::string text;
    for (const char c : input) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '\\') {
            text += "\\\\";
        } else if (code >= 0x20 && code < 0x7f) {
            text += c;
        } else {
            text += "\\0";
            for (const int shift : {6, 3, 0}) text += static_cast<char>('0' + (code >> shift & 7));
        }
    }
    return text;
}

std::string write_marker(const Marker& marker, const std::string& number) {
    return "printf '%s%s %s\\n' " + marker.first + " " + marker.second + " " + number;
}

std::string begin_script(const Marker& marker) {
    // The script itself says nothing: a shell that reports how a command died would speak on its stderr.
    return "exec 3>&2 2>/dev/null\n"
           "m() { " +
           write_marker(marker, "$1") + "; " + write_marker(marker, "$1") +
           " >&3; }\n"
           "m $$\n";
}

std::string step(const Command& command) {
    const auto run = "exec sh -c " + shell::quote(command.line) + " 2>&3 3>&-";
    // In parentheses: dash redirects its own streams, too, while a plain command runs.
    auto text = command.input.empty() ? "(" + run + " </dev/null)\n"
                                      : "IFS= read -r i\nprintf %b \"$i\" | (" + run + ")\n";
    text += "s=$?\nm $s\n";
    if (command.checked) text += "[ $s = 0 ] || exit 0\n";
    return text;
}

std::string in_shell(const std::string& script) {
    return "exec sh -c " + shell::quote(script);
}

Script single(const Command& command, const Marker& marker, std::size_t longest) {
    const auto tell_pid = write_marker(marker, "$$") + " >&2\n";
    Script script;
    script.line = in_shell(tell_pid + command.line);
    if (script.line.size() <= longest) return script;
    // Too long for a request: it comes in by stdin, in front of the command's own input.
    script.input_prefix = command.line;
    script.line = in_shell(tell_pid + "l=$(dd bs=1 count=" + std::to_string(command.line.size()) +
                           " 2>/dev/null)\neval \"$l\"");
    return script;
}

constexpr std::size_t index_of(Stream stream) {
    return stream == Stream::out ? 0 : 1;
}

}  // namespace

Marker random_marker() {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::random_device source;
    Marker marker{std::string(), std::string()};
    for (auto* half : {&marker.first, &marker.second}) {
        for (int word = 0; word < 2; ++word) {
            const std::uint32_t bits = source();
            for (int shift = 0; shift < 32; shift += 4) *half += digits[bits >> shift & 0xf];
        }
    }
    return marker;
}

Script make_script(const Sequence& sequence, std::size_t begin, const Marker& marker, std::size_t longest) {
    Script script;
    std::string body = begin_script(marker);
    std::string input;
    std::size_t count = 0;
    while (begin + count < sequence.size() && travels_in_script(sequence[begin + count])) {
        const auto& command = sequence[begin + count];
        const auto longer = body + step(command);
        if (in_shell(longer).size() > longest) break;
        body = longer;
        if (!command.input.empty()) input += escaped(command.input.reveal()) + "\n";
        ++count;
    }
    if (count < 2) return single(sequence[begin], marker, longest);
    script.count = count;
    script.marked = true;
    script.line = in_shell(body);
    script.input = std::move(input);
    return script;
}

ScriptReader::ScriptReader(std::string marker, bool marked, Ears ears)
    : marker_(std::move(marker)), marked_(marked), ears_(std::move(ears)) {
    // A command of its own leaves stdout alone: there only the pid is announced, on stderr.
    if (!marked_) sides_[0].passed = 1;
}

bool ScriptReader::listens(Stream stream) const {
    const auto side = index_of(stream);
    return !marked_ || sides_[side].passed <= sides_[1 - side].passed;
}

void ScriptReader::feed(Stream stream, std::string_view bytes) {
    sides_[index_of(stream)].held.append(bytes);
    advance();
}

void ScriptReader::advance() {
    // A marker on one stream may set free what the other one holds.
    while (advance(0) || advance(1)) {
    }
}

// True when a marker was passed.
bool ScriptReader::advance(std::size_t side) {
    auto& here = sides_[side];
    const auto& there = sides_[1 - side];
    const auto stream = side == 0 ? Stream::out : Stream::err;
    if (marked_ && here.passed > there.passed) return false;
    if (!marked_ && here.passed > 0) {
        if (!here.held.empty()) ears_.bytes(stream, std::exchange(here.held, std::string()));
        return false;
    }
    const auto found = here.held.find(marker_);
    if (found == std::string::npos) {
        std::size_t keep = std::min(here.held.size(), marker_.size() - 1);
        while (keep > 0 && here.held.compare(here.held.size() - keep, keep, marker_, 0, keep) != 0) --keep;
        const auto ready = here.held.size() - keep;
        if (ready > 0) ears_.bytes(stream, std::string_view(here.held).substr(0, ready));
        here.held.erase(0, ready);
        return false;
    }
    const auto end = here.held.find('\n', found);
    if (end == std::string::npos) return false;
    if (found > 0) ears_.bytes(stream, std::string_view(here.held).substr(0, found));
    const auto* number = here.held.data() + found + marker_.size() + 1;
    std::from_chars(number, here.held.data() + end, numbers_[side]);
    here.held.erase(0, end + 1);
    ++here.passed;
    if (marked_ && here.passed > there.passed) return true;
    if (here.passed == 1) {
        ears_.pid(numbers_[side]);
    } else {
        ears_.ended(static_cast<int>(numbers_[side]));
    }
    return true;
}

void ScriptReader::finish() {
    for (const std::size_t side : {0, 1}) {
        auto& held = sides_[side].held;
        if (!held.empty()) ears_.bytes(side == 0 ? Stream::out : Stream::err, held);
        held.clear();
    }
}

std::string kill_line(long pid) {
    const auto number = std::to_string(pid);
    const auto kill = [&number](const char* signal) {
        return std::string("{ kill -s ") + signal + " -- -" + number + " || kill -s " + signal + " " +
               number + "; }";
    };
    return in_shell("exec 2>/dev/null; " + kill("TERM") + "; (sleep 2; " + kill("KILL") +
                    ") >/dev/null </dev/null &");
}

}  // namespace wheels::ssh
