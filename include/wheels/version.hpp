#pragma once

namespace wheels {

/// The version of this library and of the `wheels` binary (semantic versioning).
inline constexpr const char* version = "0.1.0";

/// The Kamal release whose files and server state this version is compatible with.
inline constexpr const char* kamal_version = "2.12.0";

}  // namespace wheels
