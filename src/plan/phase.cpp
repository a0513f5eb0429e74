#include "plan/phase.hpp"

#include <iterator>
#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/replies.hpp"

namespace wheels::plan {

Phase hook(std::string name) {
    Phase phase;
    phase.hook_before = std::move(name);
    return phase;
}

Phase gate(std::string name) {
    auto phase = hook(std::move(name));
    phase.is_gate = true;
    return phase;
}

Phase only_on(std::vector<std::string> hosts, Phase phase) {
    phase.hook_hosts = hosts;
    if (!phase.steps) return phase;
    phase.steps = [hosts = std::move(hosts), all = std::move(phase.steps)](RunState& run) {
        auto steps = all(run);
        std::erase_if(steps, [&](const Step& step) { return !text::contains(hosts, step.place.host()); });
        return steps;
    };
    return phase;
}

Phases only_on(const std::vector<std::string>& hosts, Phases phases) {
    for (auto& phase : phases) phase = only_on(hosts, std::move(phase));
    return phases;
}

Phase on_this_machine(std::string title, std::function<Dialogue<>(RunState&)> make) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [make = std::move(make)](RunState& run) {
        Steps steps;
        steps.emplace_back(this_machine(), make(run));
        return steps;
    };
    return phase;
}

Steps on_each(const std::vector<std::string>& hosts, const Sequence& sequence) {
    return on_each(hosts, [&](const std::string&) { return say(sequence); });
}

Steps on_each(const std::vector<std::string>& hosts,
              const std::function<Dialogue<>(const std::string&)>& make) {
    Steps steps;
    for (const auto& host : hosts) steps.emplace_back(on_host(host), make(host));
    return steps;
}

Dialogue<> in_turn(std::vector<Dialogue<>> parts) {
    for (auto& part : parts) co_await std::move(part);
}

Steps on_each_role(const RunState& run,
                   const std::vector<std::string>& hosts,
                   const std::function<Dialogue<>(const std::string&, const Role&)>& make) {
    Steps steps;
    for (const auto& host : hosts) {
        std::vector<Dialogue<>> parts;
        for (const auto* role : run.scope.roles_on(host)) parts.push_back(make(host, *role));
        if (!run.config.boot.parallel_roles) {
            if (!parts.empty()) steps.emplace_back(on_host(host), in_turn(std::move(parts)));
            continue;
        }
        for (auto& part : parts) steps.emplace_back(on_host(host), std::move(part));
    }
    return steps;
}

Dialogue<> say(Sequence sequence) {
    co_await tell(std::move(sequence));
}

Dialogue<std::vector<ExecResult>> attempt(const RunState& run, std::string host, Sequence sequence) {
    std::string trouble;
    try {
        auto results = co_await tell(std::move(sequence));
        co_return results;
    } catch (const Error& error) {
        trouble = error.message();
    }
    run.warn(host, std::move(trouble));
    co_return std::vector<ExecResult>();
}

std::string id_of_started(const ExecResult& answer, const std::string& host, const std::string& step) {
    if (!answer.answered) return answer.out;
    if (auto id = replies::parse_container_id(answer.out)) return std::move(*id);
    auto nothing =
        failure(ErrorKind::command_failed, host, step, "docker run did not answer with a container id");
    nothing.remote_lines = text::lines(answer.out);
    throw failed(std::move(nothing));
}

void append(Sequence& to, Sequence more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void append(Phases& to, Phases more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace wheels::plan
