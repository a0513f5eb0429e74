#include "base/gem_version.hpp"
#include "commands/proxy.hpp"

namespace wheels::commands {

std::string_view proxy_tag(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto slash = image.rfind('/');
    const auto colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
    return colon == std::string_view::npos ? std::string_view() : image.substr(colon + 1);
}

bool proxy_version_too_old(std::string_view image) {
    auto tag = proxy_tag(image);
    if (!tag.empty() && tag.front() == 'v') tag.remove_prefix(1);
    if (tag.empty() || tag.front() < '0' || tag.front() > '9') return false;
    return gem_version::is_older(tag, proxy_minimum_version.substr(1));
}

}  // namespace wheels::commands
