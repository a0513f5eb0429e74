#include "async/beside.hpp"

#include <exception>
#include <utility>
#include <vector>

#include "async/run_all.hpp"

namespace wheels {
namespace {

/// What makes run_all() cancel the service.
struct WorkIsDone {};

awaitable<void> to_its_end(awaitable<void> work) {
    co_await std::move(work);
    throw WorkIsDone();
}

bool is_done(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const WorkIsDone&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

awaitable<void> beside(awaitable<void> service, awaitable<void> work) {
    std::vector<Task> tasks;
    tasks.emplace_back("service", std::move(service));
    tasks.emplace_back("work", to_its_end(std::move(work)));
    auto outcomes = co_await run_all(std::move(tasks), 2, OnFailure::cancel_siblings);
    const auto& worked = outcomes.back();
    if (worked.error && is_done(worked.error)) co_return;
    rethrow_first(outcomes);
}

}  // namespace wheels
