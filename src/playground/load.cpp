#include "playground/load.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "playground/http.hpp"

namespace wheels::playground {
namespace {

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds pause{10};
constexpr std::size_t clients = 2;

/// One of several that share a tally, so that a slow answer does not hold up everything.
awaitable<void> send_some(const std::vector<Target>& targets,
                          const std::string& path,
                          std::size_t enough,
                          const bool& ended,
                          Tally& tally) {
    while (!ended || tally.sent < enough) {
        const auto& target = targets[tally.sent % targets.size()];
        ++tally.sent;
        auto host = target.host;
        auto where = path;
        const auto answer = co_await get(target.port, std::move(host), std::move(where), patience);
        if (answer.status == 0) {
            tally.count(answer.trouble);
        } else if (answer.status >= 400) {
            tally.count(fmt::format("status {}", answer.status));
        }
        if (!ended) co_await sleep_for(pause);
    }
}

}  // namespace

void Tally::count(const std::string& reason) {
    ++failed;
    ++errors[reason];
}

std::string Tally::in_words() const {
    auto words = fmt::format("{} requests, {} failed", sent, failed);
    std::vector<std::string> reasons;
    for (const auto& [reason, count] : errors) reasons.push_back(fmt::format("{} ({})", reason, count));
    return reasons.empty() ? words : words + ": " + text::join(reasons, ", ");
}

awaitable<void> send_requests(
    std::vector<Target> targets, std::string path, std::size_t enough, const bool& ended, Tally& tally) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < clients; ++i)
        tasks.emplace_back("client", send_some(targets, path, enough, ended, tally));
    const auto outcomes = co_await run_all(std::move(tasks), clients, OnFailure::cancel_siblings);
    rethrow_first(outcomes);
}

}  // namespace wheels::playground
