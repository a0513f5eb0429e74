#pragma once

#include <string>

#include "wheels/command.hpp"

/// Docker itself on a host (Kamal 2.12: commands/docker.rb, cli/server.rb). All but the installation are
/// questions by their exit status, hence unchecked.
namespace wheels::commands {

Command docker_installed();
/// Whether the user may install Docker and start services.
Command may_install();
Command install_docker();
/// Whether the user may talk to Docker's daemon: is root, or in its group.
Command may_use_docker();
/// Takes effect in the user's next session.
Command add_to_docker_group();

}  // namespace wheels::commands
