#pragma once

#include "base/redactor.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Hands every event on with its texts redacted, and only then cut. For the boundary of the library.
///
/// What commands and hooks write is the exception: it is redacted as a stream where it comes in, before it is
/// taken apart into lines (place_observer.hpp, hook_output.hpp).
class RedactingSink final : public Sink {
public:
    RedactingSink(Sink& next, const Redactor& redactor) : next_(next), redactor_(redactor) {}

    void on_event(const Event& event) noexcept override;

private:
    Sink& next_;
    const Redactor& redactor_;
};

}  // namespace wheels::engine
