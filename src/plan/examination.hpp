#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands/examination_replies.hpp"
#include "commands/replies.hpp"
#include "wheels/error.hpp"

namespace wheels::plan {

/// How a registry took its account.
struct Login {
    std::string registry;  ///< `Docker Hub` for the one without a name.
    std::string account;
    ExecResult result;
};

/// What a host has told of itself so far.
struct HostExam {
    std::optional<Failure> broken_off;  ///< Why it told no more.
    std::chrono::milliseconds login{};  ///< How long it took to connect.
    /// Just before it was asked for its time, and just after it had answered.
    std::chrono::system_clock::time_point asked;
    std::chrono::system_clock::time_point answered;
    std::optional<replies::Machine> machine;
    std::optional<replies::Disk> disk;
    std::optional<std::vector<replies::ListedContainer>> containers;
    replies::HostFacts facts;  ///< Unknown where the app and its proxy have no business.
    std::vector<Login> logins;

    bool has_docker() const { return machine && machine->docker.state == replies::Docker::State::answers; }
};

/// What this machine has told of itself.
struct HereExam {
    std::optional<Failure> broken_off;
    replies::Answers answers;
    std::vector<Login> logins;
};

struct Examination {
    HereExam here;
    std::map<std::string, HostExam> hosts;
    bool dry = false;  ///< Nobody was asked.
};

}  // namespace wheels::plan
