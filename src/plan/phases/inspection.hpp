#pragma once

#include <vector>

#include "plan/phase.hpp"

/// Questions to hosts, whose answers are what the verb is for.
namespace wheels::plan {

/// The containers of proxy, app and accessories.
Phase ask_details();
/// The containers of each role; all containers of the app, whatever their state; its images.
Phase ask_app_details();
Phase ask_app_containers();
Phase ask_app_images();
/// The version of the first role that serves on each host; empty where none does.
Phase ask_app_version();
Phase ask_proxy_details();
Phase ask_boot_config();
Phase ask_accessory_details(std::vector<const Accessory*> accessories);
/// The last lines of the audit log.
Phase ask_audit(unsigned lines);

}  // namespace wheels::plan
