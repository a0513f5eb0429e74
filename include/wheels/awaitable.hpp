#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/version.hpp>

#include "wheels/export.hpp"

#ifndef ASIO_HAS_CO_AWAIT
#error \
    "Asio takes this compiler for one without coroutines: compile with what `pkg-config --cflags wheels` says"
#endif

namespace wheels {

/// Work that runs when it is awaited, on the executor of whoever awaits it.
template <typename T>
using awaitable = asio::awaitable<T>;

/// Your Asio and the library's share objects, so they have to be of one version. Another one is an undefined
/// symbol with the version in its name, when you link, instead of a crash.
namespace abi {
#define WHEELS_JOIN_EXPANDED(first, second) first##second
#define WHEELS_JOIN(first, second) WHEELS_JOIN_EXPANDED(first, second)
WHEELS_API void WHEELS_JOIN(built_with_asio_, ASIO_VERSION)() noexcept;
[[gnu::used]] inline void (*const needs_library)() noexcept = WHEELS_JOIN(built_with_asio_, ASIO_VERSION);
#undef WHEELS_JOIN
#undef WHEELS_JOIN_EXPANDED
}  // namespace abi

}  // namespace wheels
