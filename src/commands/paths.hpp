#pragma once

#include <string>

#include "wheels/config.hpp"

/// Where things are on a host, relative to the home directory of its user (Kamal 2.12: configuration.rb).
namespace wheels::commands {

inline const std::string run_directory = ".kamal";
inline const std::string proxy_directory = ".kamal/proxy";
inline const std::string proxy_apps_directory = ".kamal/proxy/apps-config";

inline const std::string apps_directory = ".kamal/apps";

inline std::string app_directory(const Config& config) {
    return apps_directory + "/" + config.service_and_destination();
}
inline std::string app_directory_in_proxy(const Config& config) {
    return proxy_apps_directory + "/" + config.service_and_destination();
}
inline std::string env_directory(const Config& config) {
    return run_directory + "/apps/" + config.service_and_destination() + "/env/roles";
}
inline std::string accessory_env_directory(const Config& config) {
    return run_directory + "/apps/" + config.service_and_destination() + "/env/accessories";
}
inline std::string assets_directory(const Config& config) {
    return run_directory + "/apps/" + config.service_and_destination() + "/assets";
}
inline std::string lock_directory(const Config& config) {
    return run_directory + "/lock-" + config.service_and_destination();
}
inline std::string audit_file(const Config& config) {
    return run_directory + "/" + config.service_and_destination() + "-audit.log";
}

}  // namespace wheels::commands
