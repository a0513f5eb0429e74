#include "cli/verbs/answers.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "output/answers_json.hpp"
#include "output/host_ranges.hpp"

namespace wheels::cli {
namespace {

/// Places that said the same.
struct Told {
    const Answer* answer = nullptr;
    std::vector<std::string> hosts;
};

std::vector<Told> folded(const std::vector<Answer>& answers, bool folds) {
    std::vector<Told> all;
    for (const auto& answer : answers) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const Told& told) {
            return folds && told.answer->title == answer.title && told.answer->role == answer.role &&
                   told.answer->text == answer.text;
        });
        if (same == all.end()) {
            all.push_back({&answer, {answer.host}});
        } else {
            same->hosts.push_back(answer.host);
        }
    }
    return all;
}

std::vector<Told> folded(const std::vector<Answer>& answers) {
    return folded(answers, ::isatty(STDOUT_FILENO) == 1);
}

void show(Context& context, const std::vector<Answer>& answers) {
    for (const auto& [answer, hosts] : folded(answers)) {
        const auto& title = answer->title;
        if (!context.quiet()) {
            context.result(fmt::format("{}: {}", title.empty() ? "Host" : title, output::host_ranges(hosts)));
        }
        for (auto& line : harmless_lines(answer->text)) context.result(std::move(line));
        context.result({});
    }
}

void show_in_lines(Context& context, const std::vector<Answer>& answers) {
    for (const auto& [answer, hosts] : folded(answers)) {
        context.result(fmt::format("{} {}: {}", answer->title, output::host_ranges(hosts),
                                   text::neutralise(answer->text)));
    }
}

using Show = void (*)(Context& context, const std::vector<Answer>& answers);

awaitable<void> ask_and(Show show, Context& context, wheels::Verb verb, Context::Needs needs) {
    const auto project = co_await context.load(needs);
    auto request = context.request(std::move(verb));
    request.json = context.asked.on("json");
    std::optional<RunError> failed;
    Report report;
    try {
        report = co_await project.run(std::move(request));
    } catch (const RunError& error) {
        failed = error;
    }
    const auto& known = failed ? failed->report() : report;
    if (!context.asked.on("json")) {
        show(context, known.answers);
    } else if (!context.dry_run()) {
        context.result(output::answers_json(known.answers, known.failures));
    }
    if (failed) throw *failed;
}

}  // namespace

awaitable<void> ask(Context& context, wheels::Verb verb, Context::Needs needs) {
    co_await ask_and(show, context, std::move(verb), needs);
}

awaitable<void> ask_in_lines(Context& context, wheels::Verb verb, Context::Needs needs) {
    co_await ask_and(show_in_lines, context, std::move(verb), needs);
}

awaitable<std::vector<Answer>> ask_one(Context& context, wheels::Verb verb, Context::Needs needs) {
    const auto project = co_await context.load(needs);
    auto request = context.request(std::move(verb));
    auto report = co_await project.run(std::move(request));
    co_return std::move(report.answers);
}

std::vector<std::string> harmless_lines(const std::string& said) {
    std::vector<std::string> shown;
    for (const auto& line : text::lines(said)) shown.push_back(text::neutralise(line));
    return shown;
}

}  // namespace wheels::cli
