#pragma once

#include <cstddef>

namespace wheels::test {

/// Whether the sanitizers watch. g++ says so, which builds everything that is sanitized here.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// From one tried place to the next, where each of many is tried: with the sanitizers, under which everything
/// takes ten to twenty times as long, only some are. That every place keeps its promise is shown by the other
/// build, and what the sanitizers look for is in the code that all places share.
constexpr std::size_t stride(std::size_t when_sanitized) {
    return sanitized ? when_sanitized : 1;
}

}  // namespace wheels::test
