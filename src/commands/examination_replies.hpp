#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wheels/exec_result.hpp"

/// What places answer to the questions of examination.hpp. Pure; what makes no sense is taken for no answer.
namespace wheels::replies {

/// By the name of the command.
using Answers = std::map<std::string, ExecResult, std::less<>>;

struct Docker {
    enum class State {
        missing,  ///< There is no such program.
        denied,   ///< The user may not talk to the daemon.
        silent,   ///< The daemon does not answer in time.
        down,     ///< It does not answer at all.
        answers,
    };
    State state = State::missing;
    std::string says;  ///< What docker said, when it does not answer.
    std::string version;
    std::string architecture;  ///< In the words of docker's platforms: `amd64`, `arm/v7`.
    std::string folder;        ///< Where it keeps its data.
};

struct Memory {
    std::uint64_t total = 0;  ///< KiB
    std::uint64_t available = 0;
};

struct Disk {
    std::uint64_t total = 0;  ///< KiB
    std::uint64_t free = 0;
    /// Files that can still be made; unset where the file system does not count them.
    std::optional<std::uint64_t> free_inodes;
};

/// Something listens on a TCP port.
struct Listener {
    std::uint16_t port = 0;
    std::string program;  ///< Empty: not known.
};

struct FoundLock {
    std::optional<std::int64_t> since;  ///< Seconds since 1970, by the host's clock.
    std::string details;                ///< As text; empty when the holder has not written them.
};

struct Machine {
    std::optional<std::int64_t> time;  ///< Seconds since 1970.
    std::optional<Memory> memory;
    Docker docker;
    std::vector<Listener> listeners;
    std::optional<FoundLock> lock;
    std::vector<std::string> folders;        ///< `env/roles/web.env`, below the app's folder.
    std::optional<std::string> boot_config;  ///< Options that Kamal's `proxy boot_config` has left.
};

struct ListedContainer {
    std::string name;
    std::string status;  ///< As docker says it to people: `Up 3 minutes`.
    std::string image;
    std::vector<std::pair<std::uint16_t, std::uint16_t>> ports;  ///< Published TCP ports, from and to.

    bool publishes(std::uint16_t port) const;
};

Machine parse_machine(const Answers& answers);
Docker parse_docker(const Answers& answers);
std::optional<Disk> parse_disk(const ExecResult& answer);
std::vector<ListedContainer> parse_containers(const ExecResult& answer);

/// Why it failed, as it says itself: in whole, because of a secret that was cut nobody would recognise the
/// rest.
std::string reason(const ExecResult& answer);
/// Whether a login failed because of the account, and not because of the way to the registry.
bool refuses_account(const ExecResult& answer);

}  // namespace wheels::replies
