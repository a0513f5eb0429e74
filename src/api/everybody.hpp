#pragma once

#include <vector>

#include "wheels/event.hpp"

namespace wheels::api {

/// The sinks of a project as one, in their order.
class Everybody final : public Sink {
public:
    explicit Everybody(const std::vector<Sink*>& sinks) : sinks_(sinks) {}

    void on_event(const Event& event) noexcept override {
        for (auto* sink : sinks_) {
            if (sink != nullptr) sink->on_event(event);
        }
    }

private:
    const std::vector<Sink*>& sinks_;
};

}  // namespace wheels::api
