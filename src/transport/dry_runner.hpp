#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wheels/connector.hpp"

namespace wheels {

/// Runs nothing: tells the observer of every Command, and nobody answers: there is its `dry_reply` instead.
/// It has no means to connect to anything, which is the point of it.
class DryRunner final : public Runner {
public:
    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override;
    awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) override;
    bool alive() const override { return true; }
    awaitable<void> close() override;
};

class DryConnector final : public Connector {
public:
    /// `forwards` is told of every port that would be forwarded.
    explicit DryConnector(std::function<void(const std::string& host, ForwardedPort ports)> forwards = {});

    awaitable<std::unique_ptr<Runner>> connect(std::string host) override;
    awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) override;

private:
    std::function<void(const std::string&, ForwardedPort)> forwards_;
};

}  // namespace wheels
