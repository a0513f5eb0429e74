#pragma once

#include <functional>
#include <memory>
#include <string>

#include "wheels/console.hpp"

namespace wheels::c_api {

/// What programs say that a run has started on hosts (`app exec`, `app logs`), as events in JSON.
class JsonConsole final : public Console {
public:
    using Heard = std::function<void(const std::string& json)>;

    /// `heard` is called on the engine's thread, and does not throw.
    explicit JsonConsole(Heard heard) : heard_(std::move(heard)) {}

    std::unique_ptr<Endpoint> open(const Program& program) override;

private:
    Heard heard_;
};

}  // namespace wheels::c_api
