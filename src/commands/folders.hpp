#pragma once

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Folders of ours on a host, when they are no longer needed. Nothing happens to one that is not there.
namespace wheels::commands {

/// Env files and assets of the app.
Command remove_app_directory(const Config& config);
/// Its error pages and certificates.
Command remove_app_directory_of_proxy(const Config& config);
Command remove_proxy_directory();
/// Files and data of the accessory.
Command remove_accessory_directory(const Accessory& accessory);

/// The apps that have a folder on the host, one a line; also those that this project knows nothing of.
Command list_apps();

}  // namespace wheels::commands
