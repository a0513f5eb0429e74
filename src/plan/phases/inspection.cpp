#include "plan/phases/inspection.hpp"

#include <utility>

#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/app.hpp"
#include "commands/audit.hpp"
#include "commands/proxy.hpp"

namespace wheels::plan {
namespace {

/// What is asked, and what the answer is called.
struct Question {
    std::string title;
    Command command;
};
using Questions = std::vector<Question>;

Questions about_details(const RunState& run, const std::string& host) {
    Questions questions;
    if (text::contains(run.scope.proxy_hosts, host))
        questions.push_back({"Proxy Host", commands::proxy_details()});
    for (const auto* role : run.scope.roles_on(host))
        questions.push_back({"App Host", commands::app_details(run.config, *role)});
    for (const auto& accessory : run.config.accessories) {
        if (text::contains(accessory.hosts, host))
            questions.push_back(
                {"Accessory " + accessory.name + " Host", commands::accessory_details(accessory)});
    }
    return questions;
}

Dialogue<> ask(RunState& run, std::string host, Questions questions) {
    Sequence sequence;
    for (const auto& question : questions) sequence.push_back(question.command);
    const auto answers = co_await tell(std::move(sequence));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].answered)
            run.answer(host, questions[i].title, std::string(text::trim(answers[i].out)));
    }
}

Phase ask_hosts(std::function<Questions(const RunState&, const std::string& host)> about) {
    Phase phase;
    phase.steps = [about = std::move(about)](RunState& run) {
        return on_each(run.scope.hosts,
                       [&](const std::string& host) { return ask(run, host, about(run, host)); });
    };
    return phase;
}

}  // namespace

Phase ask_details() {
    return ask_hosts(about_details);
}

Phase ask_audit() {
    return ask_hosts([](const RunState& run, const std::string&) {
        return Questions{{"App Host", commands::reveal_audit(run.config)}};
    });
}

}  // namespace wheels::plan
