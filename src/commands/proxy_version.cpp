#include "base/gem_version.hpp"
#include "commands/proxy.hpp"

namespace wheels::commands {

bool proxy_version_too_old(std::string_view image_tag) {
    if (image_tag.find('@') != std::string_view::npos) return false;
    auto tag = image_tag.substr(image_tag.rfind(':') + 1);
    if (tag.find('/') != std::string_view::npos) return false;  // the colon was that of a registry's port
    if (!tag.empty() && tag.front() == 'v') tag.remove_prefix(1);
    if (tag.empty() || tag.front() < '0' || tag.front() > '9') return false;
    return gem_version::is_older(tag, proxy_minimum_version.substr(1));
}

}  // namespace wheels::commands
