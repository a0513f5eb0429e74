#include "engine/port_forwarding.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "async/beside.hpp"
#include "engine/host_work.hpp"
#include "wheels/error.hpp"

namespace wheels::engine {
namespace {

Error failed_forward(const Error& error, const std::string& host, std::uint16_t port) {
    return Error(std::vector<Failure>{failure_of(error, host, fmt::format("forward port {}", port))});
}

awaitable<void> serve(Forward& forward, std::string host, std::uint16_t port) {
    try {
        co_await forward.serve();
    } catch (const Error& error) {
        throw failed_forward(error, host, port);
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

awaitable<std::unique_ptr<Forward>> PortForwarding::open(std::string host) const {
    const ForwardedPort ports(port_, port_);
    try {
        auto forward = co_await connector_.forward(host, ports);
        co_return forward;
    } catch (const Error& error) {
        throw failed_forward(error, host, port_);
    }
}

awaitable<void> PortForwarding::during(std::string host, awaitable<void> work) const {
    if (dry_run_)
        sink_.on_event(
            event::Planned{host, fmt::format("ssh -R {0}:localhost:{0}", port_), "while it works"});
    auto forward = co_await open(host);
    auto serving = serve(*forward, host, port_);
    std::optional<Error> failed;
    try {
        co_await beside(std::move(serving), std::move(work));
    } catch (const Error& error) {
        failed = explained(error, forward->trouble());
    }
    co_await forward->close();
    if (failed) throw *failed;
}

}  // namespace wheels::engine
