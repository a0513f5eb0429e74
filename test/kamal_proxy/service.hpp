#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "health_check.hpp"
#include "http_head.hpp"
#include "target.hpp"

namespace kamal_proxy {

/// What `deploy` said about a service.
struct ServiceOptions {
    explicit ServiceOptions(const Flags& flags);

    std::vector<std::string> hosts;          ///< Never empty; "" is any host.
    std::vector<std::string> path_prefixes;  ///< Never empty; each begins with `/`.
    bool strip_prefix = true;
    bool tls = false;
    bool tls_redirect = true;
    bool forward_headers = true;
    std::string canonical_host;
    std::string client_ip_header;
    std::string error_pages;
    HealthCheck health_check;
    std::chrono::milliseconds target_timeout;
};

/// Which requests go to the rollout's targets: those with a `kamal-rollout` cookie that is in the list,
/// or whose hash is within the percentage.
struct Split {
    int percent = 0;
    std::vector<std::string> list;

    bool takes(const std::optional<std::string>& cookie) const;
};

/// Lets requests pass, wait or fail.
class Gate {
public:
    enum class State { running, paused, stopped };
    enum class Passage { open, timed_out, stopped };

    State state = State::running;
    std::string message;                     ///< For those who meet a stopped service.
    std::chrono::milliseconds max_pause{0};  ///< How long a paused one lets a request wait.

    /// Returns at once unless the service is paused.
    awaitable<Passage> pass() const;
    std::string state_name() const;
};

/// A deployed service: its options and the targets that serve now.
struct Service {
    Service(std::string service_name, std::vector<std::string> words, const Flags& flags)
        : name(std::move(service_name)), deploy_words(std::move(words)), options(flags) {}

    std::string name;
    std::vector<std::string> deploy_words;  ///< The command line it came from: all there is to keep.
    ServiceOptions options;
    std::shared_ptr<Pool> active;
    std::shared_ptr<Pool> rollout;
    std::optional<Split> split;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();

    Pool& pool_for(const RequestHead& request) const;
};

}  // namespace kamal_proxy
