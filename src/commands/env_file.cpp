#include "commands/env_file.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"

namespace wheels::commands {
namespace {

// Kamal 2.12: env_file.rb. Docker reads such a file literally, so only what would break a line is escaped.
std::string escape(const std::string& value) {
    return text::replace_all(text::replace_all(shell::ruby_escape(value), "\\\"", "\""), "\\#", "#");
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
