#pragma once

#include <string>
#include <vector>

#include "plan/phase.hpp"

namespace wheels::plan {

/// Those with these names, in the order of deploy.yml; all when there is no name. Throws Error{usage} when
/// deploy.yml has none of a name, or it has no host in scope.
std::vector<const Accessory*> accessories_named(const RunState& run, const std::vector<std::string>& names);
/// Their hosts in scope, each once.
std::vector<std::string> hosts_of(const RunState& run, const std::vector<const Accessory*>& accessories);

/// Starts the accessories where they are not there yet, one after the other, as deploy.yml lists them,
/// because later ones may need earlier ones; each on all of its hosts at once. A container that exists, in
/// any state, is left alone, but its files are brought up to date (Kamal 2.12: cli/accessory.rb).
Phases boot_accessories(const std::vector<const Accessory*>& accessories);

/// Pulls the image on all hosts of an accessory, and replaces its containers then.
Phases reboot_accessories(const std::vector<const Accessory*>& accessories);
Phases start_accessories(const std::vector<const Accessory*>& accessories);
/// Stops them, and takes them from the proxy.
Phases stop_accessories(const std::vector<const Accessory*>& accessories);
Phases remove_accessories(const std::vector<const Accessory*>& accessories);

/// One of the steps of these.
Phases accessory_step(verb::AccessoryStep::What what, const std::vector<const Accessory*>& accessories);

}  // namespace wheels::plan
