#include "output/terminal_sink.hpp"

#include <exception>
#include <utility>
#include <variant>

namespace wheels::output {

void TerminalSink::on_event(const Event& event) noexcept {
    const bool plan = std::holds_alternative<event::Planned>(event) ||
                      (dry_run_ && std::holds_alternative<event::PhaseStarted>(event));
    try {
        still_running_.hear(event);
        auto told = transcript_.tell(event);
        if (told.empty()) return;
        still_running_.told();
        writer_.write(plan ? Channel::results : Channel::progress, std::move(told));
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

void TerminalSink::tick() noexcept {
    if (quiet_) return;
    try {
        const auto told = still_running_.tick();
        if (!told.empty()) writer_.write(Channel::progress, transcript_.end_line() + told);
    } catch (const std::exception&) {
        // Out of memory: one line less.
    }
}

}  // namespace wheels::output
