#include "base/environment.hpp"

namespace wheels {

std::vector<std::string> environment_block(const Environment& environment) {
    std::vector<std::string> block;
    for (const auto& [name, value] : environment) block.push_back(name + "=" + value);
    return block;
}

std::string variable(const Environment& environment, const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

}  // namespace wheels
