#pragma once

#include <string>
#include <variant>
#include <vector>

#include "wheels/event.hpp"

namespace wheels::test {

/// Keeps every event, and the lines that hooks printed as a terminal would show them.
class RecordingSink : public Sink {
public:
    void on_event(const Event& event) noexcept override {
        events.push_back(event);
        if (const auto* output = std::get_if<event::HookOutput>(&event)) {
            if (output->begins_line || hook_lines.empty())
                hook_lines.push_back("[hook:" + output->hook + "] ");
            hook_lines.back() += output->text;
        }
    }

    template <typename T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& event : events) {
            if (const auto* match = std::get_if<T>(&event)) found.push_back(*match);
        }
        return found;
    }

    std::vector<Event> events;
    std::vector<std::string> hook_lines;
};

}  // namespace wheels::test
