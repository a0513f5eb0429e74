#pragma once

#include "async/coroutine.hpp"

namespace wheels {

/// Runs `service` for as long as `work` runs: when the work has ended, the service is cancelled, and awaited.
///
/// Throws what the work throws. A service that ends by itself while the work needs it cancels the work, and
/// its own error is thrown (a service that just returns is no reason to end the work). Cancellation: both are
/// cancelled and still awaited, then operation_aborted is thrown. Lifetime: what they refer to must outlive
/// the call.
awaitable<void> beside(awaitable<void> service, awaitable<void> work);

}  // namespace wheels
