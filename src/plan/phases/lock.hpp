#pragma once

#include <string>

#include "plan/phase.hpp"

/// Kamal's deploy lock: a directory on the primary host of the whole configuration, whatever the filters say,
/// so that two runs can never lock different hosts.
namespace wheels::plan {

/// Takes the lock for the time of the run, unless a run around this one holds it, and makes the run directory
/// on hosts that do not get it with the first line of their audit log: `hosts`.
Phases take_lock(std::vector<std::string> hosts);
Phase release_lock();

/// Takes it by hand: it is kept when the run ends well.
Phase take_lock_by_hand(std::string message);
/// Releases it, whoever holds it.
Phase release_lock_by_hand();
/// Answers with the holder's details as text, when somebody holds it.
Phase show_lock();

/// Throws Error{lock_held} that says who holds it. With RunState::lock.wait, an automatic lock is polled
/// until the timeout; a lock that was taken by hand is not waited for.
Dialogue<> acquire_lock(RunState& run, std::string message);
/// Releases what acquire_lock() took, if its details are still ours: a lock that was released by hand
/// meanwhile may be somebody else's by now, and is left alone with a warning. Throws Error when the host says
/// no.
Dialogue<> release_own_lock(RunState& run);
/// Commands that are told the lock's host anyway go with the release, in one sequence.
Dialogue<> release_own_lock_after(RunState& run, Sequence before);

}  // namespace wheels::plan
