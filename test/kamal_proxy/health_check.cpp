#include "health_check.hpp"

#include <vector>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "log.hpp"

namespace kamal_proxy {
namespace {

awaitable<int> ask(std::shared_ptr<Target> target, HealthCheck check) {
    const auto port = check.port.empty() ? target->port() : check.port;
    auto connection = co_await target->connect(port);
    const auto host = check.host.empty() ? target->host() + ":" + port : check.host;
    const auto slash = check.path.starts_with("/") ? "" : "/";
    co_await connection->write("GET " + std::string(slash) + check.path + " HTTP/1.1\r\nHost: " + host +
                               "\r\nUser-Agent: kamal-proxy\r\nConnection: close\r\n\r\n");
    const auto text = co_await connection->read_until("\r\n\r\n");
    co_return ResponseHead::parse(text).status;
}

awaitable<bool> is_healthy(std::shared_ptr<Target> target, HealthCheck check) {
    std::string why = "no answer in time";
    try {
        const auto status = co_await wheels::with_deadline<int>(ask(target, check), check.timeout);
        if (status && *status >= 200 && *status < 300) co_return true;
        if (status) why = "status " + std::to_string(*status);
    } catch (const asio::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        why = error.code().message();
    } catch (const BadHttp& error) {
        why = error.what();
    }
    log("health check of " + target->address() + check.path + " failed: " + why);
    co_return false;
}

awaitable<void> until_healthy(std::shared_ptr<Target> target, HealthCheck check) {
    while (true) {
        const auto asked = std::chrono::steady_clock::now();
        const bool healthy = co_await is_healthy(target, check);
        if (healthy) co_return;
        const auto took = std::chrono::steady_clock::now() - asked;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(check.interval - took);
        co_await wheels::sleep_for(std::max(left, std::chrono::milliseconds(1)));
    }
}

awaitable<bool> ask_all(std::shared_ptr<Pool> pool, HealthCheck check) {
    std::vector<wheels::Task> tasks;
    for (const auto& target : pool->all())
        tasks.emplace_back(target->address(), until_healthy(target, check));
    const auto at_once = tasks.size();
    const auto outcomes = co_await wheels::run_all(std::move(tasks), at_once, wheels::OnFailure::run_all);
    wheels::rethrow_first(outcomes);
    co_return true;
}

}  // namespace

awaitable<bool> all_healthy(std::shared_ptr<Pool> pool, HealthCheck check, std::chrono::milliseconds limit) {
    const auto healthy = co_await wheels::with_deadline<bool>(ask_all(pool, check), limit);
    co_return healthy.value_or(false);
}

}  // namespace kamal_proxy
