#pragma once

#include "plan/phase.hpp"

/// What the hosts have of the app, taken away (Kamal 2.12: cli/app.rb). Containers that run stay.
namespace wheels::plan {

Phase remove_app_container(std::string version);
Phase remove_app_containers();
/// These two only where no role runs that is out of scope.
Phase remove_app_images();
Phase remove_app_directories();

/// All of it, the app stopped first.
Phases remove_app();

/// Removes a folder of ours. That it cannot be removed is a warning: containers may have left files in it
/// that belong to another user.
Dialogue<> remove_folder(RunState& run, std::string host, Command remove);

}  // namespace wheels::plan
