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

awaitable<void> forwarded(plan::Forwarding forwarding, Places& places, awaitable<void> work) {
    auto forward = co_await open(forwarding, places);
    auto serving = serve(*forward, forwarding);
    std::optional<Error> wrong;
    try {
        co_await beside(std::move(serving), std::move(work));
    } catch (const Error& error) {
        wrong = explained(error, forward->trouble());
    }
    try {
        co_await forward->close();
    } catch (...) {
        if (!wrong) throw;
    }
    if (wrong) throw *wrong;
}

std::function<void(const std::string&, ForwardedPort)> planned_forwards(Sink& sink) {
    return [&sink](const std::string& host, ForwardedPort ports) {
        auto line = fmt::format("ssh -R {}:localhost:{}", ports.port, ports.local_port);
        sink.on_event(event::Planned{host, std::move(line), "while it works"});
    };
}

}  // namespace wheels::engine
