#pragma once

#include <memory>
#include <string>

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
    awaitable<void> serve(std::shared_ptr<Connection> client, std::string peer);
    awaitable<bool> serve_one(std::shared_ptr<Connection> client, std::string peer);
    awaitable<bool> answer(std::shared_ptr<Connection> client, RequestHead request, std::string peer);
    awaitable<bool> refuse(std::shared_ptr<Connection> client,
                           RequestHead request,
                           int status,
                           std::string page);

    asio::ip::tcp::acceptor acceptor_;
    Router& router_;
    int in_flight_ = 0;
};

}  // namespace kamal_proxy
