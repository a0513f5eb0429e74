#include "engine/forwarded.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "async/beside.hpp"
#include "base/failure.hpp"

namespace wheels::engine {
namespace {

Error not_forwarded(const Error& error, const plan::Forwarding& forwarding) {
    return failed(failure_of(error, forwarding.from.name, fmt::format("forward port {}", forwarding.port)));
}

awaitable<std::unique_ptr<Forward>> open(plan::Forwarding forwarding, Places& places) {
    try {
        auto forward = co_await places.forward(forwarding.from, forwarding.port);
        co_return forward;
    } catch (const Error& error) {
        throw not_forwarded(error, forwarding);
    }
}

awaitable<void> serve(Forward& forward, plan::Forwarding forwarding) {
    try {
        co_await forward.serve();
    } catch (const Error& error) {
        throw not_forwarded(error, forwarding);
    }
}

// What went wrong here explains what the host says of it.
Error explained(const Error& error, const std::optional<std::string>& trouble) {
    if (!trouble || error.failures().empty()) return error;
    auto failures = error.failures();
    auto& hint = failures.front().hint;
    if (hint.empty()) hint = *trouble + ": start the registry with `wheels deploy registry setup`";
    return Error(std::move(failures));
}

}  // namespace

awaitable<void> forwarded(plan::Forwarding forwarding, Places& places, Sink& sink, awaitable<void> work) {
    auto forward = co_await open(forwarding, places);
    if (forward->only_planned()) {
        sink.on_event(event::Planned{forwarding.from.name,
                                     fmt::format("ssh -R {0}:localhost:{0}", forwarding.port),
                                     "while it works"});
    }
    auto serving = serve(*forward, forwarding);
    std::optional<Error> wrong;
    try {
        co_await beside(std::move(serving), std::move(work));
    } catch (const Error& error) {
        wrong = explained(error, forward->trouble());
    }
    co_await forward->close();
    if (wrong) throw *wrong;
}

}  // namespace wheels::engine
