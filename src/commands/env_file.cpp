#include "commands/env_file.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"

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
    const auto path = env_file_path(config, role);
    const auto file = shell::quote(path);
    const auto part = shell::quote(path + ".part");
    auto content = env_file_content(role.env_by_host.at(host));
    // The size tells a whole file from one whose connection broke off: for `cat` both end alike.
    Command command("upload env file",
                    "(umask 077; rm -f " + part + "; cat > " + part + " && { [ \"$(wc -c < " + part +
                        ")\" -eq " + std::to_string(content.size()) +
                        " ] || { echo 'the env file arrived incomplete' >&2; false; }; }" + " && mv -f " +
                        part + " " + file + " || { rm -f " + part + "; exit 1; })");
    command.input = Secret(std::move(content));
    return command;
}

}  // namespace wheels::commands
