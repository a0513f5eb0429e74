#pragma once

#include "commands/author.hpp"
#include "wheels/awaitable.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// Who deploys, as Kamal tells it (git's user.email and user.name). Runs git; without it, or without an
/// answer in ten seconds, it is the login name. All references must outlive it.
awaitable<Author> find_author(const Surroundings& surroundings, ProcessRunner& processes);

}  // namespace wheels::api
