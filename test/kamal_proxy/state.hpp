#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "service.hpp"

namespace kamal_proxy {

using Services = std::map<std::string, std::shared_ptr<Service>>;

/// Writes the services beside the file, then over it. What cannot be written is logged.
void save_state(const std::filesystem::path& file, const Services& services);

/// Reads them back; none when there is no file, or one that cannot be understood.
Services load_state(const std::filesystem::path& file);

}  // namespace kamal_proxy
