#pragma once

#include "wheels/export.hpp"

#define WHEELS_VERSION_MAJOR 0
#define WHEELS_VERSION_MINOR 1
#define WHEELS_VERSION_PATCH 0

namespace wheels {

/// The version of these headers and of the `wheels` binary (semantic versioning).
inline constexpr const char* version = "0.1.0";
/// That of the library that runs, which may be a later one of the same minor version.
WHEELS_API const char* version_of_library() noexcept;

/// The Kamal release whose files and server state this version is compatible with.
inline constexpr const char* kamal_version = "2.12.0";

}  // namespace wheels
