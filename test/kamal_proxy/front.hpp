#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "connection.hpp"
#include "router.hpp"

namespace kamal_proxy {

/// Takes HTTP connections, finds the service of each request, and lets a target answer.
class Front {
public:
    Front(const wheels::executor& on, Router& router) : acceptor_(on), router_(router) {}

    /// Listens on all addresses. Throws asio::system_error.
    void listen(int port);
    awaitable<void> accept();
    /// Takes no more connections. Requests that are under way go on; in_flight() says how many.
    void stop();
    int in_flight() const { return in_flight_; }

private:
    /// An answer of our own.
    struct Refusal {
        Refusal(int s, std::string p) : status(s), page(std::move(p)) {}
        int status;
        std::string page;
    };

    awaitable<void> serve(std::shared_ptr<Connection> client, std::string peer);
    awaitable<bool> serve_one(std::shared_ptr<Connection> client, std::string peer);
    awaitable<bool> answer(std::shared_ptr<Connection> client, RequestHead request, std::string peer);
    /// Nothing when the request may go to a target.
    awaitable<std::optional<Refusal>> admit(std::shared_ptr<Service> service, std::string path);
    /// Nothing when the target's answer went to the client.
    awaitable<std::optional<Refusal>> forward(std::shared_ptr<Connection> client,
                                              RequestHead request,
                                              std::shared_ptr<Service> service,
                                              std::string peer,
                                              bool& reusable);
    awaitable<bool> refuse(std::shared_ptr<Connection> client, RequestHead request, Refusal refusal);

    asio::ip::tcp::acceptor acceptor_;
    Router& router_;
    int in_flight_ = 0;
};

}  // namespace kamal_proxy
