#pragma once

#include <string>
#include <vector>

namespace wheels::api {

/// `config/deploy.yml` and `staging`: `config/deploy.staging.yml`.
std::string destination_file(const std::string& file, const std::string& destination);

/// The destinations that have a file beside `file`, in the order of the alphabet.
std::vector<std::string> destinations(const std::string& project_root, const std::string& file);

}  // namespace wheels::api
