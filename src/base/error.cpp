#include "wheels/error.hpp"

#include <utility>

#include "base/text.hpp"

namespace wheels {
namespace {

std::vector<std::string> hosts_among(const std::vector<Failure>& failures) {
    std::vector<std::string> hosts;
    for (const auto& failure : failures) {
        if (!failure.host.empty() && !text::contains(hosts, failure.host)) hosts.push_back(failure.host);
    }
    return hosts;
}

std::vector<Failure> causes_first(std::vector<Failure> failures) {
    std::vector<Failure> ordered;
    for (const bool follows : {false, true}) {
        for (auto& failure : failures) {
            if (failure.follows_another == follows) ordered.push_back(std::move(failure));
        }
    }
    return ordered;
}

std::string summary(const std::vector<Failure>& failures) {
    if (failures.empty()) return "failed";
    const auto& first = failures.front();
    std::string text = first.step;
    if (!first.host.empty()) text += (text.empty() ? "" : " on ") + first.host;
    text += (text.empty() ? "" : ": ") + first.message;
    auto others = hosts_among(failures);
    std::erase(others, first.host);
    if (!others.empty()) text += " (also failed: " + text::join(others, ", ") + ")";
    return text;
}

std::string summary(const std::vector<Problem>& problems) {
    if (problems.empty()) return "the configuration is not valid";
    std::string text = problems.front().to_string();
    if (problems.size() > 1) text += " (and " + std::to_string(problems.size() - 1) + " more)";
    return text;
}

}  // namespace

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage: return "usage";
        case ErrorKind::config: return "config";
        case ErrorKind::lock_held: return "lock_held";
        case ErrorKind::hook_failed: return "hook_failed";
        case ErrorKind::connect: return "connect";
        case ErrorKind::unknown_host: return "unknown_host";
        case ErrorKind::authentication: return "authentication";
        case ErrorKind::host_key: return "host_key";
        case ErrorKind::connection_lost: return "connection_lost";
        case ErrorKind::command_failed: return "command_failed";
        case ErrorKind::unhealthy: return "unhealthy";
        case ErrorKind::timed_out: return "timed_out";
        case ErrorKind::process: return "process";
        case ErrorKind::cancelled: return "cancelled";
        case ErrorKind::interrupted_int: return "interrupted_int";
        case ErrorKind::interrupted_term: return "interrupted_term";
        case ErrorKind::internal: return "internal";
    }
    return "internal";
}

int exit_status(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage:
        case ErrorKind::config: return 2;
        case ErrorKind::lock_held: return 3;
        case ErrorKind::hook_failed: return 4;
        case ErrorKind::connect:
        case ErrorKind::unknown_host:
        case ErrorKind::authentication:
        case ErrorKind::host_key: return 5;
        case ErrorKind::connection_lost:
        case ErrorKind::command_failed:
        case ErrorKind::unhealthy:
        case ErrorKind::timed_out:
        case ErrorKind::process:
        case ErrorKind::internal: return 1;
        case ErrorKind::cancelled:
        case ErrorKind::interrupted_int: return 130;
        case ErrorKind::interrupted_term: return 143;
    }
    return 1;
}

std::string Problem::to_string() const {
    std::string place = file;
    if (line > 0) place += ":" + std::to_string(line);
    if (line > 0 && column > 0) place += ":" + std::to_string(column);
    if (!place.empty()) place += ": ";
    if (!key.empty()) place += key + ": ";
    return place + text;
}

Error::Error(ErrorKind kind, std::string message, std::string hint)
    : kind_(kind), message_(text::one_line(message)), hint_(std::move(hint)) {}

Error::Error(std::vector<Failure> failures)
    : kind_(ErrorKind::internal), failures_(causes_first(std::move(failures))) {
    if (!failures_.empty()) kind_ = failures_.front().kind;
    message_ = text::one_line(summary(failures_));
}

Error::Error(std::vector<Problem> problems)
    : kind_(ErrorKind::config), message_(text::one_line(summary(problems))), problems_(std::move(problems)) {}

std::vector<std::string> Error::failed_hosts() const {
    return hosts_among(failures_);
}

}  // namespace wheels
