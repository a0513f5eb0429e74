#include "commands/folders.hpp"

#include "base/shell.hpp"
#include "commands/paths.hpp"

namespace wheels::commands {
namespace {

Command remove(const std::string& what, const std::string& path) {
    return {"remove " + what, "rm -rf " + shell::quote(path)};
}

}  // namespace

Command remove_app_directory(const Config& config) {
    return remove("app directory", app_directory(config));
}

Command remove_app_directory_of_proxy(const Config& config) {
    return remove("app directory of the proxy", app_directory_in_proxy(config));
}

Command remove_proxy_directory() {
    return remove("proxy directory", proxy_directory);
}

Command remove_accessory_directory(const Accessory& accessory) {
    return remove("directory of accessory " + accessory.name, accessory.service);
}

Command list_apps() {
    Command command("look for other apps",
                    "if [ -d " + apps_directory + " ]; then ls " + apps_directory + "; fi");
    command.probe = true;
    command.dry_reply = "<other apps>";
    return command;
}

}  // namespace wheels::commands
