#include "engine/place_observer.hpp"

#include <utility>

namespace wheels::engine {

void PlaceObserver::started(const Command& command) noexcept {
    last_step_ = command.name;
    sink_.on_event(event::CommandStarted{place_, command.name, command.line, command.talks});
}

void PlaceObserver::planned(const Command& command) noexcept {
    sink_.on_event(event::Planned{place_, command.line, command.condition});
}

void PlaceObserver::heard(const Command& command, Stream stream, std::string_view bytes) noexcept {
    auto& listener = this->listener(stream);
    if (!listener) {
        listener.emplace(redactor_, [this, stream, shown = command.shown](const LineSplitter::Piece& piece) {
            if (shown) {
                sink_.on_event(event::BuildLine{std::string(piece.text)});
            } else {
                sink_.on_event(event::OutputLine{place_, stream, std::string(piece.text)});
            }
        });
    }
    listener->lines.feed(listener->clean.feed(bytes));
}

void PlaceObserver::finished(const Command& command, const ExecResult& result) noexcept {
    end(false);
    sink_.on_event(event::CommandFinished{place_, command.name, result.status, result.took, command.talks});
}

void PlaceObserver::broke_off() noexcept {
    end(true);
}

void PlaceObserver::end(bool torn) {
    for (auto* listener : {&out_, &err_}) {
        if (!*listener) continue;
        (*listener)->lines.feed((*listener)->clean.flush(torn));
        (*listener)->lines.flush();
        listener->reset();
    }
}

}  // namespace wheels::engine
