#include "ssh/dial.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "ssh/look_up.hpp"
#include "ssh/open_socket.hpp"
#include "ssh/tcp_facts.hpp"

namespace wheels::ssh {
namespace {

using asio::ip::tcp;

// What is not acknowledged for this long is lost.
constexpr std::chrono::seconds acknowledged_within{30};
// An address has this long for itself before the next one is tried beside it (RFC 8305, section 5).
constexpr std::chrono::milliseconds head_start{250};

void set_options(tcp::socket& socket) {
    asio::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    limit_unacknowledged(socket.native_handle(), acknowledged_within);
}

/// The addresses of one name, and what became of those that were tried.
struct Attempts {
    Attempts(const executor& on, std::vector<tcp::endpoint> all, std::vector<tcp::endpoint> own)
        : news(on), endpoints(std::move(all)), from(std::move(own)) {}

    std::size_t under_way() const { return sockets.size() - failed.size(); }
    bool all_begun() const { return sockets.size() == endpoints.size(); }
    void give_up() {
        over = true;
        asio::error_code ignored;
        for (auto& socket : sockets) socket.close(ignored);
    }

    asio::steady_timer news;  ///< Cancelled when an attempt has ended.
    const std::vector<tcp::endpoint> endpoints;
    const std::vector<tcp::endpoint> from;
    std::deque<tcp::socket> sockets;  ///< Of the first endpoints, in their order.
    std::map<std::size_t, asio::error_code> failed;
    std::optional<tcp::socket> connected;
    bool over = false;
};

asio::error_code prepare(tcp::socket& socket,
                         const tcp::endpoint& to,
                         const std::vector<tcp::endpoint>& from) {
    asio::error_code problem;
    open_socket(socket, to.protocol(), problem);
    if (problem || from.empty()) return problem;
    const auto same = [&to](const tcp::endpoint& one) { return one.protocol() == to.protocol(); };
    const auto own = std::find_if(from.begin(), from.end(), same);
    if (own == from.end()) return asio::error::address_family_not_supported;
    socket.bind(*own, problem);
    return problem;
}

void begin_next(const std::shared_ptr<Attempts>& attempts) {
    const auto index = attempts->sockets.size();
    auto& socket = attempts->sockets.emplace_back(attempts->news.get_executor());
    auto on_end = [attempts, index](asio::error_code error) {
        if (attempts->over) return;
        if (error) {
            attempts->failed[index] = error;
        } else if (!attempts->connected) {
            attempts->connected = std::move(attempts->sockets[index]);
        }
        attempts->news.cancel();
    };
    const auto problem = prepare(socket, attempts->endpoints[index], attempts->from);
    if (problem) {
        asio::post(socket.get_executor(), [on_end, problem] { on_end(problem); });
        return;
    }
    socket.async_connect(attempts->endpoints[index], std::move(on_end));
}

std::string spoken(const asio::error_code& error, const tcp::endpoint& endpoint) {
    if (error == asio::error::timed_out) return "no answer in time";
    if (error == asio::error::connection_refused) return "connection refused";
    if (error == asio::error::connection_reset) return "connection reset";
    // As much as the kernel says about an address of a link whose zone is no interface.
    if (error == asio::error::invalid_argument && endpoint.address().is_v6() &&
        endpoint.address().to_v6().is_link_local())
        return "a link-local address needs the interface it is behind, as in fe80::1%eth0";
    return error.message();
}

bool may_come_back(const asio::error_code& error) {
    return error == asio::error::connection_refused || error == asio::error::connection_reset;
}

/// What is to be said when none of them answered in time.
DialFailure failure(const Attempts& attempts) {
    auto kind = DialFailure::Kind::unreachable;
    if (attempts.sockets.empty()) return DialFailure(kind, "no answer in time");
    std::set<std::string> causes;
    std::vector<std::string> each;
    for (std::size_t i = 0; i < attempts.sockets.size(); ++i) {
        const auto found = attempts.failed.find(i);
        const asio::error_code error =
            found == attempts.failed.end() ? asio::error::timed_out : found->second;
        if (may_come_back(error)) kind = DialFailure::Kind::refused;
        const auto& endpoint = attempts.endpoints[i];
        const auto cause = spoken(error, endpoint);
        causes.insert(cause);
        each.push_back(endpoint.address().to_string() + ": " + cause);
    }
    return DialFailure(kind, causes.size() == 1 ? *causes.begin() : text::join(each, ", "));
}

}  // namespace

std::vector<tcp::endpoint> by_turns(const std::vector<tcp::endpoint>& endpoints) {
    std::deque<tcp::endpoint> same;
    std::deque<tcp::endpoint> other;
    for (const auto& endpoint : endpoints) {
        const bool as_first = endpoint.protocol() == endpoints.front().protocol();
        (as_first ? same : other).push_back(endpoint);
    }
    std::vector<tcp::endpoint> ordered;
    while (!same.empty() || !other.empty()) {
        for (auto* family : {&same, &other}) {
            if (family->empty()) continue;
            ordered.push_back(family->front());
            family->pop_front();
        }
    }
    return ordered;
}

awaitable<tcp::socket> dial(Address address, Clock::time_point deadline) {
    DialRules usual;
    auto socket = co_await dial(std::move(address), std::move(usual), deadline);
    co_return socket;
}

awaitable<tcp::socket> dial(Address address, DialRules rules, Clock::time_point deadline) {
    auto endpoints = co_await look_up(std::move(address), deadline);
    if (rules.family != DialRules::Family::any) {
        const auto& wanted = rules.family == DialRules::Family::four ? tcp::v4() : tcp::v6();
        std::erase_if(endpoints, [&wanted](const tcp::endpoint& one) { return one.protocol() != wanted; });
        if (endpoints.empty())
            throw DialFailure(DialFailure::Kind::unreachable,
                              rules.family == DialRules::Family::four
                                  ? "it has no IPv4 address, and AddressFamily is inet"
                                  : "it has no IPv6 address, and AddressFamily is inet6");
    }
    std::vector<tcp::endpoint> from;
    if (!rules.from.empty()) {
        Address own(rules.from, 0);
        from = co_await look_up(std::move(own), deadline);
    }
    auto socket = co_await reach(std::move(endpoints), deadline, std::move(from));
    co_return socket;
}

awaitable<tcp::socket> reach(std::vector<tcp::endpoint> endpoints,
                             Clock::time_point deadline,
                             std::vector<tcp::endpoint> from) {
    auto on = co_await this_coro::executor;
    auto attempts = std::make_shared<Attempts>(on, by_turns(endpoints), std::move(from));
    struct Ending {
        explicit Ending(std::shared_ptr<Attempts> of) : attempts(std::move(of)) {}
        Ending(const Ending&) = delete;
        Ending& operator=(const Ending&) = delete;
        ~Ending() { attempts->give_up(); }
        std::shared_ptr<Attempts> attempts;
    };
    const Ending ending(attempts);
    auto next_start = Clock::now();
    while (!attempts->connected && Clock::now() < deadline) {
        if (!attempts->all_begun() && (attempts->under_way() == 0 || Clock::now() >= next_start)) {
            begin_next(attempts);
            next_start = Clock::now() + head_start;
        }
        if (attempts->under_way() == 0) break;
        const auto failures = attempts->failed.size();
        attempts->news.expires_at(attempts->all_begun() ? deadline : std::min(next_start, deadline));
        asio::error_code woken;
        co_await attempts->news.async_wait(redirect_error(use_awaitable, woken));
        const auto state = co_await this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw asio::system_error(asio::error::operation_aborted);
        if (attempts->failed.size() > failures) next_start = Clock::now();
    }
    if (!attempts->connected) throw failure(*attempts);
    set_options(*attempts->connected);
    co_return std::move(*attempts->connected);
}

}  // namespace wheels::ssh
