#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "plan/dialogue.hpp"
#include "plan/phase.hpp"
#include "plan/verbs/verbs.hpp"
#include "support/sample_config.hpp"

namespace wheels::test {

/// A run without places: what its dialogues say, and a clock that the test moves.
struct PlanBench {
    explicit PlanBench(Config of = sample_config(), const Filter& filter = {})
        : config(std::move(of)),
          run(config, plan::scope_of(config, filter), Author("deployer@test", "Deployer")) {
        run.random_hex = [](int digits) { return std::string(static_cast<std::size_t>(digits), 'f'); };
        run.clock.ticks = [this] { return now; };
        run.say = [this](const event::Notice& notice) { notices.push_back(notice.text); };
        run.files.root = "/project";
        run.files.clones = "/clones";
        run.files.machine = "x86_64";
    }

    const Role& role(const std::string& name) const { return config.role(name); }
    /// What is known of a host with these containers, newest first.
    void knows(const std::string& host, std::vector<replies::Container> containers) {
        replies::HostFacts facts;
        facts.known = true;
        facts.containers = std::move(containers);
        run.facts[host] = std::move(facts);
    }

    Config config;
    plan::RunState run;
    std::chrono::steady_clock::time_point now{};
    std::vector<std::string> notices;
};

inline replies::Container container(const std::string& role,
                                    const std::string& version,
                                    std::string state = "running") {
    replies::Container made;
    made.name = "app-" + role + "-" + version;
    made.id = "id-of-" + made.name;
    made.state = std::move(state);
    made.role = role;
    return made;
}

/// A dialogue that a test holds, one demand after the other: no loop, no second.
class Script {
public:
    explicit Script(plan::Dialogue<> dialogue) : conversation_(std::move(dialogue)) {}

    bool ended() const { return conversation_.demand() == nullptr; }
    /// The lines that are to be run now; empty when something else is wanted.
    std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        if (const auto* tell = wants<plan::Tell>()) {
            for (const auto& command : tell->sequence) lines.push_back(command.line);
        }
        if (const auto* talk = wants<plan::Talk>()) lines.push_back(talk->command.line);
        return lines;
    }
    /// Whether one of them has this in it.
    bool says(const std::string& part) const {
        for (const auto& line : lines()) {
            if (line.find(part) != std::string::npos) return true;
        }
        return false;
    }
    std::optional<std::chrono::milliseconds> pause() const {
        const auto* pause = wants<plan::Pause>();
        return pause == nullptr ? std::nullopt : std::optional(pause->time);
    }
    bool waits() const { return wants<plan::Await>() != nullptr; }

    /// All commands went well; `out` is what the last one printed.
    void succeed(const std::string& out = {}) { reply(0, out, {}); }
    /// As above, but the last command ended with this status: a value, if it is not checked.
    void reply(int status, const std::string& out, const std::string& err) {
        std::vector<ExecResult> results(lines().size());
        if (!results.empty()) {
            results.back().status = status;
            results.back().out = out;
            results.back().err = err;
        }
        conversation_.answer(std::move(results));
    }
    void fail(const Error& error) { conversation_.fail(std::make_exception_ptr(error)); }
    void fail(ErrorKind kind, const std::string& message) { fail(Error(kind, message)); }
    void cut_off() { conversation_.fail(std::make_exception_ptr(std::runtime_error("cut off"))); }
    void go_on() { conversation_.answer(); }
    /// Throws what the dialogue threw.
    void finish() { conversation_.finish(); }

private:
    template <typename Wanted>
    const Wanted* wants() const {
        return ended() ? nullptr : std::get_if<Wanted>(conversation_.demand());
    }

    plan::Conversation conversation_;
};

/// What a run would do if nobody ever answered, as a dry run has it: `hear` gets every command with its
/// place. Phases one after the other; the steps of a phase take turns, so that those that wait for another
/// get on.
inline void hear_plan(plan::RunState& run,
                      const plan::Plan& plan,
                      const std::function<void(const plan::Place&, const Command&)>& hear) {
    for (const auto& phase : plan.phases) {
        if (!phase.steps) continue;
        auto steps = phase.steps(run);
        std::vector<std::pair<plan::Place, std::unique_ptr<plan::Conversation>>> open;
        for (auto& step : steps)
            open.emplace_back(step.place, std::make_unique<plan::Conversation>(std::move(step.dialogue)));
        for (bool moved = true; moved;) {
            moved = false;
            for (auto& [place, conversation] : open) {
                const auto* demand = conversation->demand();
                if (demand == nullptr) continue;
                const auto* waits = std::get_if<plan::Await>(demand);
                if (waits != nullptr && !waits->barrier->decided()) continue;
                std::vector<ExecResult> results;
                if (const auto* talk = std::get_if<plan::Talk>(demand)) {
                    hear(place, talk->command);
                    ExecResult nothing;
                    nothing.answered = false;
                    results.push_back(std::move(nothing));
                }
                if (const auto* tell = std::get_if<plan::Tell>(demand)) {
                    for (const auto& command : tell->sequence) {
                        hear(place, command);
                        ExecResult nothing;
                        nothing.out = command.dry_reply;
                        nothing.answered = false;
                        results.push_back(std::move(nothing));
                    }
                }
                conversation->answer(std::move(results));
                moved = true;
            }
        }
        for (auto& [place, conversation] : open) {
            if (conversation->demand() != nullptr) throw std::logic_error("a step waits for ever");
            conversation->finish();
        }
    }
}

/// The phases of a plan, one a line: `hook NAME`, or their title; untitled ones are left out.
inline std::vector<std::string> outline(const plan::Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& phase : plan.phases) {
        if (!phase.hook_before.empty()) lines.push_back("hook " + phase.hook_before);
        if (!phase.title.empty()) lines.push_back(phase.title);
        if (!phase.hook_after.empty()) lines.push_back("hook " + phase.hook_after);
    }
    return lines;
}

/// The kind of the Error that it ends with; `internal` when it ends well.
inline ErrorKind kind_of_end(Script& script) {
    try {
        script.finish();
    } catch (const Error& error) {
        return error.kind();
    }
    return ErrorKind::internal;
}

}  // namespace wheels::test
