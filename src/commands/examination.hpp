#pragma once

#include <string>
#include <string_view>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// What doctor asks. Nothing of it changes anything, and every status is a value: examination_replies.hpp
/// reads the answers, which it finds by the names of the commands.
namespace wheels::commands {

namespace asked {
inline constexpr std::string_view time = "ask for the time";
inline constexpr std::string_view memory = "ask for memory";
inline constexpr std::string_view docker = "ask for Docker";
inline constexpr std::string_view listeners = "look for programs that listen";
inline constexpr std::string_view lock = "look for a deploy lock";
inline constexpr std::string_view folders = "look for folders of the app";
inline constexpr std::string_view boot_config = "look for a boot config of the proxy";
inline constexpr std::string_view disk = "ask for the disk";
inline constexpr std::string_view containers = "list containers";
inline constexpr std::string_view git = "look for git";
inline constexpr std::string_view buildx = "look for buildx";
inline constexpr std::string_view pack = "look for pack";
inline constexpr std::string_view ssh = "look for ssh";
inline constexpr std::string_view agent = "ask the ssh-agent";
inline constexpr std::string_view hooks = "look for hooks that cannot be run";
}  // namespace asked

/// What a host is asked whatever it has: time, memory, Docker, who listens, lock and folders of the app.
Sequence examine_machine(const Config& config);
/// How much room there is where Docker keeps its data.
Command ask_disk(const std::string& folder);
/// All containers, of whatever service, running or not.
Command list_containers();

/// What this machine is asked, as far as the configuration needs it. `hooks`: names of those to look at.
Sequence examine_this_machine(const Config& config, const std::vector<std::string>& hooks);

/// Whether the registry takes the account. The login is forgotten: it goes to a folder that lives for a
/// moment, in memory where there is such a place.
Command try_account(const Registry& registry);

}  // namespace wheels::commands
