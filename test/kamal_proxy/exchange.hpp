#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "connection.hpp"
#include "http_head.hpp"
#include "target.hpp"

namespace kamal_proxy {

/// One request and its answer: from a client to a target and back, on a connection of its own to the target.
class Exchange {
public:
    Exchange(std::shared_ptr<Connection> client,
             RequestHead request,
             std::shared_ptr<Target> target,
             std::chrono::milliseconds answer_limit);

    /// Nothing when the answer went to the client; else the status that the client should get: 502 when the
    /// target cannot be talked to, 504 when it is late or was drained. Does not throw.
    awaitable<std::optional<int>> run();

    /// Whether the client's connection can take another request.
    bool reusable() const { return reusable_; }

private:
    awaitable<void> talk();
    awaitable<void> send_body();
    awaitable<void> receive();
    awaitable<ResponseHead> answer_head();

    std::shared_ptr<Connection> client_;
    std::shared_ptr<Connection> upstream_;
    RequestHead request_;
    Framing body_;
    Target::InFlight place_;
    std::shared_ptr<Target> target_;
    std::chrono::milliseconds answer_limit_;
    bool body_sent_ = false;
    bool begun_ = false;  ///< The client has got the first bytes of the answer.
    bool reusable_ = false;
    bool late_ = false;
};

}  // namespace kamal_proxy
