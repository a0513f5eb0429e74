#pragma once

#include "base/redactor.hpp"
#include "wheels/event.hpp"
#include "wheels/report.hpp"

namespace wheels::engine {

/// Takes the secrets out of every event on its way to the user's sink: the one place that does so.
/// Hook output is the exception: it is redacted as a stream where it is read (see hooks.hpp).
class RedactingSink final : public Sink {
public:
    RedactingSink(Sink& next, const Redactor& redactor) : next_(next), redactor_(redactor) {}

    void on_event(const Event& event) noexcept override;

private:
    Sink& next_;
    const Redactor& redactor_;
};

/// The failure with every text redacted.
Failure redacted(Failure failure, const Redactor& redactor);
/// The report with every text redacted.
Report redacted(Report report, const Redactor& redactor);
/// The error with every text redacted.
Error redacted(const Error& error, const Redactor& redactor);

}  // namespace wheels::engine
