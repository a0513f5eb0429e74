#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/shell.hpp"
#include "secrets/vaults.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_processes.hpp"
#include "wheels/error.hpp"

namespace wheels::test {

/// A vault's tool that answers line by line what the test says, and everything that was asked of it.
class ScriptedVault {
public:
    struct Answer {
        std::string line;  ///< The whole command line, quoted where it has to be.
        std::string output;
        int status = 0;
        std::string errors;
    };

    /// Answers for a line are used in their order; the last one stays.
    explicit ScriptedVault(std::vector<Answer> answers) {
        for (auto& answer : answers) answers_[answer.line].push_back(std::move(answer));
        processes.answer = [this](const ChildSpec& spec) { return reply(spec); };
    }

    secrets::Values fetch(secrets::FetchRequest request) {
        secrets::Vaults vaults(environment, "", processes, loop.get_executor());
        return run_loop(loop, vaults.fetch(std::move(request)));
    }

    /// The values as `NAME=VALUE` lines; `NAME` alone for one without a value.
    std::string fetched(secrets::FetchRequest request) {
        std::string text;
        const auto values = fetch(std::move(request));
        for (const auto& [name, value] : values.items()) text += name + (value ? "=" + *value : "") + "\n";
        return text;
    }

    /// The message of the Error that a fetch ends with, its hint behind it.
    std::string trouble(secrets::FetchRequest request) {
        try {
            fetch(std::move(request));
        } catch (const Error& error) {
            return error.message() + " | " + error.hint();
        }
        return "no error";
    }

    std::string lines() const {
        std::string text;
        for (const auto& argv : processes.started) text += shell::join(argv) + "\n";
        return text;
    }

    asio::io_context loop;
    ScriptedProcesses processes;
    std::map<std::string, std::string> environment{{"PATH", "/usr/bin"}};
    std::vector<std::string> sessions;  ///< BW_SESSION of every call that had one.

private:
    ScriptedProcesses::Answer reply(const ChildSpec& spec) {
        for (const auto& variable : *spec.environment) {
            if (variable.rfind("BW_SESSION=", 0) == 0) sessions.push_back(variable.substr(11));
        }
        const auto line = shell::join(spec.argv);
        const auto found = answers_.find(line);
        if (found == answers_.end()) throw std::logic_error("nobody expected: " + line);
        auto& queue = found->second;
        const auto answer = queue.front();
        if (queue.size() > 1) queue.erase(queue.begin());
        if (spec.on_error_output && !answer.errors.empty()) spec.on_error_output(answer.errors);
        return {answer.status, answer.output};
    }

    std::map<std::string, std::vector<Answer>> answers_;
};

inline secrets::FetchRequest request(std::string adapter, std::vector<std::string> names) {
    secrets::FetchRequest asked;
    asked.adapter = std::move(adapter);
    asked.names = std::move(names);
    return asked;
}

inline secrets::FetchRequest request(std::string adapter,
                                     std::string account,
                                     std::vector<std::string> names) {
    auto asked = request(std::move(adapter), std::move(names));
    asked.account = std::move(account);
    return asked;
}

inline secrets::FetchRequest from(std::string place, secrets::FetchRequest asked) {
    asked.from = std::move(place);
    return asked;
}

}  // namespace wheels::test
