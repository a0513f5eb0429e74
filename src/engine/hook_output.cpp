#include "engine/hook_output.hpp"

#include <chrono>
#include <utility>

namespace wheels::engine {
namespace {

constexpr std::chrono::milliseconds quiet_time{100};

}  // namespace

HookOutput::HookOutput(std::string hook, bool shown, Sink& sink, const Redactor& redactor, const executor& on)
    : hook_(std::move(hook)),
      shown_(shown),
      sink_(sink),
      redactor_(redactor),
      lines_([this](const LineSplitter::Piece& piece) {
          sink_.on_event(
              event::HookOutput{hook_, std::string(piece.text), piece.begins_line, piece.ends_line});
      }),
      silence_(on) {}

void HookOutput::take(std::string_view bytes) {
    pass_on(redactor_.feed(bytes));
    silence_.cancel();
    if (redactor_.holds_back()) pass_on_when_quiet();
}

void HookOutput::pass_on_when_quiet() {
    silence_.expires_after(quiet_time);
    silence_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](const asio::error_code& cancelled) {
        if (!cancelled && !alive.expired()) pass_on(redactor_.pause());
    });
}

void HookOutput::finish(bool torn) {
    silence_.cancel();
    pass_on(redactor_.flush(torn));
}

void HookOutput::reveal() {
    if (std::exchange(shown_, true)) return;
    if (forgot_) {
        hidden_.erase(0, hidden_.find('\n') + 1);  // the rest of a line whose beginning is not there
        sink_.on_event(event::Notice{event::Notice::Level::info,
                                     {},
                                     "hook " + hook_ + " wrote more than is kept; here is the end of it:"});
    }
    pass_on(std::exchange(hidden_, {}));
}

void HookOutput::pass_on(std::string_view clean) {
    if (shown_) {
        lines_.feed(clean);
        lines_.flush();
        return;
    }
    hidden_ += clean;
    if (hidden_.size() <= 2 * hidden_limit) return;
    hidden_.erase(0, hidden_.size() - hidden_limit);
    forgot_ = true;
}

}  // namespace wheels::engine
