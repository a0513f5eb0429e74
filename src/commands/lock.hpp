#pragma once

#include <string>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// The deploy lock: a directory on the primary host, with a file that says who holds it.
namespace wheels::commands {

struct LockDetails {
    LockDetails(std::string lock_locked_by,
                std::string lock_at,
                std::string lock_version,
                std::string lock_message);

    std::string locked_by;  ///< Author::name.
    std::string at;         ///< UTC, `2026-01-31T12:00:00Z`.
    std::string version;
    std::string message;

    /// The three lines that Kamal writes.
    std::string text() const;
};

/// What Kamal writes as the message of a lock that a deploy takes by itself.
inline constexpr const char* automatic_lock_message = "Automatic deploy lock";

/// Exit status of acquire_lock when somebody holds the lock.
inline constexpr int lock_held_status = 75;

/// `mkdir -p .kamal`
Command ensure_run_directory();

/// Atomic. Unchecked: ends with 0, with `lock_held_status` (see replies::is_lock_held), or fails with the
/// host's message; then nothing is left behind.
Command acquire_lock(const Config& config, const LockDetails& details);
/// Fails when there is no lock.
Command release_lock(const Config& config);
/// The same, but only while its details are these. Unchecked: ends with `lock_held_status` when somebody else
/// holds it, or nobody does, and then changes nothing.
Command release_own_lock(const Config& config, const std::string& details);
/// The details file as it is (see replies::decode_lock_details). Unchecked: not 0 when nobody holds the lock;
/// 0 and no text when the holder has not written the file yet.
Command lock_details(const Config& config);

}  // namespace wheels::commands
