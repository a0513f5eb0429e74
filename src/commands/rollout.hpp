#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/command.hpp"
#include "wheels/config.hpp"
#include "wheels/request.hpp"

/// kamal-proxy's rollout: a service has a second container, which gets a share of its requests. Kamal does
/// not use it; kamal-proxy has it since before v0.9.2, Kamal 2.12's minimum.
namespace wheels::commands {

/// What kamal-proxy keeps of its services over a restart: `kamal-proxy list` does not tell of rollouts. Read
/// from outside, so that it is not asked which programs the image has. replies::parse_proxy_state reads it.
/// Unchecked.
Command read_proxy_state();
/// The same where the app has ever had a canary here (note_canary()); else nothing is asked, and nothing
/// answered: what every deploy asks of Docker is not to grow.
Command read_proxy_state_if_noted(const Config& config);
/// Leaves an empty file in the app's folder, which goes with that.
Command note_canary(const Config& config);
/// The container becomes the second one once it is healthy; the share stays what it was. Blocks until the one
/// before it has drained.
Command rollout_deploy(const Config& config, const Role& role, const std::string& container_id);
Command rollout_set(const Config& config, const Role& role, const CanaryShare& share);
/// Lets requests that are under way in the second container end, which rollout_stop() does not wait for: the
/// one that serves takes its place, and gets no share. After rollout_stop(). Unchecked.
Command rollout_drain(const Config& config, const Role& role, const std::string& serving_id);
/// All requests go to the container that serves. Unchecked: to a proxy without the service that is news, and
/// no harm.
Command rollout_stop(const Config& config, const Role& role);

}  // namespace wheels::commands

namespace wheels::replies {

/// A service of kamal-proxy.
struct ServedService {
    std::string name;
    std::string target;  ///< The container that serves: the first 12 digits of its id.
    std::string second;  ///< The one that has a share, by the same; empty: no rollout goes on.
    CanaryShare share;
};
/// Throws Error{command_failed} where it is not what kamal-proxy writes. An empty text: it serves nothing
/// yet.
std::vector<ServedService> parse_proxy_state(std::string_view json);

/// Whether the question failed because there is no proxy, or none that has ever served: nothing has a share.
bool has_no_proxy_state(std::string_view err);

}  // namespace wheels::replies
