#pragma once

#include <string>

#include "async/coroutine.hpp"
#include "engine/places.hpp"
#include "plan/phase.hpp"

namespace wheels::engine {

/// Carries out what the plan says: gives dialogues what they need, from the places where they are held. It
/// decides nothing, and does not grow with a verb. Everything given must outlive it.
class Interpreter {
public:
    Interpreter(Places& places, plan::RunState& run, const Collaborators& with)
        : places_(places), run_(run), with_(with) {}

    /// All steps at once; returns when each of them has ended. A host that goes wrong is told of as soon as
    /// it does, since the others may be at work for a long time yet, and written into the ledger. Throws one
    /// Error with every Failure, in the order of the steps, or else what is no Error: the first cause, and
    /// the cancellation of others only when there is none. Cancellable.
    awaitable<void> take(plan::Steps steps);

    /// One dialogue, to its end. Throws what it throws. Cancellable: the dialogue is told so by an exception,
    /// and gets nothing any more.
    awaitable<void> hold(plan::Place place, plan::Dialogue<> dialogue);

private:
    awaitable<void> take_one(plan::Step step);
    awaitable<std::vector<ExecResult>> give(plan::Place place, plan::Demand demand);
    awaitable<void> wait_for(plan::Barrier& barrier);
    Error recorded(const Error& error, const plan::Place& place);

    Places& places_;
    plan::RunState& run_;
    const Collaborators& with_;
};

}  // namespace wheels::engine
