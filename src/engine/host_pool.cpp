#include "engine/host_pool.hpp"

#include <utility>
#include <vector>

#include "async/run_all.hpp"

namespace wheels::engine {
namespace {

awaitable<void> close_one(std::shared_ptr<Runner> runner) {
    co_await runner->close();
}

}  // namespace

HostPool::HostPool(Connector& connector, executor on) : connector_(connector), on_(std::move(on)) {}

HostPool::Slot& HostPool::slot(const std::string& host) {
    auto& place = slots_[host];
    if (!place) place = std::make_unique<Slot>(on_);
    return *place;
}

awaitable<std::shared_ptr<Runner>> HostPool::get(std::string host) {
    auto& place = slot(host);
    if (place.runner && place.runner->alive()) co_return place.runner;
    auto lock = co_await place.opening.lock();
    if (place.runner && place.runner->alive()) co_return place.runner;
    auto opened = co_await connector_.connect(host);
    if (opened == nullptr) throw Error(ErrorKind::internal, "the Connector has no Runner for " + host);
    place.runner = std::move(opened);
    co_return place.runner;
}

awaitable<void> HostPool::reconnect(std::string host) {
    auto old = std::move(slot(host).runner);
    if (old) co_await old->close();
}

awaitable<void> HostPool::close() {
    std::vector<Task> tasks;
    for (auto& [host, place] : slots_) {
        if (place->runner && place->runner->alive()) tasks.emplace_back(host, close_one(place->runner));
    }
    const auto count = tasks.size();
    co_await run_all(std::move(tasks), count, OnFailure::run_all);
}

}  // namespace wheels::engine
