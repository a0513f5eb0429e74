#include "playground/identity.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace wheels::playground {

std::uint64_t fingerprint(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

std::string short_fingerprint(std::string_view text) {
    const auto hash = fingerprint(text);
    return fmt::format("{:08x}", (hash ^ (hash >> 32U)) & 0xffffffffU);
}

std::string id_of(const std::string& project_root,
                  const std::string& config_file,
                  const std::optional<std::string>& destination) {
    // However it is spelled.
    const auto file = (std::filesystem::path(project_root) / config_file).lexically_normal().string();
    return short_fingerprint(project_root + '\n' + file + '\n' + destination.value_or(""));
}

}  // namespace wheels::playground
