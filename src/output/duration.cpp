#include "output/duration.hpp"

#include <fmt/format.h>

namespace wheels::output {

std::string duration(std::chrono::milliseconds time) {
    const auto tenths = (time.count() + 50) / 100;
    if (tenths < 600) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
    const auto seconds = (time.count() + 500) / 1000;
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

}  // namespace wheels::output
