#pragma once

#include <memory>

#include "base/redactor.hpp"
#include "wheels/console.hpp"

namespace wheels::engine {

/// Hands on what a program says with secrets taken out, as a stream of its own for each of the two. A stream
/// that pauses in the middle of what may be a secret is passed on when it goes on.
std::unique_ptr<Endpoint> redacting(std::unique_ptr<Endpoint> next, const Redactor& redactor);

}  // namespace wheels::engine
