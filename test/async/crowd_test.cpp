#include "async/crowd.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/cancellable.hpp"
#include "support/gate.hpp"
#include "support/run_loop.hpp"

using namespace wheels;
using test::Cancellable;
using test::Gate;
using test::run_ready;
using Names = std::vector<std::string>;

namespace {

/// Pieces that wait at a gate; they arrive when the test says so.
class Scripted final : public Arrivals {
public:
    explicit Scripted(asio::io_context& loop)
        : gate(loop.get_executor()), never_(loop.get_executor(), asio::steady_timer::time_point::max()) {}

    void arrive(std::string name) {
        waiting_.push_back(std::move(name));
        never_.cancel();
    }
    void end() {
        ended_ = true;
        never_.cancel();
    }

    awaitable<Task> next() override {
        while (waiting_.empty() && !ended_) {
            asio::error_code woken;
            co_await never_.async_wait(redirect_error(use_awaitable, woken));
        }
        if (waiting_.empty()) throw std::runtime_error("no more");
        auto name = std::move(waiting_.front());
        waiting_.pop_front();
        Task task(name, piece(*this, name));
        co_return task;
    }

    Gate gate;
    Names begun;
    Names left;   ///< However they ended.
    Names ended;  ///< By themselves.
    std::string fails;
    std::string complains;  ///< When it is cancelled.

private:
    struct Leaving {
        Leaving(Names& all, std::string own) : names(all), name(std::move(own)) {}
        Leaving(const Leaving&) = delete;
        Leaving& operator=(const Leaving&) = delete;
        ~Leaving() { names.push_back(name); }
        Names& names;
        std::string name;
    };

    static awaitable<void> piece(Scripted& self, std::string name) {
        self.begun.push_back(name);
        Leaving leaving(self.left, name);
        bool cancelled = false;
        try {
            co_await self.gate.wait();
        } catch (const asio::system_error&) {
            cancelled = true;
        }
        if (cancelled && name == self.complains) throw std::logic_error(name + " was cut off");
        if (cancelled) throw asio::system_error(asio::error::operation_aborted);
        if (name == self.fails) throw std::logic_error(name + " is broken");
        self.ended.push_back(name);
    }

    std::deque<std::string> waiting_;
    asio::steady_timer never_;
    bool ended_ = false;
};

std::string error_of(const Cancellable& work) {
    try {
        if (work.error()) std::rethrow_exception(work.error());
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("pieces run at once as they come, up to the limit") {
    asio::io_context loop;
    Scripted arrivals(loop);
    Cancellable crowd(loop, run_as_they_come(arrivals, 2));
    arrivals.arrive("a");
    run_ready(loop);
    CHECK(arrivals.begun == Names{"a"});

    arrivals.arrive("b");
    arrivals.arrive("c");
    run_ready(loop);
    CHECK(arrivals.begun == Names{"a", "b"});

    arrivals.gate.open();
    run_ready(loop);
    CHECK(arrivals.ended == Names{"a", "b", "c"});
    CHECK_FALSE(crowd.ended());

    arrivals.end();
    run_ready(loop);
    CHECK(error_of(crowd) == "no more");
}

TEST_CASE("when there will be no more, those that run are cancelled and awaited") {
    asio::io_context loop;
    Scripted arrivals(loop);
    Cancellable crowd(loop, run_as_they_come(arrivals, 5));
    arrivals.arrive("a");
    arrivals.arrive("b");
    run_ready(loop);

    arrivals.end();
    run_ready(loop);

    CHECK(error_of(crowd) == "no more");
    CHECK(arrivals.left == Names{"a", "b"});
    CHECK(arrivals.ended.empty());
}

TEST_CASE("a crowd can be cancelled while it waits for arrivals, and while it is full") {
    for (const std::size_t limit : {1, 5}) {
        CAPTURE(limit);
        asio::io_context loop;
        Scripted arrivals(loop);
        Cancellable crowd(loop, run_as_they_come(arrivals, limit));
        arrivals.arrive("a");
        run_ready(loop);

        crowd.cancel();
        run_ready(loop);

        CHECK(crowd.ended_as_cancelled());
        CHECK(arrivals.left == Names{"a"});
    }
}

TEST_CASE("an error of a piece ends none of the others, and is told in the end") {
    asio::io_context loop;
    Scripted arrivals(loop);
    arrivals.fails = "a";
    Cancellable crowd(loop, run_as_they_come(arrivals, 5));
    for (const auto* name : {"a", "b"}) arrivals.arrive(name);
    run_ready(loop);
    arrivals.gate.open();
    run_ready(loop);
    CHECK(arrivals.ended == Names{"b"});

    arrivals.end();
    run_ready(loop);

    CHECK(error_of(crowd) == "a is broken");
}

TEST_CASE("what a piece says about being cancelled is not the reason") {
    asio::io_context loop;
    Scripted arrivals(loop);
    arrivals.complains = "a";
    Cancellable crowd(loop, run_as_they_come(arrivals, 5));
    arrivals.arrive("a");
    run_ready(loop);

    arrivals.end();
    run_ready(loop);

    CHECK(error_of(crowd) == "no more");
}

TEST_CASE("a thousand pieces that come and go fit under a limit of three") {
    asio::io_context loop;
    Scripted arrivals(loop);
    arrivals.gate.open();
    Cancellable crowd(loop, run_as_they_come(arrivals, 3));

    for (int i = 0; i < 1000; ++i) arrivals.arrive(std::to_string(i));
    run_ready(loop);

    CHECK(arrivals.ended.size() == 1000);
}
