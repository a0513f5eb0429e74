#include "commands/docker_options.hpp"

#include <algorithm>

#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels::commands {

void add_logging(ShellLine& line, const Logging& logging) {
    if (logging.driver) line.raw("--log-driver").raw(shell::double_quote(*logging.driver));
    line.pairs("--log-opt", logging.options);
    if (!logging.driver && logging.options.empty()) line.pair("--log-opt", "max-size", "10m");
}

Pairs merged_labels(Pairs ours, const Pairs& custom) {
    for (const auto& [key, value] : custom) {
        const auto same =
            std::find_if(ours.begin(), ours.end(), [&](const auto& l) { return l.first == key; });
        if (same == ours.end()) {
            ours.emplace_back(key, value);
        } else {
            same->second = value;
        }
    }
    return ours;
}

std::string one_command(const std::string& cmd) {
    return text::replace_all(std::string(text::trim(cmd)), "\n", " ");
}

}  // namespace wheels::commands
