#pragma once

#include <string>
#include <vector>

#include "router.hpp"

namespace kamal_proxy {

/// Where `kamal-proxy run` hears the other commands: $KAMAL_PROXY_SOCKET, else in $XDG_RUNTIME_DIR or the
/// folder for temporary files.
std::string socket_path();

/// Hears the commands of other processes on the socket and lets the router carry them out, each by itself.
/// What goes over the socket is the command line as a JSON array, and `{"error":…}` or `{"output":…}` back.
class Control {
public:
    Control(const wheels::executor& on, Router& router) : acceptor_(on), router_(router) {}

    /// Throws asio::system_error.
    void listen(const std::string& path);
    awaitable<void> accept();
    void stop() { acceptor_.close(); }

private:
    awaitable<void> serve(asio::local::stream_protocol::socket socket);
    awaitable<std::string> reply_to(std::string line);

    asio::local::stream_protocol::acceptor acceptor_;
    Router& router_;
};

/// Hands a command to the server. Returns what is to be printed; throws CommandError.
std::string send_command(const std::vector<std::string>& words);

}  // namespace kamal_proxy
