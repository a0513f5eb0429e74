#pragma once

#include <string>
#include <vector>

#include "commands/listing.hpp"
#include "commands/shell_line.hpp"
#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Containers beside the app, such as databases.
namespace wheels::commands {

/// A file that an accessory gets, read from this machine.
struct AccessoryUpload {
    const AccessoryFile* file = nullptr;
    std::string content;
};

/// The file of its secret variables.
std::string accessory_env_path(const Config& config, const Accessory& accessory);
/// `--volume` for its volumes, files and directories.
void add_accessory_volumes(ShellLine& line, const Accessory& accessory);

/// `docker run`. Its stdout is the id of the new container.
Command run_accessory(const Config& config, const Accessory& accessory, const std::string& host);

/// Ids of the accessory's containers in any state, one per line.
Command accessory_containers(const Accessory& accessory);

/// Makes the folders that are mounted into it.
Sequence make_accessory_directories(const Accessory& accessory);
/// Puts its files where they are mounted from; a running container sees the new content.
Sequence upload_accessory_files(const Accessory& accessory, const std::vector<AccessoryUpload>& files);
/// The file of its secret variables, with its folder.
Sequence upload_accessory_env(const Config& config, const Accessory& accessory);

/// Makes the container the target of the accessory's service at the proxy. For accessories behind it only.
Command accessory_proxy_deploy(const Config& config,
                               const Accessory& accessory,
                               const std::string& container_id);

Command pull_accessory_image(const Accessory& accessory);
Command start_accessory(const Accessory& accessory);
/// Unchecked: there may be none.
Command stop_accessory(const Accessory& accessory);
/// Removes its containers that do not run.
Command remove_accessory_container(const Accessory& accessory);
Command remove_accessory_image(const Accessory& accessory);
/// The id of its running container; nothing when there is none.
Command running_accessory(const Accessory& accessory);

/// `docker ps` of the accessory.
Command accessory_details(const Accessory& accessory, Listing listing = Listing::table);

}  // namespace wheels::commands
