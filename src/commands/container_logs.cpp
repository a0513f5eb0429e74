#include "commands/container_logs.hpp"

#include <chrono>
#include <utility>

#include "base/shell.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

constexpr unsigned usual_lines = 100;
constexpr unsigned usual_lines_before = 10;  // of a log that is followed

void add_amount(ShellLine& line, const verb::LogLines& wanted, unsigned usual) {
    if (wanted.since) line.raw("--since").word(*wanted.since);
    const bool all = !wanted.lines && (wanted.since || wanted.grep);
    if (!all) line.raw("--tail").word(std::to_string(wanted.lines.value_or(usual)));
}

std::string options_of_grep(const verb::LogLines& lines) {
    return grep_words(lines.grep_options).value_or("");
}

// The time stands in front of every line that is followed, also where nobody wants to see it.
std::string behind_time(const verb::LogLines& lines) {
    const auto& pattern = lines.grep.value();
    return !lines.timestamps && pattern.starts_with('^') ? "^[^ ]* " + pattern.substr(1) : pattern;
}

Command find_by(const std::string& filter, const std::string& what) {
    Command command("look for container " + what,
                    "docker container ls --all --quiet --filter " + shell::quote(filter));
    command.probe = true;
    command.deadline = std::chrono::seconds(60);
    return command;
}

}  // namespace

Command find_container(const std::string& name) {
    return find_by("name=^" + name + "$", name);
}

Command find_container_by_id(const std::string& id) {
    return find_by("id=" + id, id);
}

Command show_log(const std::string& container, const verb::LogLines& lines) {
    ShellLine line("docker logs");
    if (lines.timestamps) line.raw("--timestamps");
    add_amount(line, lines, usual_lines);
    line.word(container).raw("2>&1");
    if (lines.grep) {
        line.raw("| grep -e").word(*lines.grep).raw(options_of_grep(lines));
    }
    Command command("read the log", line.text());
    command.probe = true;
    return command;
}

Command follow_log(const std::string& container,
                   const verb::LogLines& lines,
                   const std::optional<std::string>& since) {
    ShellLine line("docker logs --timestamps");
    if (since) {
        line.raw("--since").word(*since);
    } else {
        add_amount(line, lines, usual_lines_before);
    }
    line.raw("--follow").word(container).raw("2>&1");
    if (lines.grep) line.raw("| grep $buffer -e").word(behind_time(lines)).raw(options_of_grep(lines));
    // A grep that waits until it has a page full of lines would show them late; not every grep can do
    // without.
    const auto* buffer =
        "buffer=--line-buffered; grep $buffer -q . /dev/null 2> /dev/null; "
        "[ $? -le 1 ] || buffer=; ";
    Command command("follow the log", (lines.grep ? buffer : "") + line.text());
    command.probe = true;
    return command;
}

std::optional<std::string> grep_words(const std::string& options) {
    const auto words = shell::split_words(options);
    if (!words) return std::nullopt;
    return shell::join(*words);
}

}  // namespace wheels::commands
