#pragma once

#include <string>
#include <string_view>

/// What docker, the proxy and the hosts would refuse, long after deploy.yml was read. Each function says what
/// is wrong with a name, and how to mend it; empty when nothing is. Pure.
namespace wheels::config {

/// The app's image, which gets the version as its tag. `may_have_server`: no registry's server is put before
/// it.
std::string wrong_with_repository(std::string_view name, bool may_have_server);
/// An image with its tag, or digest, if it has any.
std::string wrong_with_image(std::string_view name, bool may_have_server);
/// `service` of an accessory.
std::string wrong_with_container_name(std::string_view name);
/// `registry/server`.
std::string wrong_with_registry_server(std::string_view server);
/// A name that the proxy serves.
std::string wrong_with_proxy_host(std::string_view host);
/// NAME, USER@NAME, NAME:PORT of a host to log in to.
std::string wrong_with_host(std::string_view host);
/// PORT, HOST_PORT:PORT or ADDRESS:HOST_PORT:PORT, also ranges and with a protocol, as for `docker
/// --publish`.
std::string wrong_with_published_port(std::string_view port);

/// A place in a container that something is mounted at.
std::string wrong_with_mount_point(std::string_view path);
/// `/PATH`, or SOURCE:/PATH with options, as for `docker run --volume`.
std::string wrong_with_volume(std::string_view volume);

}  // namespace wheels::config
