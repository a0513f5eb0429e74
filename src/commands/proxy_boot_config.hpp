#pragma once

#include <string>

#include "wheels/command.hpp"
#include "wheels/request.hpp"

/// How the proxy is run on a host for which deploy.yml has no `proxy/run`: by files in `.kamal/proxy`, which
/// Kamal's `proxy boot_config` writes (Kamal 2.12: cli/proxy.rb, commands/proxy.rb).
namespace wheels::commands {

/// A file for each setting that differs from Kamal's defaults; the files of the others are removed. Throws
/// Error{usage} when an address of `publish_host_ips` is none.
Sequence set_boot_config(const verb::ProxyBootConfigSet& settings);
Sequence reset_boot_config();
/// Answers with options, image and command.
Command show_boot_config();

/// For other lines: prints the same, as words that xargs takes apart.
std::string boot_config_words();

}  // namespace wheels::commands
