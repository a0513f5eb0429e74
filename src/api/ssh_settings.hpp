#pragma once

#include <map>
#include <string>
#include <vector>

#include "ssh/ssh_connector.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// What the files that `ssh/config` names say of each of the hosts. Runs the commands of `Match exec`. Tells
/// `sink` once of a User that does not count. Throws Error{config}, with file and line, for mistakes in the
/// files and for what they ask for and we do not do. Cancellable.
awaitable<std::map<std::string, HostSettings>> ssh_settings(const Config& config,
                                                            std::vector<std::string> hosts,
                                                            const Surroundings& surroundings,
                                                            ProcessRunner& processes,
                                                            Sink& sink);

/// The same for people: a line `host NAME`, then what counts for it in the words of `ssh -G`.
awaitable<std::vector<std::string>> ssh_report(const Config& config,
                                               std::vector<std::string> hosts,
                                               const Surroundings& surroundings,
                                               ProcessRunner& processes,
                                               Sink& sink);

}  // namespace wheels::api
