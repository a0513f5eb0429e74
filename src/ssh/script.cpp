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
constexpr std::size_t longest_prologue = 64 * 1024;

bool travels_in_script(const Command& command) {
    const auto& input = command.input.reveal();
    return input.size() <= longest_input && input.find('\0') == std::string::npos;
}

// For `printf %b`. Only what `stays` is left as it is.
template <typename Stays>
std::string escaped(std::string_view text, Stays stays) {
    std::string result;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code < 0x7f && stays(c)) {
            result += c;
        } else {
            result += "\\0";
            for (const int shift : {6, 3, 0}) result += static_cast<char>('0' + (code >> shift & 7));
        }
    }
    return result;
}

std::string as_input(std::string_view input) {
    return escaped(input, [](char c) { return c != '\\'; });
}

// Between single quotes: a csh cannot have `!` and newlines there, a fish takes `\` for an escape. `^` is
// where the text ends.
std::string as_argument(std::string_view script) {
    return escaped(script, [](char c) { return c != '\\' && c != '\'' && c != '!' && c != '^'; });
}

std::string write_marker(const Marker& marker, const std::string& number) {
    return "printf '%s%s %s\\n' " + marker.first + " " + marker.second + " " + number;
}

std::string begin_script(const Marker& marker) {
    // The script itself says nothing: a shell that reports how a command died would speak on its stderr.
    return "exec 3>&2 2>/dev/null\n"
           "wheels_m() { " +
           write_marker(marker, "$1") + "; " + write_marker(marker, "$1") +
           " >&3; }\n"
           "wheels_m $$\n"
           "wheels_r='exec sh -c'\n"
           "[ -z \"${BASH_VERSION-}\" ] || wheels_r=eval\n";
}

std::string step(const Command& command) {
    const auto run = "$wheels_r " + shell::quote(command.line) + " 2>&3 3>&-";
    // In parentheses: dash redirects its own streams, too, while a plain command runs.
    auto text = command.input.empty() ? "(" + run + " </dev/null)\n"
                                      : "IFS= read -r wheels_i\nprintf %b \"$wheels_i\" | (" + run + ")\n";
    text += "wheels_s=$?\nwheels_m $wheels_s\n";
    if (command.checked) text += "[ $wheels_s = 0 ] || exit 0\n";
    return text;
}

// A line for any login shell: sh, bash, zsh, fish, csh. All of them know `eval`, `exec`, `&&` and single
// quotes.
//
// With bash as login shell, as with Kamal, the script runs in that very shell, and so has its variables that
// are in no environment (HOSTNAME, UID, what its start files set). bash finds the script in what it was
// started with; when it was started with something else, a forced command, it goes on to the `exec`.
std::string in_login_shell(const Marker& marker, const std::string& script) {
    const auto begin = "^" + marker.first + ":";
    const auto in_bash = "case ${BASH_EXECUTION_STRING-} in *" + begin +
                         "*) printf -v wheels_l %b \"${BASH_EXECUTION_STRING##*" + begin +
                         "}\"; eval \"unset wheels_l; ${wheels_l%^*}\"; exit;; esac";
    const auto in_sh =
        "wheels_l=$(printf %b \"${0#" + begin + "}\"); eval \"unset wheels_l; ${wheels_l%^*}\"";
    return "test \"$SHELL\" = /bin/bash -o \"$SHELL\" = /usr/bin/bash -o \"$SHELL\" = /usr/local/bin/bash && "
           "eval '" +
           in_bash + "'; exec sh -c '" + in_sh + "' '" + begin + as_argument(script) + "^'";
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

Script make_single(const Command& command, const Marker& marker, bool on_terminal, std::size_t longest) {
    const auto tell = write_marker(marker, "$$");
    const auto tell_pid = on_terminal ? tell + "\n" : tell + "; " + tell + " >&2\n";
    Script script;
    script.line = in_login_shell(marker, tell_pid + command.line);
    if (script.line.size() <= longest || on_terminal) return script;
    // Too long for a request: it comes in by stdin, in front of the command's own input.
    script.input_prefix = command.line;
    script.line =
        in_login_shell(marker, tell_pid + "eval \"$(dd bs=1 count=" + std::to_string(command.line.size()) +
                                   " 2>/dev/null)\"");
    return script;
}

Script make_script(const Sequence& sequence, std::size_t begin, const Marker& marker, std::size_t longest) {
    Script script;
    std::string body = begin_script(marker);
    std::string input;
    std::size_t count = 0;
    while (begin + count < sequence.size() && travels_in_script(sequence[begin + count])) {
        const auto& command = sequence[begin + count];
        const auto longer = body + step(command);
        if (in_login_shell(marker, longer).size() > longest) break;
        body = longer;
        if (!command.input.empty()) input += as_input(command.input.reveal()) + "\n";
        ++count;
    }
    if (count < 2) return make_single(sequence[begin], marker, false, longest);
    script.count = count;
    script.marked = true;
    script.line = in_login_shell(marker, body);
    script.input = std::move(input);
    return script;
}

ScriptReader::ScriptReader(std::string marker, bool marked, Handlers handlers)
    : marker_(std::move(marker)), marked_(marked), handlers_(std::move(handlers)) {}

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
        if (!here.held.empty()) handlers_.bytes(stream, std::exchange(here.held, std::string()));
        return false;
    }
    const auto found = here.held.find(marker_);
    if (found == std::string::npos) {
        // Until the script begins, somebody else speaks: start files of the login shell, as a rule.
        if (here.passed == 0) {
            if (here.held.size() > 2 * longest_prologue)
                here.held.erase(0, here.held.size() - longest_prologue);
            return false;
        }
        std::size_t keep = std::min(here.held.size(), marker_.size() - 1);
        while (keep > 0 && here.held.compare(here.held.size() - keep, keep, marker_, 0, keep) != 0) --keep;
        const auto ready = here.held.size() - keep;
        if (ready > 0) handlers_.bytes(stream, std::string_view(here.held).substr(0, ready));
        here.held.erase(0, ready);
        return false;
    }
    const auto end = here.held.find('\n', found);
    if (end == std::string::npos) return false;
    if (found > 0 && here.passed > 0) handlers_.bytes(stream, std::string_view(here.held).substr(0, found));
    const auto* number = here.held.data() + found + marker_.size() + 1;
    std::from_chars(number, here.held.data() + end, numbers_[side]);
    here.held.erase(0, end + 1);
    ++here.passed;
    if (marked_ && here.passed > there.passed) return true;
    if (here.passed == 1) {
        handlers_.pid(numbers_[side]);
    } else {
        handlers_.ended(static_cast<int>(numbers_[side]));
    }
    return true;
}

void ScriptReader::finish() {
    for (const std::size_t side : {0, 1}) {
        auto& held = sides_[side].held;
        if (!held.empty()) handlers_.bytes(side == 0 ? Stream::out : Stream::err, held);
        held.clear();
    }
}

std::string kill_line(long pid) {
    const auto number = std::to_string(pid);
    const auto kill = [&number](const char* signal) {
        return std::string("{ kill -s ") + signal + " -- -" + number + " || kill -s " + signal + " " +
               number + "; }";
    };
    return "exec sh -c " + shell::quote("exec 2>/dev/null; " + kill("TERM") + "; (sleep 2; " + kill("KILL") +
                                        ") >/dev/null </dev/null &");
}

}  // namespace wheels::ssh
