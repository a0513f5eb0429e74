#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "ssh/session.hpp"

namespace wheels::ssh {

/// Where to connect to. It has a constructor on purpose (see Command).
struct Address {
    Address(std::string host_name, std::uint16_t port_number)
        : host(std::move(host_name)), port(port_number) {}

    /// `10.0.0.3`, or `10.0.0.3 port 2222` when it is not the usual one.
    std::string spoken() const { return port == 22 ? host : host + " port " + std::to_string(port); }

    std::string host;
    std::uint16_t port;
};

/// By which addresses. It has a constructor on purpose (see Command).
struct DialRules {
    DialRules() {}
    enum class Family { any, four, six };
    Family family = Family::any;
    std::string from;  ///< An address of this machine, or its name; empty: whichever.
};

/// Why one attempt to connect failed, and whether another one makes sense.
struct DialFailure : std::exception {
    enum class Kind { name, refused, unreachable };
    DialFailure(Kind failure_kind, std::string failure_cause)
        : kind(failure_kind), cause(std::move(failure_cause)) {}
    const char* what() const noexcept override { return cause.c_str(); }
    Kind kind;
    std::string cause;
};

/// The addresses of a name as they are to be tried: in their order, IPv6 and IPv4 by turns (RFC 8305, section
/// 4). Pure.
std::vector<asio::ip::tcp::endpoint> by_turns(const std::vector<asio::ip::tcp::endpoint>& endpoints);

/// Opens a TCP connection to the first of the addresses that answers. Each gets a short head start, then the
/// next one is tried, too. With `from`: each from that one of its family. Throws DialFailure when there is
/// none before the deadline. Cancellable.
awaitable<asio::ip::tcp::socket> reach(std::vector<asio::ip::tcp::endpoint> endpoints,
                                       Clock::time_point deadline,
                                       std::vector<asio::ip::tcp::endpoint> from = {});

/// The same with the addresses of a name.
awaitable<asio::ip::tcp::socket> dial(Address address, Clock::time_point deadline);
awaitable<asio::ip::tcp::socket> dial(Address address, DialRules rules, Clock::time_point deadline);

}  // namespace wheels::ssh
