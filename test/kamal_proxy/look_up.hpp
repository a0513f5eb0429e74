#pragma once

#include <string>

#include "async/coroutine.hpp"

namespace kamal_proxy {

/// The addresses of a name. Several look-ups go on at once: one for a container that is gone can take
/// seconds, and Asio's own resolver would let all others wait for it. Throws asio::system_error.
wheels::awaitable<asio::ip::tcp::resolver::results_type> look_up(std::string host, std::string port);

}  // namespace kamal_proxy
