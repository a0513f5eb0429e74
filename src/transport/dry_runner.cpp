#include "transport/dry_runner.hpp"

#include <utility>

#include "async/coroutine.hpp"

namespace wheels {
namespace {

/// Forwards nothing, for as long as it is wanted.
class DryForward final : public Forward {
public:
    awaitable<void> serve() override {
        asio::steady_timer never(co_await this_coro::executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(use_awaitable);
    }
    std::optional<std::string> trouble() const override { return std::nullopt; }
    awaitable<void> close() override { co_return; }
};

}  // namespace

awaitable<std::vector<ExecResult>> DryRunner::run(Sequence sequence, CommandObserver& observer) {
    std::vector<ExecResult> results;
    for (const auto& command : sequence) {
        observer.planned(command);
        ExecResult result;
        result.out = command.dry_reply;
        result.answered = false;
        results.push_back(std::move(result));
    }
    co_return results;
}

awaitable<ExecResult> DryRunner::talk(Command command, Endpoint&, CommandObserver& observer) {
    observer.planned(command);
    ExecResult result;
    result.answered = false;
    co_return result;
}

awaitable<void> DryRunner::close() {
    co_return;
}

DryConnector::DryConnector(std::function<void(const std::string&, ForwardedPort)> forwards)
    : forwards_(std::move(forwards)) {}

awaitable<std::unique_ptr<Runner>> DryConnector::connect(std::string) {
    std::unique_ptr<Runner> runner = std::make_unique<DryRunner>();
    co_return runner;
}

awaitable<std::unique_ptr<Forward>> DryConnector::forward(std::string host, ForwardedPort ports) {
    if (forwards_) forwards_(host, ports);
    std::unique_ptr<Forward> forward = std::make_unique<DryForward>();
    co_return forward;
}

}  // namespace wheels
