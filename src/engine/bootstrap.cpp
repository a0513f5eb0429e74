#include "engine/bootstrap.hpp"

#include <utility>

#include "commands/server.hpp"

namespace wheels::engine {

awaitable<void> Bootstrap::host(std::string host) {
    auto look = commands::docker_installed();
    const bool installed = co_await answers(host, std::move(look));
    if (installed && !dry_run_) co_return;
    auto ask = commands::may_install();
    const bool allowed = co_await answers(host, std::move(ask));
    if (!allowed) {
        Failure failure;
        failure.kind = ErrorKind::command_failed;
        failure.host = host;
        failure.step = "install Docker";
        failure.message = "Docker is not installed, and the user may not install it without a password";
        failure.hint =
            "Log in as root, give the user sudo without a password, or install Docker by hand: "
            "https://docs.docker.com/engine/install/";
        throw Error(std::vector<Failure>{failure});
    }
    co_await install(std::move(host));
}

awaitable<bool> Bootstrap::answers(std::string host, Command question) {
    Sequence sequence{std::move(question)};
    const auto results = co_await work_.run(std::move(host), std::move(sequence));
    co_return results.back().status == 0;
}

awaitable<void> Bootstrap::install(std::string host) {
    const std::string condition = dry_run_ ? "if Docker is missing" : "";
    Sequence sequence{commands::install_docker(), commands::may_use_docker()};
    sequence.front().condition = condition;
    const auto results = co_await work_.run(host, std::move(sequence));
    if (results.back().status == 0 && !dry_run_) co_return;
    Sequence join_group{commands::add_to_docker_group()};
    join_group.front().condition = condition.empty() ? "" : condition + ", and the user may not use it";
    co_await work_.run(host, std::move(join_group));
    co_await pool_.reconnect(std::move(host));  // a session keeps the groups that it began with
}

}  // namespace wheels::engine
