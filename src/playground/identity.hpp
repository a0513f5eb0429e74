#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wheels::playground {

/// Which playground a project has: one for each folder, configuration file and destination, so that several
/// stand side by side. Names no service, so that one can be removed whose deploy.yml cannot be read any more.
std::string id_of(const std::string& project_root,
                  const std::string& config_file,
                  const std::optional<std::string>& destination);

/// FNV-1a: the same on every machine and in every version.
std::uint64_t fingerprint(std::string_view text);
/// Eight hexadecimal digits of it.
std::string short_fingerprint(std::string_view text);

}  // namespace wheels::playground
