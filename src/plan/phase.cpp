#include "plan/phase.hpp"

#include <iterator>

#include "base/text.hpp"

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
        steps.emplace_back(here(), make(run));
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

std::vector<std::string> without(std::vector<std::string> hosts, const std::vector<std::string>& others) {
    std::erase_if(hosts, [&](const std::string& host) { return text::contains(others, host); });
    return hosts;
}

void append(Sequence& to, Sequence more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void append(Phases& to, Phases more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace wheels::plan
