#pragma once

#include <cstddef>

#include "async/coroutine.hpp"
#include "async/run_all.hpp"

namespace wheels {

/// Where work comes from that nobody can count beforehand: the connections that somebody opens.
class Arrivals {
public:
    virtual ~Arrivals() = default;

    /// The next piece, whenever it comes. Throws when there will be no more.
    virtual awaitable<Task> next() = 0;
};

/// Runs everything that arrives, all at once, but at most `limit` at a time: then the next one is not asked
/// for until one has ended.
///
/// Never returns but by throwing: what `arrivals` throws, or operation_aborted when cancelled; in either case
/// the running pieces are cancelled first and awaited. Pieces deal with their own failures; what one throws
/// all the same before that, but operation_aborted, is thrown in the end. Lifetime: `arrivals` must outlive
/// the call.
awaitable<void> run_as_they_come(Arrivals& arrivals, std::size_t limit);

}  // namespace wheels
