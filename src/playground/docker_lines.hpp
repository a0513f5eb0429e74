#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "playground/layout.hpp"
#include "wheels/secret.hpp"

/// What this machine's Docker is told: arguments of `docker`, one word each. Pure. Everything that is made
/// carries the label `wheels.playground=ID`, by which it is found again; there is no other record.
namespace wheels::playground {

using Words = std::vector<std::string>;

/// Key pairs of a playground, as keys.sh prints them.
struct Keys {
    std::string user_private;  ///< In Base64.
    std::string user_public;
    std::string host_private;  ///< In Base64.
    std::string host_public;

    /// Throws Error{process} for what keys.sh would not print.
    static Keys parse(const std::string& printed);
};

/// Ports of 127.0.0.1 that lead into a container.
struct Ports {
    Ports() {}
    Ports(std::uint16_t ssh_port, std::uint16_t http_port) : ssh(ssh_port), http(http_port) {}

    std::uint16_t ssh = 0;
    std::uint16_t http = 0;  ///< 0: it has no proxy.
};

std::string container_of(const std::string& id, std::size_t index);
std::string registry_of(const std::string& id);
std::string network_of(const std::string& id);

/// The image of hosts and registry, by what it is made of: another Dockerfile or base is another image.
std::string image_name(const std::string& base);
Words has_image(const std::string& image);
/// The Dockerfile goes to its standard input.
Words build_image(const std::string& base);
Words make_keys(const std::string& base);

/// Of a subnet that Docker chooses, where `subnet` is empty. Addresses can be given only in a network whose
/// subnet was named, so it is made twice.
Words create_network(const std::string& id, const std::string& subnet);
Words ask_subnet(const std::string& id);
Words remove_network(const std::string& id);

/// What stands behind all containers of a playground.
struct Ground {
    std::string id;
    std::string project;  ///< Its folder, for people who look at the labels.
    std::string service;
    std::string base;
    std::string subnet;
    Keys keys;
    std::vector<Place> places;
};
/// A command line, and what it reads from its standard input: who runs it must not tell keys to everybody
/// who can list processes.
struct Order {
    Order(Words command, std::string on_input) : words(std::move(command)), input(std::move(on_input)) {}

    Words words;
    std::string input;
};
Order run_registry(const Ground& ground, std::uint16_t port);
Order run_host(const Ground& ground, std::size_t index, Ports ports);
/// Leads the addresses of the other hosts to their containers as they are now; to be repeated at will.
Words lead_addresses(const Ground& ground, std::size_t index);
/// What of a host cannot be changed in its container: with another one it is made anew.
std::string fingerprint_of(const Place& place);

/// All containers with the label, running or not; parse_members() reads the answer. Empty `id`: of all
/// playgrounds.
Words list_members(const std::string& id);
Words list_networks(const std::string& id);
Words list_volumes(const std::string& id);
/// All that this machine's Docker has, and those among them that a deploy has left for the registry at that
/// port.
Words list_images();
Words images_of_registry(std::uint16_t port, const std::string& listed);

Words remove_containers(const Words& names);
Words remove_networks(const Words& names);
Words remove_volumes(const Words& names);
Words remove_images(const Words& names);

/// A script for the shell of a container.
Words in_container(const std::string& container, const std::string& script);
/// Returns when sshd and Docker of a host answer, or fails after a minute.
Words wait_for_host(const std::string& container);
Words last_words_of(const std::string& container);
Words start_container(const std::string& container);
Words kill_container(const std::string& container);

/// A line for this machine's shell: the image goes from its Docker to the host's.
std::string carry_image(const std::string& image, const std::string& container);

Words pull_image(const std::string& image);
Words tag_image(const std::string& image, const std::string& as);
Words push_image(const std::string& image);

}  // namespace wheels::playground
