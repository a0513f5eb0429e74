#include "output/terminal_sink.hpp"

#include <exception>
#include <variant>

namespace wheels::output {

void TerminalSink::on_event(const Event& event) noexcept {
    const bool plan = std::holds_alternative<event::Planned>(event) ||
                      (dry_run_ && std::holds_alternative<event::PhaseStarted>(event));
    try {
        writer_.write(plan ? Channel::results : Channel::progress, transcript_.tell(event));
    } catch (const std::exception&) {
        // Out of memory: one line less.
    }
}

void TerminalSink::end_line() noexcept {
    try {
        writer_.write(Channel::progress, transcript_.end_line());
    } catch (const std::exception&) {
        // Out of memory: one line less.
    }
}

}  // namespace wheels::output
