#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ssh_config/facts.hpp"
#include "ssh_config/jumps.hpp"

namespace wheels::ssh_config {

enum class StrictChecking { yes, accept_new, ask, no };
enum class Family { any, inet, inet6 };

/// What the files say of one host, as far as we act on it. Paths are expanded.
struct Settings {
    std::string host;  ///< As it is asked for.
    std::string host_name;
    std::string user;
    std::optional<std::string> user_of_files;  ///< Also when another one counts.
    std::string user_place;                    ///< FILE:LINE of that.
    std::uint16_t port = 22;

    std::optional<std::vector<Jump>> jumps;    ///< The first one first. `none` is no jump.
    std::optional<std::string> proxy_command;  ///< Expanded, for a shell.

    std::vector<std::string> identity_files;  ///< Empty: the usual ones.
    std::vector<std::string> certificate_files;
    bool identities_only = false;
    std::optional<std::string> identity_agent;  ///< `none`, `SSH_AUTH_SOCK`, `$NAME` or a path.
    std::optional<std::string> forward_agent;   ///< `yes`, `no`, `$NAME` or a path.

    StrictChecking strict_checking = StrictChecking::ask;
    std::optional<std::vector<std::string>> user_known_hosts;    ///< Unset: the usual ones; may be empty.
    std::optional<std::vector<std::string>> global_known_hosts;  ///< The same.
    std::optional<std::string> host_key_alias;
    bool hash_known_hosts = false;
    bool check_host_ip = false;

    std::optional<std::chrono::seconds> connect_timeout;
    std::optional<int> connection_attempts;
    std::optional<std::chrono::seconds> alive_interval;
    std::optional<int> alive_count;
    Family family = Family::any;
    std::optional<std::string> bind_address;
    std::size_t required_rsa_size = 1024;  ///< In bits; OpenSSH's default.

    /// Unset where the files say nothing.
    std::optional<std::vector<std::string>> ciphers;
    std::optional<std::vector<std::string>> macs;
    std::optional<std::vector<std::string>> kex;
    std::optional<std::vector<std::string>> host_key_algorithms;
    std::optional<std::vector<std::string>> public_key_algorithms;

    /// Where the keywords stand that were said: FILE and line.
    std::map<std::string, std::pair<std::string, std::size_t>, std::less<>> places;
    /// The words that `ssh -G` has where they differ from ours: paths as written, by keyword.
    std::map<std::string, std::vector<std::string>> as_written;
};

/// A command of `Match exec`, for a shell: run it, put its end among the answers, and ask again.
struct Question {
    std::string command;
};

/// Throws Error{config}: with file and line for what makes no sense, and for what asks for something that we
/// do not do and that decides where one connects or whom one trusts.
std::variant<Settings, Question> settle(const Facts& facts,
                                        const Files& files,
                                        const std::vector<Source>& sources);

/// The usual files in the order in which they are read.
std::vector<Source> usual_sources(const std::string& home);

/// What is used where the files say nothing.
struct Defaults {
    std::vector<std::string> identity_files;
    std::optional<std::chrono::seconds> connect_timeout;
    std::chrono::seconds alive_interval{0};
    int alive_count = 3;
};

/// Lines of `ssh -G`, without newlines; the settings that we act on.
std::vector<std::string> describe(const Settings& settings,
                                  const Defaults& defaults,
                                  const std::string& home);

}  // namespace wheels::ssh_config
