#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connection.hpp"

namespace kamal_proxy {

/// Where an app listens, and the requests that it is answering.
class Target {
public:
    /// `host:port`; without a port 80. Throws CommandError.
    explicit Target(const std::string& address);

    const std::string& address() const { return address_; }
    const std::string& host() const { return host_; }
    const std::string& port() const { return port_; }

    /// Connects. Throws asio::system_error. Where it is, is asked again when a second has passed; a name
    /// server that takes longer than that leaves us with what it has said before.
    awaitable<std::shared_ptr<Connection>> connect();
    awaitable<std::shared_ptr<Connection>> connect(std::string port);

    /// Waits until no request is left of those that run now. Upgraded ones are cut at once, the rest when
    /// the time is up.
    awaitable<void> drain(std::chrono::milliseconds limit);

    /// A request's place among those that a drain waits for, from its begin to its end.
    class InFlight {
    public:
        explicit InFlight(std::shared_ptr<Target> target);
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;
        ~InFlight();

        /// What cuts the request short.
        void on_cut(std::function<void()> cut) { request_->cut = std::move(cut); }
        void is_upgraded() { request_->upgraded = true; }
        bool was_cut() const { return request_->was_cut; }

    private:
        friend class Target;
        struct Request {
            std::function<void()> cut;
            bool upgraded = false;
            bool was_cut = false;
            void end();
        };
        std::shared_ptr<Target> target_;
        std::shared_ptr<Request> request_ = std::make_shared<Request>();
    };

private:
    using Places = asio::ip::tcp::resolver::results_type;
    struct Known {
        Places places;
        std::chrono::steady_clock::time_point since;
    };

    awaitable<Places> places(std::string port);
    awaitable<void> connect(asio::ip::tcp::socket& socket, std::string port);

    std::map<std::string, Known> known_;  // by port
    std::string address_;
    std::string host_;
    std::string port_;
    std::list<std::shared_ptr<InFlight::Request>> in_flight_;
};

/// The targets that serve together: each gets the next request in turn.
struct Pool {
    std::vector<std::shared_ptr<Target>> writers;
    std::vector<std::shared_ptr<Target>> readers;  ///< For GET and HEAD, when there are any.
    std::size_t turn = 0;

    Pool(const std::vector<std::string>& targets, const std::vector<std::string>& read_targets);
    std::vector<std::shared_ptr<Target>> all() const;
    std::shared_ptr<Target> next(const std::string& method);
    awaitable<void> drain(std::chrono::milliseconds limit);
};

}  // namespace kamal_proxy
