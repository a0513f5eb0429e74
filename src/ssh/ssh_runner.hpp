#pragma once

#include <memory>
#include <string>
#include <utility>

#include "ssh/session.hpp"
#include "wheels/connector.hpp"

namespace wheels::ssh {

/// Runs Commands on one host, over one authenticated session. Commands of a Sequence share requests as far as
/// they fit into one (see script.hpp).
class SshRunner final : public Runner {
public:
    SshRunner(std::shared_ptr<Session> session, std::string host)
        : session_(std::move(session)), host_(std::move(host)) {}

    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override;
    awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) override;
    bool alive() const override { return session_->alive(); }
    awaitable<void> close() override;

private:
    std::shared_ptr<Session> session_;
    std::string host_;
};

}  // namespace wheels::ssh
