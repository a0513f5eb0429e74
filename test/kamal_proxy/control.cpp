#include "control.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "log.hpp"

namespace kamal_proxy {
namespace {

using Json = nlohmann::json;
using asio::local::stream_protocol;

// As Go has it.
std::string lower_case_reason(const asio::error_code& error) {
    if (error == asio::error::connection_refused) return "connection refused";
    if (error.value() == ENOENT) return "no such file or directory";
    return error.message();
}

}  // namespace

std::string socket_path() {
    if (const char* path = std::getenv("KAMAL_PROXY_SOCKET"); path != nullptr && *path != '\0') return path;
    for (const auto* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
        const char* folder = std::getenv(name);
        if (folder != nullptr && *folder != '\0') return std::string(folder) + "/kamal-proxy.sock";
    }
    return "/tmp/kamal-proxy.sock";
}

void Control::listen(const std::string& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    acceptor_.open();
    acceptor_.bind(stream_protocol::endpoint(path));
    acceptor_.listen();
}

awaitable<void> Control::accept() {
    while (acceptor_.is_open()) {
        auto socket = co_await acceptor_.async_accept(wheels::use_awaitable);
        asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), [](std::exception_ptr) {});
    }
}

awaitable<void> Control::serve(stream_protocol::socket socket) {
    std::string line;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(line), '\n', wheels::use_awaitable);
    const auto reply = co_await reply_to(std::move(line));
    co_await asio::async_write(socket, asio::buffer(reply), wheels::use_awaitable);
}

awaitable<std::string> Control::reply_to(std::string line) {
    Json reply;
    try {
        auto words = Json::parse(line).get<std::vector<std::string>>();
        auto invocation = parse_command_line(words);
        if (!invocation) throw CommandError("no command");
        const auto output = co_await router_.carry_out(std::move(*invocation), std::move(words));
        reply["output"] = output;
    } catch (const std::exception& error) {
        log(line.substr(0, line.size() - 1) + ": " + error.what());
        reply["error"] = error.what();
    }
    co_return reply.dump() + "\n";
}

std::string send_command(const std::vector<std::string>& words) {
    asio::io_context io;
    stream_protocol::socket socket(io);
    asio::error_code error;
    const auto path = socket_path();
    socket.connect(stream_protocol::endpoint(path), error);
    if (error) throw CommandError("dial unix " + path + ": connect: " + lower_case_reason(error));
    asio::write(socket, asio::buffer(Json(words).dump() + "\n"), error);
    std::string line;
    if (!error) asio::read_until(socket, asio::dynamic_buffer(line), '\n', error);
    if (error) throw CommandError("unexpected EOF");
    const auto reply = Json::parse(line);
    if (reply.contains("error")) throw CommandError(reply.at("error").get<std::string>());
    return reply.value("output", "");
}

}  // namespace kamal_proxy
