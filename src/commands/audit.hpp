#pragma once

#include <optional>
#include <string>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// The audit log of a host: one line per thing done to it.
namespace wheels::commands {

struct AuditLine {
    AuditLine(std::string line_recorded_at,
              std::string line_performer,
              std::optional<std::string> line_role,
              std::string line_message);

    std::string recorded_at;  ///< UTC, `2026-01-31T12:00:00Z`.
    std::string performer;    ///< Author::performer.
    std::optional<std::string> role;
    std::string message;
};

/// Appends the line to the host's log; makes the directory when it is not there.
Command audit(const Config& config, const AuditLine& line);
/// The last 50 lines.
Command reveal_audit(const Config& config, unsigned lines);

}  // namespace wheels::commands
