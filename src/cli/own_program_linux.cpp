#include "cli/own_program.hpp"

#include <filesystem>
#include <system_error>

namespace wheels::cli {

std::string own_program(const std::string& /*called*/) {
    std::error_code unknown;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", unknown);
    return unknown ? std::string() : path.string();
}

}  // namespace wheels::cli
