#include "wheels/deploy.hpp"

#include <memory>
#include <utility>

#include "api/wiring.hpp"
#include "engine/deployment.hpp"
#include "engine/inspection.hpp"

namespace wheels {

awaitable<DeployReport> deploy(DeployRequest request,
                               const Config& config,
                               const Surroundings& surroundings,
                               Sink& sink) {
    if (!config.not_supported_yet.empty()) throw Error(config.not_supported_yet);
    auto on = co_await asio::this_coro::executor;
    Config deployed = config;
    if (request.verb == DeployRequest::Verb::rollback) deployed.version = request.rollback_version;
    api::Wiring wiring(deployed, surroundings, sink, on, request.dry_run);
    auto author = co_await wiring.author();
    if (request.interrupt != nullptr && request.interrupt->requested()) {
        const auto kind = *request.interrupt->requested();
        throw Error(kind, std::string("interrupted by ") +
                              (kind == ErrorKind::interrupted_int ? "SIGINT" : "SIGTERM"));
    }
    engine::Deployment deployment(request, deployed, std::move(author), wiring.collaborators(), on);
    auto report = co_await deployment.run();
    co_return report;
}

awaitable<std::vector<HostText>> details(
    Filter filter, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    api::Wiring wiring(config, surroundings, sink, on, dry_run);
    engine::Inspection inspection(filter, config, wiring.collaborators(), on, dry_run);
    auto answers = co_await inspection.details();
    co_await inspection.close();
    co_return answers;
}

awaitable<std::vector<HostText>> audit(
    Filter filter, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    api::Wiring wiring(config, surroundings, sink, on, dry_run);
    engine::Inspection inspection(filter, config, wiring.collaborators(), on, dry_run);
    auto answers = co_await inspection.audit();
    co_await inspection.close();
    co_return answers;
}

awaitable<std::optional<std::string>> lock_status(const Config& config,
                                                  const Surroundings& surroundings,
                                                  Sink& sink,
                                                  bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    api::Wiring wiring(config, surroundings, sink, on, dry_run);
    Filter everything;
    engine::Inspection inspection(everything, config, wiring.collaborators(), on, dry_run);
    auto status = co_await inspection.lock_status();
    co_await inspection.close();
    co_return status;
}

awaitable<void> acquire_lock(
    std::string message, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    api::Wiring wiring(config, surroundings, sink, on, dry_run);
    Filter everything;
    engine::Inspection inspection(everything, config, wiring.collaborators(), on, dry_run);
    auto author = co_await wiring.author();
    co_await inspection.acquire_lock(std::move(author), std::move(message));
    co_await inspection.close();
}

awaitable<void> release_lock(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    api::Wiring wiring(config, surroundings, sink, on, dry_run);
    Filter everything;
    engine::Inspection inspection(everything, config, wiring.collaborators(), on, dry_run);
    co_await inspection.release_lock();
    co_await inspection.close();
}

}  // namespace wheels
