#include "engine/interruption.hpp"

#include <fmt/format.h>

#include <string_view>

namespace wheels::engine {
namespace {

std::string_view cause(ErrorKind kind) {
    if (kind == ErrorKind::timed_out) return "the deadline of the run has passed";
    if (kind == ErrorKind::interrupted_int) return "interrupted by SIGINT";
    if (kind == ErrorKind::interrupted_term) return "interrupted by SIGTERM";
    return "cancelled by the program that began it";
}

}  // namespace

Error interruption(ErrorKind kind, const std::string& doing) {
    return Error(kind, fmt::format("{}{}", cause(kind), doing.empty() ? "" : " (" + doing + ")"));
}

}  // namespace wheels::engine
