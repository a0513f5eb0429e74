#include "transport/dry_runner.hpp"

#include <utility>

namespace wheels {

awaitable<std::vector<ExecResult>> DryRunner::run(Sequence sequence, CommandObserver& observer) {
    std::vector<ExecResult> results;
    for (const auto& command : sequence) {
        observer.started(command);
        ExecResult result;
        result.out = command.dry_reply;
        observer.finished(command, result);
        results.push_back(std::move(result));
    }
    co_return results;
}

awaitable<void> DryRunner::close() {
    co_return;
}

awaitable<std::unique_ptr<Runner>> DryConnector::connect(std::string) {
    std::unique_ptr<Runner> runner = std::make_unique<DryRunner>();
    co_return runner;
}

}  // namespace wheels
