#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transport/runner.hpp"

namespace wheels {

/// Runs nothing: tells the observer of every Command, and nobody answers: there is its `dry_reply` instead.
/// It has no means to connect to anything, which is the point of it.
class DryRunner final : public Runner {
public:
    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override;
    bool alive() const override { return true; }
    awaitable<void> close() override;
};

class DryConnector final : public Connector {
public:
    awaitable<std::unique_ptr<Runner>> connect(std::string host) override;
    awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) override;
};

}  // namespace wheels
