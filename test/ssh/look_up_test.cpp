#include "ssh/look_up.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "async/run_all.hpp"
#include "ssh/dial.hpp"
#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::ssh;

namespace {

awaitable<void> ask_again_and_again(int times, std::size_t& found) {
    for (int i = 0; i < times; ++i) {
        Address address("localhost", 80);
        const auto endpoints = co_await look_up(std::move(address), Clock::now() + std::chrono::seconds(30));
        if (!endpoints.empty()) ++found;
    }
}

awaitable<void> ask_side_by_side(int askers, int times, std::size_t& found) {
    std::vector<Task> tasks;
    for (int i = 0; i < askers; ++i) tasks.emplace_back("ask", ask_again_and_again(times, found));
    const auto outcomes =
        co_await run_all(std::move(tasks), static_cast<std::size_t>(askers), OnFailure::run_all);
    rethrow_first(outcomes);
}

}  // namespace

TEST_CASE("names that are looked up side by side do not wake each other") {
    asio::io_context loop;
    std::size_t found = 0;

    test::await(loop, ask_side_by_side(20, 100, found));

    CHECK(found == 2000);
}
