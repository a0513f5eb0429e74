#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "async/coroutine.hpp"

namespace wheels::playground {

/// Somewhere that serves: a port of 127.0.0.1, and the name that it is asked for.
struct Target {
    Target(std::uint16_t at_port, std::string by_name) : port(at_port), host(std::move(by_name)) {}

    std::uint16_t port;
    std::string host;
};

/// What requests have come to.
struct Tally {
    std::size_t sent = 0;
    std::size_t failed = 0;                     ///< No answer, or a status of 400 or more.
    std::map<std::string, std::size_t> errors;  ///< How often each reason.

    void count(const std::string& reason);
    /// `300 requests, 2 failed: connection refused (2)`
    std::string in_words() const;
};

/// Sends requests to all targets in turn, until `enough` have been sent and `ended` has become true. They
/// are spread over the time: ten milliseconds lie between two, as long as `ended` is false. Throws
/// operation_aborted. What it refers to must outlive it.
awaitable<void> send_requests(
    std::vector<Target> targets, std::string path, std::size_t enough, const bool& ended, Tally& tally);

}  // namespace wheels::playground
