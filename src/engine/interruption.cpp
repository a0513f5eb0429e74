#include "engine/interruption.hpp"

#include <fmt/format.h>

#include <string_view>

namespace wheels::engine {
namespace {

std::string_view cause(ErrorKind kind) {
    if (kind == ErrorKind::timed_out) return "the deadline of the run has passed";
    return kind == ErrorKind::interrupted_int ? "interrupted by SIGINT" : "interrupted by SIGTERM";
}

}  // namespace

Error interruption(ErrorKind kind, const std::string& doing) {
    return Error(kind, fmt::format("{}{}", cause(kind), doing.empty() ? "" : " (" + doing + ")"));
}

}  // namespace wheels::engine
