#pragma once

// libssh2's types by name only: its header stays in the source files of this folder.
struct _LIBSSH2_SESSION;   // NOLINT(bugprone-reserved-identifier)
struct _LIBSSH2_CHANNEL;   // NOLINT(bugprone-reserved-identifier)
struct _LIBSSH2_LISTENER;  // NOLINT(bugprone-reserved-identifier)

namespace wheels::ssh {

using NativeSession = ::_LIBSSH2_SESSION;
using NativeChannel = ::_LIBSSH2_CHANNEL;
using NativeListener = ::_LIBSSH2_LISTENER;

}  // namespace wheels::ssh
