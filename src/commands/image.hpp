#pragma once

#include "commands/listing.hpp"
#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// The image of `config.version` on a host.
namespace wheels::commands {

/// The host's first registry mirror. Unchecked: it fails where there is none.
Command first_mirror();
/// Drops the tag, so that the pull really asks the registry. Unchecked.
Command clean_image(const Config& config);
Command pull_image(const Config& config);
/// Fails with one line of explanation when the image has not the label `service=SERVICE`.
Command validate_image(const Config& config);

/// The images of the app, as a table for people.
Command list_images(const Config& config, Listing listing = Listing::table);
/// When the images of the app's running containers were built; replies::parse_image_times reads the answer.
/// Unchecked.
Command image_times(const Config& config);
/// Removes the service's images that no container uses.
Command remove_images(const Config& config);

}  // namespace wheels::commands
