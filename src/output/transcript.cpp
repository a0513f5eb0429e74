#include "output/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "output/duration.hpp"

namespace wheels::output {
namespace {

// Shorter ones are not worth a line: a deploy has some twenty commands per host.
constexpr std::chrono::milliseconds worth_telling{1000};

// How many bytes at the end of `text` are the beginning of a UTF-8 character.
std::size_t cut_at_end(std::string_view text) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xc0U) == 0x80U) continue;
        const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

}  // namespace

std::string Transcript::tell(const Event& event) {
    if (const auto* output = std::get_if<event::HookOutput>(&event)) return hook_output(*output);
    auto told = std::visit(
        [this](const auto& e) -> std::string {
            if constexpr (std::is_same_v<std::decay_t<decltype(e)>, event::HookOutput>) {
                return {};
            } else {
                return text_of(e);
            }
        },
        event);
    const bool hook_ended = std::holds_alternative<event::HookFinished>(event);
    if (told.empty() && !hook_ended) return {};
    return end_line() + told;
}

std::string Transcript::end_line() {
    if (open_hook_.empty()) return {};
    open_hook_.clear();
    return text::neutralise(std::exchange(cut_letter_, {})) + "\n";
}

std::string Transcript::text_of(const event::PhaseStarted& phase) const {
    if (quiet()) return {};
    return paint_.heading(text::one_line(phase.title)) + "\n";
}

std::string Transcript::text_of(const event::Notice& notice) const {
    const auto said = text::one_line(notice.text);
    if (notice.level == event::Notice::Level::warning)
        return prefix(notice.host) + paint_.warning("Warning:") + " " + said + "\n";
    return quiet() ? std::string() : prefix(notice.host) + said + "\n";
}

std::string Transcript::text_of(const event::CommandStarted& command) const {
    if (!verbose()) return {};
    std::string told;
    for (const auto& line : text::lines(command.text)) {
        told += prefix(command.host) + paint_.command((told.empty() ? "$ " : "> ") + text::neutralise(line)) +
                "\n";
    }
    return told;
}

std::string Transcript::text_of(const event::CommandFinished& command) const {
    if (quiet() || (!verbose() && (command.took < worth_telling || command.talks))) return {};
    const auto status = command.status == 0 ? std::string() : fmt::format("exit status {}, ", command.status);
    return fmt::format("{}{} ({}{})\n", prefix(command.host), text::one_line(command.name), status,
                       duration(command.took));
}

std::string Transcript::text_of(const event::OutputLine& line) const {
    if (!verbose()) return {};
    return prefix(line.host) + text::neutralise(line.text) + "\n";
}

std::string Transcript::text_of(const event::BuildLine& line) const {
    return quiet() ? std::string() : prefix("build") + text::neutralise(line.text) + "\n";
}

std::string Transcript::text_of(const event::HookStarted& hook) const {
    return verbose() ? fmt::format("Run hook {}\n", text::one_line(hook.hook)) : std::string();
}

std::string Transcript::text_of(const event::HookFinished& hook) const {
    if (!verbose()) return {};
    const auto status = hook.status == 0 ? std::string() : fmt::format("exit status {}, ", hook.status);
    return fmt::format("Hook {} ended ({}{})\n", text::one_line(hook.hook), status, duration(hook.took));
}

// At once and in one line; the whole story is told when the run has ended.
std::string Transcript::text_of(const event::HostFailed& failed) const {
    if (quiet()) return {};
    const auto& failure = failed.failure;
    const auto step = failure.step.empty() ? std::string() : text::one_line(failure.step) + ": ";
    return prefix(failure.host) + paint_.bad("Failed:") + " " + step + text::one_line(failure.message) + "\n";
}

std::string Transcript::text_of(const event::Planned& planned) const {
    std::string told;
    auto lines = text::lines(planned.text);
    if (lines.empty()) lines.emplace_back();
    for (auto& line : lines) {
        line = text::neutralise(line);
        if (&line == &lines.back() && !planned.condition.empty())
            line += paint_.command("  # " + text::one_line(planned.condition));
        told += prefix(planned.host) + line + "\n";
    }
    return told;
}

std::string Transcript::hook_output(const event::HookOutput& output) {
    std::string told;
    // A line that something else cut short gets its prefix again where it goes on.
    if (output.begins_line || open_hook_ != output.hook) told = end_line() + "[hook:" + output.hook + "] ";
    open_hook_ = output.hook;
    told += hook_text(output);
    if (output.ends_line) {
        told += text::neutralise(std::exchange(cut_letter_, {})) + "\n";
        open_hook_.clear();
    }
    return told;
}

std::string Transcript::hook_text(const event::HookOutput& output) {
    if (!style_.terminal) return output.text;
    auto bytes = std::exchange(cut_letter_, {}) + output.text;
    if (output.ends_line && bytes.ends_with('\r')) bytes.pop_back();
    if (!output.ends_line) {
        const auto cut = cut_at_end(bytes);
        cut_letter_ = bytes.substr(bytes.size() - cut);
        bytes.resize(bytes.size() - cut);
    }
    return text::neutralise(bytes);
}

std::string Transcript::prefix(const std::string& host) const {
    return host.empty() ? std::string() : paint_.host("[" + text::one_line(host) + "]") + " ";
}

}  // namespace wheels::output
