// A stand-in for kamal-proxy, for tests and the demo where the real one cannot be had. It takes the same
// command lines and behaves alike, within what README.md says.

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "async/with_deadline.hpp"
#include "command_line.hpp"
#include "control.hpp"
#include "front.hpp"
#include "log.hpp"
#include "router.hpp"

namespace kamal_proxy {
namespace {

constexpr std::chrono::seconds patience{10};

std::filesystem::path state_path() {
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home == nullptr ? "/tmp" : home) / ".config/kamal-proxy/kamal-proxy.state";
}

awaitable<void> until_told_to_stop(Front& front, Control& control) {
    asio::signal_set signals(co_await wheels::this_coro::executor, SIGINT, SIGTERM);
    co_await signals.async_wait(wheels::use_awaitable);
    control.stop();
    front.stop();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (front.in_flight() > 0 && std::chrono::steady_clock::now() < deadline) {
        co_await wheels::sleep_for(std::chrono::milliseconds(5));
    }
}

int run(const Flags& flags) {
    Router router(state_path());
    asio::io_context io(1);
    Front front(io.get_executor(), router);
    Control control(io.get_executor(), router);
    router.restore();
    try {
        front.listen(flags.integer("http-port"));
        control.listen(socket_path());
    } catch (const asio::system_error& error) {
        throw CommandError("listen: " + error.code().message());
    }
    const auto ended = [](std::exception_ptr) {};
    asio::co_spawn(io, front.accept(), ended);
    asio::co_spawn(io, control.accept(), ended);
    asio::co_spawn(io, until_told_to_stop(front, control), [&io](std::exception_ptr) { io.stop(); });
    log("serving HTTP on port " + flags.text("http-port") + "; TLS, HTTP/3 and metrics are not served");
    io.run();
    log("stopped");
    return 0;
}

int main(const std::vector<std::string>& words) {
    try {
        const auto invocation = parse_command_line(words);
        if (!invocation) {
            std::cout << help_text();
            return 0;
        }
        if (invocation->command == "run") return run(invocation->flags);
        if (invocation->command == "deploy" && invocation->flags.boolean("tls")) {
            std::cerr << "Note: this kamal-proxy is a stand-in for tests and serves no TLS\n";
        }
        std::cout << send_command(words);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "Error: " << error.what() << "\n";
        return 1;
    }
}

}  // namespace
}  // namespace kamal_proxy

int main(int argc, char** argv) {
    return kamal_proxy::main({argv + 1, argv + argc});
}
