#include "engine/places.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "base/failure.hpp"
#include "commands/failed_command.hpp"
#include "engine/place_observer.hpp"

namespace wheels::engine {

namespace {

// A Runner may be somebody else's; what comes later relies on what Runner::run() promises.
std::optional<std::string> broken_promise(const Sequence& sequence, const std::vector<ExecResult>& results) {
    if (results.size() == sequence.size()) return std::nullopt;
    const bool is_end = !results.empty() && results.size() < sequence.size() && !results.back().succeeded() &&
                        sequence.at(results.size() - 1).checked;
    if (is_end) return std::nullopt;
    return fmt::format("the Runner has {} results for {} commands", results.size(), sequence.size());
}

}  // namespace

Places::Places(const Collaborators& with, const executor& on) : with_(with), pool_(with.connector, on) {}

awaitable<std::vector<ExecResult>> Places::run_at(Runner& runner, plan::Place place, Sequence sequence) {
    PlaceObserver observer(place.name, with_.sink, with_.redactor);
    std::vector<ExecResult> results;
    std::optional<Failure> broken;
    try {
        results = co_await runner.run(sequence, observer);
    } catch (const Error& error) {
        observer.broke_off();
        const auto& step = observer.last_step();
        broken = failure_of(error, place.host(), step.empty() ? sequence.front().name : step);
    }
    if (broken) throw failed(*std::move(broken));
    if (auto wrong = broken_promise(sequence, results))
        throw failed(failure(ErrorKind::internal, place.host(), sequence.front().name, std::move(*wrong)));
    if (!results.empty() && results.back().answered && !results.back().succeeded()) {
        const auto& last = sequence.at(results.size() - 1);
        if (last.checked) throw commands::failed_command(place.host(), last, results.back());
    }
    co_return results;
}

awaitable<std::vector<ExecResult>> Places::run(plan::Place place, Sequence sequence) {
    if (!place.is_host()) {
        auto results = co_await run_at(with_.local, std::move(place), std::move(sequence));
        co_return results;
    }
    const auto runner = co_await reach(place);
    auto results = co_await run_at(*runner, std::move(place), std::move(sequence));
    co_return results;
}

awaitable<std::shared_ptr<Runner>> Places::reach(plan::Place place) {
    std::shared_ptr<Runner> runner;
    std::optional<Failure> unreached;
    try {
        runner = co_await pool_.get(place.name);
    } catch (const Error& error) {
        unreached = failure_of(error, place.host(), "connect");
    }
    if (unreached) throw failed(*std::move(unreached));
    co_return runner;
}

awaitable<ExecResult> Places::talk(plan::Place place, Command command, Endpoint& endpoint) {
    std::shared_ptr<Runner> reached;
    if (place.is_host()) reached = co_await reach(place);
    Runner& runner = reached ? *reached : with_.local;
    PlaceObserver observer(place.name, with_.sink, with_.redactor);
    std::optional<Failure> broken;
    ExecResult result;
    try {
        result = co_await runner.talk(command, endpoint, observer);
    } catch (const Error& error) {
        broken = failure_of(error, place.host(), command.name);
    }
    if (broken) throw failed(*std::move(broken));
    co_return result;
}

awaitable<void> Places::try_login(std::string host) {
    if (with_.builder_login == nullptr) co_return;
    auto session = co_await with_.builder_login->connect(std::move(host));
    co_await session->close();
}

awaitable<void> Places::connect(plan::Place place) {
    std::optional<Failure> unreached;
    try {
        if (place.kind == plan::Place::Kind::builder) co_await try_login(place.name);
        if (place.is_host()) co_await pool_.get(place.name);
    } catch (const Error& error) {
        unreached = failure_of(error, place.host(), "connect");
    }
    if (unreached) throw failed(*std::move(unreached));
}

awaitable<void> Places::reconnect(plan::Place place) {
    co_await pool_.reconnect(place.name);
}

awaitable<std::unique_ptr<Forward>> Places::forward(plan::Place from, std::uint16_t port) {
    auto* connector = from.is_host() ? &with_.connector : with_.builder_connector;
    if (connector == nullptr) throw std::logic_error("nothing connects to " + from.name);
    const ForwardedPort ports(port, port);
    auto forward = co_await connector->forward(from.name, ports);
    if (forward == nullptr) throw Error(ErrorKind::internal, "the Connector has no Forward for " + from.name);
    co_return forward;
}

awaitable<void> Places::close() {
    co_await pool_.close();
}

}  // namespace wheels::engine
