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
