#include "engine/collaborators.hpp"

#include <fmt/chrono.h>

namespace wheels::engine {

std::string iso8601(std::chrono::system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace wheels::engine
