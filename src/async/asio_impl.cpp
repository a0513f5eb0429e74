// Asio's own code, compiled once (ASIO_SEPARATE_COMPILATION).
#include <asio/impl/src.hpp>

#include "wheels/awaitable.hpp"

// See wheels/awaitable.hpp: what a program links to that was compiled with this version of Asio.
namespace wheels::abi {
#define WHEELS_JOIN_EXPANDED(first, second) first##second
#define WHEELS_JOIN(first, second) WHEELS_JOIN_EXPANDED(first, second)
void WHEELS_JOIN(built_with_asio_, ASIO_VERSION)() noexcept {}
}  // namespace wheels::abi
