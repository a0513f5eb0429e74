#include "ssh/agent_relay.hpp"

#include <libssh2.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "ssh/open_socket.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {

AgentRelay::AgentRelay(Session& session, NativeChannel* channel, std::string greeting)
    : session_(session), channel_(channel), agent_(session.on()), greeting_(std::move(greeting)) {}

// What happens later happens only as long as there is a session.
template <typename Next>
auto AgentRelay::guarded(Next next) {
    return [weak = weak_from_this(), next](asio::error_code failed, std::size_t count = 0) {
        const auto self = weak.lock();
        if (self && !self->ending_) next(*self, failed, count);
    };
}

void AgentRelay::on_arrival(Handler next) {
    auto heard = [weak = weak_from_this(), next](bool open) {
        const auto self = weak.lock();
        if (self && open) ((*self).*next)();
    };
    session_.on_arrival(std::move(heard), false);
}

void AgentRelay::start(const std::string& agent_socket, std::function<void()> ended) {
    ended_ = std::move(ended);
    auto connected = guarded([](AgentRelay& self, asio::error_code failed, std::size_t) {
        if (failed) {
            self.end();
        } else {
            self.greet();
        }
    });
    asio::error_code unusable;
    const auto address = [&]() -> asio::local::stream_protocol::endpoint {
        try {
            return {agent_socket};
        } catch (const asio::system_error& error) {
            unusable = error.code();  // it is too long for an address
            return {};
        }
    }();
    if (!unusable) open_socket(agent_, address.protocol(), unusable);
    if (unusable) {
        end();
        return;
    }
    agent_.async_connect(address, [connected](asio::error_code failed) { connected(failed); });
}

void AgentRelay::greet() {
    if (greeting_.empty()) {
        carry_there();
        carry_back();
        return;
    }
    auto written = guarded([](AgentRelay& self, asio::error_code failed, std::size_t) {
        if (failed) {
            self.end();
        } else {
            self.hear_greeting();
        }
    });
    asio::async_write(agent_, asio::buffer(greeting_), std::move(written));
}

// Whether it has understood it or not: OpenSSH, clientloop.c, client_request_agent.
void AgentRelay::hear_greeting() {
    auto headed = guarded([](AgentRelay& self, asio::error_code failed, std::size_t) {
        const auto size = wire::Reader({self.back_.data(), 4}).number();
        if (failed || size > self.back_.size()) {
            self.end();
            return;
        }
        auto heard = self.guarded([](AgentRelay& again, asio::error_code cut, std::size_t) {
            if (cut) {
                again.end();
            } else {
                again.greeting_.clear();
                again.greet();
            }
        });
        asio::async_read(self.agent_, asio::buffer(self.back_.data(), size), std::move(heard));
    });
    asio::async_read(agent_, asio::buffer(back_.data(), 4), std::move(headed));
}

void AgentRelay::carry_there() {
    if (ending_) return;
    auto call = [this]() -> long { return libssh2_channel_read(channel_, there_.data(), there_.size()); };
    const long count = session_.alive() ? session_.step(call) : Session::lost;
    if (count > 0) {
        auto written = guarded([](AgentRelay& self, asio::error_code failed, std::size_t) {
            if (failed) {
                self.end();
            } else {
                self.carry_there();
            }
        });
        asio::async_write(agent_, asio::buffer(there_.data(), static_cast<std::size_t>(count)),
                          std::move(written));
    } else if (count == Session::again || (count == 0 && libssh2_channel_eof(channel_) == 0)) {
        on_arrival(&AgentRelay::carry_there);
    } else if (count == 0) {
        // It may still listen to an answer; the agent closes after that.
        asio::error_code ignored;
        agent_.shutdown(asio::socket_base::shutdown_send, ignored);
    } else {
        end();
    }
}

void AgentRelay::carry_back() {
    auto heard = guarded([](AgentRelay& self, asio::error_code ended, std::size_t count) {
        if (ended) {
            self.end();
            return;
        }
        self.back_begin_ = 0;
        self.back_end_ = count;
        self.write_back();
    });
    agent_.async_read_some(asio::buffer(back_), std::move(heard));
}

void AgentRelay::write_back() {
    if (ending_) return;
    while (back_begin_ < back_end_) {
        const std::string_view rest(back_.data() + back_begin_, back_end_ - back_begin_);
        auto call = [this, rest]() -> long {
            return libssh2_channel_write(channel_, rest.data(), rest.size());
        };
        const long count = session_.alive() ? session_.step(call) : Session::lost;
        if (count == Session::again || count == 0) {
            on_arrival(&AgentRelay::write_back);
            return;
        }
        if (count < 0) {
            end();
            return;
        }
        back_begin_ += static_cast<std::size_t>(count);
    }
    carry_back();
}

// Until libssh2 has freed the channel: closing may have to wait for an answer of the host.
void AgentRelay::end() {
    ending_ = true;
    asio::error_code ignored;
    agent_.close(ignored);
    auto call = [this]() -> long { return libssh2_channel_free(channel_); };
    if (session_.alive() && session_.step(call) == Session::again) {
        on_arrival(&AgentRelay::end);
        return;
    }
    if (ended_) asio::post(session_.on(), std::exchange(ended_, nullptr));
}

}  // namespace wheels::ssh
