#include <exception>

#include "wheels/testing.hpp"

namespace wheels::testing {

void RecordingSink::on_event(const Event& event) noexcept {
    try {
        events_.push_back(event);
    } catch (const std::exception&) {
        // No memory: a test that misses an event says so itself.
    }
}

}  // namespace wheels::testing
