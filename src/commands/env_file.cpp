#include "commands/env_file.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"
#include "commands/upload.hpp"

namespace wheels::commands {
namespace {

// Docker takes every byte of a line as it is, but for its end. Kamal 2.12 (env_file.rb) escapes more than
// that, so that a backslash or a tab reaches the container changed; we keep what a line can carry, and the
// values of both tools agree wherever Kamal's arrives intact. A carriage return before the end of a line
// would be taken for a part of it by Docker, so there it becomes a literal `\r`, as Kamal writes it.
std::string escape(const std::string& value) {
    auto line = text::replace_all(value, "\n", "\\n");
    if (!line.empty() && line.back() == '\r') line.replace(line.size() - 1, 1, "\\r");
    return line;
}

}  // namespace

std::string env_file_path(const Config& config, const Role& role) {
    return env_directory(config) + "/" + role.name + ".env";
}

std::string env_file_content(const Env& env) {
    std::string content;
    for (const auto& variable : env.secret)
        content += variable.name + "=" + escape(variable.value.reveal()) + "\n";
    return content.empty() ? "\n" : content;
}

Command ensure_env_directory(const Config& config) {
    return {"make env directory", "mkdir -p " + shell::quote(env_directory(config))};
}

Command upload_env_file(const Config& config, const Role& role, const std::string& host) {
    auto content = Secret(env_file_content(role.env_by_host.at(host)));
    return upload("env file", Upload(env_file_path(config, role), std::move(content), "600"));
}

}  // namespace wheels::commands
