#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "async/crowd.hpp"
#include "ssh/session.hpp"
#include "wheels/connector.hpp"

namespace wheels::ssh {

/// A Forward over a session of its own, which has no other use: libssh2 takes the answer to a keepalive for
/// the answer to its request (see Session::Keepalive).
class RemoteForward final : public Forward, private Arrivals {
public:
    /// Asks the host to listen on 127.0.0.1, as Kamal does. Throws Error{command_failed} when it refuses,
    /// Error{connection_lost}, Error{timed_out}. Cancellable.
    static awaitable<std::unique_ptr<Forward>> open(std::shared_ptr<Session> session,
                                                    std::string host,
                                                    ForwardedPort ports,
                                                    std::chrono::milliseconds patience);

    RemoteForward(std::shared_ptr<Session> session, std::string host, ForwardedPort ports)
        : session_(std::move(session)), host_(std::move(host)), ports_(ports) {}
    ~RemoteForward() override;
    RemoteForward(const RemoteForward&) = delete;
    RemoteForward& operator=(const RemoteForward&) = delete;

    awaitable<void> serve() override;
    std::optional<std::string> trouble() const override { return *trouble_; }
    awaitable<void> close() override;

private:
    awaitable<void> listen(std::chrono::milliseconds patience);
    awaitable<Task> next() override;

    std::shared_ptr<Session> session_;
    std::string host_;
    ForwardedPort ports_;
    NativeListener* listener_ = nullptr;  // belongs to libssh2's session
    std::shared_ptr<std::optional<std::string>> trouble_ = std::make_shared<std::optional<std::string>>();
};

}  // namespace wheels::ssh
