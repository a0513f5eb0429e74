#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"

namespace wheels::test {

/// A line to a port of this machine that takes its time, and can go dead: then both ends hear nothing any
/// more, and neither sees an error. It carries bytes as long as its loop runs.
class SlowLine {
public:
    SlowLine(asio::io_context& loop, std::uint16_t to) : state_(std::make_shared<State>(loop, to)) {
        asio::co_spawn(loop, accept(state_), asio::detached);
    }
    ~SlowLine() {
        state_->acceptor.close();
        for (const auto& link : state_->links) link->close();
    }
    SlowLine(const SlowLine&) = delete;
    SlowLine& operator=(const SlowLine&) = delete;

    std::uint16_t port() const { return state_->acceptor.local_endpoint().port(); }
    /// For one way.
    void set_delay(std::chrono::milliseconds delay) { state_->delay = delay; }
    void go_dead() { state_->dead = true; }
    /// As soon as so much came from the host, in each connection.
    void go_dead_after(std::size_t bytes) { state_->limit = bytes; }
    /// How much has come from the host since the last connection began.
    std::size_t passed() const { return state_->passed; }

private:
    using Clock = std::chrono::steady_clock;
    using Socket = asio::ip::tcp::socket;

    struct Link {
        explicit Link(asio::io_context& loop) : near(loop), far(loop) {}
        void close() {
            asio::error_code ignored;
            near.close(ignored);
            far.close(ignored);
        }
        Socket near;
        Socket far;
    };

    struct State {
        State(asio::io_context& on, std::uint16_t port)
            : loop(on), to(port), acceptor(on, {asio::ip::make_address("127.0.0.1"), 0}) {}
        asio::io_context& loop;
        std::uint16_t to;
        asio::ip::tcp::acceptor acceptor;
        std::chrono::milliseconds delay{0};
        std::size_t limit = static_cast<std::size_t>(-1);
        std::size_t passed = 0;
        bool dead = false;
        std::vector<std::shared_ptr<Link>> links;
    };

    static awaitable<void> accept(std::shared_ptr<State> state) {
        for (;;) {
            auto link = std::make_shared<Link>(state->loop);
            co_await state->acceptor.async_accept(link->near, use_awaitable);
            const asio::ip::tcp::endpoint host(asio::ip::make_address("127.0.0.1"), state->to);
            co_await link->far.async_connect(host, use_awaitable);
            link->near.set_option(asio::ip::tcp::no_delay(true));
            link->far.set_option(asio::ip::tcp::no_delay(true));
            state->links.push_back(link);
            asio::co_spawn(state->loop, carry(state, link, link->near, link->far, false), asio::detached);
            asio::co_spawn(state->loop, carry(state, link, link->far, link->near, true), asio::detached);
        }
    }

    static awaitable<void> carry(
        std::shared_ptr<State> state, std::shared_ptr<Link> link, Socket& from, Socket& to, bool from_host) {
        std::vector<char> buffer(65536);
        std::size_t passed = 0;
        for (;;) {
            asio::error_code failed;
            const auto count =
                co_await from.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, failed));
            if (failed && state->dead) co_return;
            const auto due = Clock::now() + state->delay;
            std::string bytes(buffer.data(), count);
            if (from_host && passed + count > state->limit) {
                bytes.resize(state->limit - passed);
                state->dead = true;
                if (!bytes.empty()) deliver(state, link, to, due, std::move(bytes));
            } else if (failed || !state->dead) {
                deliver(state, link, to, due, std::move(bytes));
            }
            if (failed) co_return;
            passed += count;
            if (from_host) state->passed = passed;
        }
    }

    // Nothing to deliver is the end of all.
    static void deliver(std::shared_ptr<State> state,
                        std::shared_ptr<Link> link,
                        Socket& to,
                        Clock::time_point due,
                        std::string bytes) {
        auto timer = std::make_shared<asio::steady_timer>(state->loop, due);
        auto on_time = [timer, link, &to, bytes = std::move(bytes)](asio::error_code) {
            if (bytes.empty()) return link->close();
            asio::error_code ignored;
            asio::write(to, asio::buffer(bytes), ignored);
        };
        timer->async_wait(std::move(on_time));
    }

    std::shared_ptr<State> state_;
};

}  // namespace wheels::test
