#include "plan/phases/bootstrap.hpp"

#include <utility>

#include "base/failure.hpp"
#include "commands/server.hpp"

namespace wheels::plan {
namespace {

Error may_not_install(const std::string& host) {
    return failed(failure(ErrorKind::command_failed, host, "install Docker",
                          "Docker is not installed, and the user may not install it without a password",
                          "Log in as root, give the user sudo without a password, or install Docker by hand: "
                          "https://docs.docker.com/engine/install/"));
}

Dialogue<> install(std::string host) {
    Sequence look{commands::docker_installed(), commands::may_install()};
    const auto found = co_await tell(std::move(look));
    const bool asked = found.front().answered;
    if (asked && found.front().succeeded()) co_return;
    if (asked && !found.back().succeeded()) throw may_not_install(host);

    Sequence install{commands::install_docker(), commands::may_use_docker()};
    install.front().condition = "if Docker is missing";
    const auto installed = co_await tell(std::move(install));
    if (asked && installed.back().succeeded()) co_return;
    auto join_group = commands::add_to_docker_group();
    join_group.condition = "if Docker is missing, and the user may not use it";
    co_await tell(std::move(join_group));
    co_await reconnect();  // a session keeps the groups that it began with
}

}  // namespace

Phase install_docker() {
    Phase phase;
    phase.title = "Ensure Docker is installed";
    phase.steps = [](RunState& run) {
        return on_each(run.scope.hosts, [](const std::string& host) { return install(host); });
    };
    phase.hook_after = "docker-setup";
    return phase;
}

}  // namespace wheels::plan
