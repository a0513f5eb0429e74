#include "plan/phases/inspection.hpp"

#include <utility>

#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/app.hpp"
#include "commands/audit.hpp"
#include "commands/image.hpp"
#include "commands/proxy.hpp"
#include "commands/proxy_boot_config.hpp"
#include "plan/phases/accessories.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/probe.hpp"

namespace wheels::plan {
namespace {

/// What is asked, and what the answer is, but for the host and the text.
struct Question {
    Answer answer;
    Command command;
};
using Questions = std::vector<Question>;

using About = std::function<Questions(const RunState&, const std::string& host)>;

Answer containers_of(std::string title) {
    return {{}, std::move(title), {}, Answer::Kind::containers};
}

Questions about_app(const RunState& run, const std::string& host) {
    Questions questions;
    for (const auto* role : run.scope.roles_on(host)) {
        auto answer = containers_of("App Host");
        answer.role = role->name;
        questions.push_back({std::move(answer), commands::app_details(run.config, *role, run.listing)});
    }
    return questions;
}

Questions about_accessories(const RunState& run,
                            const std::vector<const Accessory*>& accessories,
                            const std::string& host) {
    Questions questions;
    for (const auto* accessory : accessories) {
        if (!text::contains(accessory->hosts, host)) continue;
        auto answer = containers_of("Accessory " + accessory->name + " Host");
        answer.accessory = accessory->name;
        questions.push_back({std::move(answer), commands::accessory_details(*accessory, run.listing)});
    }
    return questions;
}

Questions about_details(const RunState& run, const std::string& host) {
    Questions questions;
    if (text::contains(run.scope.proxy_hosts, host))
        questions.push_back({containers_of("Proxy Host"), commands::proxy_details(run.listing)});
    auto app = about_app(run, host);
    questions.insert(questions.end(), app.begin(), app.end());
    auto accessories = about_accessories(run, accessories_named(run, {}), host);
    questions.insert(questions.end(), accessories.begin(), accessories.end());
    return questions;
}

Dialogue<> ask(RunState& run, std::string host, Questions questions) {
    Sequence sequence;
    for (const auto& question : questions) sequence.push_back(question.command);
    const auto answers = co_await tell(std::move(sequence));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!answers[i].answered) continue;
        auto& answer = questions[i].answer;
        answer.host = host;
        answer.text = text::trim(answers[i].out);
        run.answer(std::move(answer));
    }
}

Phase ask_hosts(About about) {
    Phase phase;
    phase.steps = [about = std::move(about)](RunState& run) {
        Steps steps;
        for (const auto& host : run.scope.hosts) {
            auto questions = about(run, host);
            if (!questions.empty()) steps.emplace_back(on_host(host), ask(run, host, std::move(questions)));
        }
        return steps;
    };
    return phase;
}

/// One question to the hosts of the app.
About about_every_app_host(Answer::Kind kind, std::function<Command(const Config&, commands::Listing)> make) {
    return [kind, make = std::move(make)](const RunState& run, const std::string& host) {
        if (!text::contains(run.scope.app_hosts, host)) return Questions();
        return Questions{{{{}, "App Host", {}, kind}, make(run.config, run.listing)}};
    };
}

About about_every_proxy(const Answer& answer, std::function<Command(commands::Listing)> make) {
    return [answer, make = std::move(make)](const RunState& run, const std::string& host) {
        if (!text::contains(run.scope.proxy_hosts, host)) return Questions();
        return Questions{{answer, make(run.listing)}};
    };
}

Dialogue<> tell_version(RunState& run, std::string host) {
    const auto& facts = facts_of(run, host);
    if (!facts.known) co_return;
    const auto roles = run.scope.roles_on(host);
    std::optional<OldContainer> serving;
    if (!roles.empty()) serving = old_container(run, *roles.front(), facts);
    Answer answer(host, "App Host", serving ? serving->version : std::string(), Answer::Kind::app_version);
    run.answer(std::move(answer));
}

}  // namespace

Phase ask_details() {
    return ask_hosts(about_details);
}

Phase ask_app_details() {
    return ask_hosts(about_app);
}

Phase ask_app_containers() {
    return ask_hosts(about_every_app_host(Answer::Kind::containers, commands::app_containers));
}

Phase ask_app_images() {
    return ask_hosts(about_every_app_host(Answer::Kind::images, commands::list_images));
}

Phase ask_app_version() {
    Phase look;
    look.steps = [](RunState& run) {
        return on_each(run.scope.app_hosts, [&](const std::string& host) {
            std::vector<Dialogue<>> parts;
            parts.push_back(look_at(run, host, {}));
            parts.push_back(tell_version(run, host));
            return in_turn(std::move(parts));
        });
    };
    return look;
}

Phase ask_proxy_details() {
    return ask_hosts(about_every_proxy(containers_of("Proxy Host"), commands::proxy_details));
}

Phase ask_boot_config() {
    return ask_hosts(
        about_every_proxy({{}, "Host", {}}, [](commands::Listing) { return commands::show_boot_config(); }));
}

Phase ask_accessory_details(std::vector<const Accessory*> accessories) {
    return ask_hosts([accessories = std::move(accessories)](const RunState& run, const std::string& host) {
        return about_accessories(run, accessories, host);
    });
}

Phase ask_audit(unsigned lines) {
    return ask_hosts([lines](const RunState& run, const std::string&) {
        return Questions{{{{}, "App Host", {}}, commands::reveal_audit(run.config, lines)}};
    });
}

}  // namespace wheels::plan
