#include "commands/audit.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"

namespace wheels::commands {

AuditLine::AuditLine(std::string line_recorded_at,
                     std::string line_performer,
                     std::optional<std::string> line_role,
                     std::string line_message)
    : recorded_at(std::move(line_recorded_at)),
      performer(std::move(line_performer)),
      role(std::move(line_role)),
      message(std::move(line_message)) {}

Command audit(const Config& config, const AuditLine& line) {
    std::string text = "[" + line.recorded_at + "] [" + line.performer + "]";
    if (config.destination) text += " [" + *config.destination + "]";
    if (line.role) text += " [" + *line.role + "]";
    text += " " + line.message;
    Command command("write audit log", "mkdir -p " + run_directory + " && printf '%s\\n' " +
                                           shell::quote(text::one_line(text)) + " >> " +
                                           shell::quote(audit_file(config)));
    command.deadline = std::chrono::seconds(60);
    return command;
}

Command reveal_audit(const Config& config, unsigned lines) {
    Command command("read audit log",
                    "tail -n " + std::to_string(lines) + " " + shell::quote(audit_file(config)));
    command.probe = true;
    command.deadline = std::chrono::seconds(60);
    return command;
}

}  // namespace wheels::commands
