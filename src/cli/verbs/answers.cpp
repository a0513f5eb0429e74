#include "cli/verbs/answers.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/text.hpp"

namespace wheels::cli {
namespace {

std::vector<std::string> harmless(const std::string& said) {
    std::vector<std::string> shown;
    for (const auto& line : text::lines(said)) shown.push_back(text::neutralise(line));
    return shown;
}

void show(Context& context, const std::vector<Answer>& answers) {
    for (const auto& [host, title, said] : answers) {
        if (!context.quiet()) context.result(fmt::format("{}: {}", title.empty() ? "Host" : title, host));
        for (auto& line : harmless(said)) context.result(std::move(line));
        context.result({});
    }
}

void show_in_lines(Context& context, const std::vector<Answer>& answers) {
    for (const auto& [host, title, said] : answers)
        context.result(fmt::format("{} {}: {}", title, host, text::neutralise(said)));
}

using Show = void (*)(Context& context, const std::vector<Answer>& answers);

awaitable<void> ask_and(Show show, Context& context, wheels::Verb verb, Context::Needs needs) {
    const auto config = co_await context.load(needs);
    auto request = context.request(std::move(verb));
    std::optional<RunError> failed;
    Report report;
    try {
        report = co_await run(std::move(request), config, context.surroundings, context.sink);
    } catch (const RunError& error) {
        failed = error;
    }
    show(context, failed ? failed->report().answers : report.answers);
    if (failed) throw *failed;
}

}  // namespace

awaitable<void> ask(Context& context, wheels::Verb verb, Context::Needs needs) {
    co_await ask_and(show, context, std::move(verb), needs);
}

awaitable<void> ask_in_lines(Context& context, wheels::Verb verb, Context::Needs needs) {
    co_await ask_and(show_in_lines, context, std::move(verb), needs);
}

awaitable<std::vector<std::string>> ask_one(Context& context, wheels::Verb verb, Context::Needs needs) {
    const auto config = co_await context.load(needs);
    auto request = context.request(std::move(verb));
    const auto report = co_await run(std::move(request), config, context.surroundings, context.sink);
    std::vector<std::string> lines;
    for (const auto& answer : report.answers) {
        for (auto& line : harmless(std::string(text::trim(answer.text)))) lines.push_back(std::move(line));
    }
    co_return lines;
}

}  // namespace wheels::cli
