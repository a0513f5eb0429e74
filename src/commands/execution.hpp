#pragma once

#include <string>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Commands of the user, in containers and on hosts (Kamal 2.12: commands/app/execution.rb). Their words are
/// for the shell of the host, as they are.
namespace wheels::commands {

/// What docker is to connect the command to.
struct Attachment {
    bool input = false;
    bool terminal = false;
};

/// In the container of the version.
Command exec_in_app(const Config& config,
                    const Role& role,
                    const std::string& version,
                    const Pairs& environment,
                    Attachment attachment,
                    const std::string& words);

/// A new container of the app, beside those that serve.
struct AppContainer {
    std::string version;
    std::string host;
    std::string random_hex6;  ///< Keeps its name apart from others.
    Pairs environment;
    bool detach = false;  ///< Answers with its id; it stays when it has ended.
};
/// Throws std::out_of_range when the host is none of the role's.
Command run_in_app(const Config& config,
                   const Role& role,
                   const AppContainer& container,
                   Attachment attachment,
                   const std::string& words);

Command exec_in_accessory(const Accessory& accessory, Attachment attachment, const std::string& words);
/// In a new container beside the accessory's own, with its image, environment and volumes.
Command run_in_accessory(const Config& config,
                         const Accessory& accessory,
                         Attachment attachment,
                         const std::string& words);

/// On the host itself.
Command run_on_host(const std::string& words);

/// `latest[-destination]`
std::string latest_tag(const Config& config);

}  // namespace wheels::commands
