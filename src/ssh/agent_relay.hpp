#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "async/coroutine.hpp"
#include "ssh/session.hpp"

namespace wheels::ssh {

/// One connection of a program on the host with the ssh-agent of this machine, over a channel that the host
/// has opened. It belongs to the session: nobody waits for it, and it goes with the session or with either of
/// its ends.
class AgentRelay : public std::enable_shared_from_this<AgentRelay> {
public:
    /// `session` outlives it. `greeting` is a request that the agent gets first; its answer stays here.
    AgentRelay(Session& session, NativeChannel* channel, std::string greeting);
    AgentRelay(const AgentRelay&) = delete;
    AgentRelay& operator=(const AgentRelay&) = delete;

    /// `ended` is called when it is over, also where no agent answers.
    void start(const std::string& agent_socket, std::function<void()> ended);

private:
    using Handler = void (AgentRelay::*)();

    void greet();
    void hear_greeting();
    void carry_there();
    void carry_back();
    void write_back();
    void end();
    void on_arrival(Handler next);
    template <typename Next>
    auto guarded(Next next);

    Session& session_;
    NativeChannel* channel_;  // belongs to libssh2's session until it is freed
    asio::local::stream_protocol::socket agent_;
    std::string greeting_;
    std::function<void()> ended_;
    std::array<char, 16384> there_{};
    std::array<char, 16384> back_{};
    std::size_t back_begin_ = 0;
    std::size_t back_end_ = 0;
    bool ending_ = false;
};

}  // namespace wheels::ssh
