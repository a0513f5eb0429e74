#include "wheels/checkup.hpp"

namespace wheels {

std::string_view to_string(Finding::Severity severity) {
    return severity == Finding::Severity::error ? "error" : "warning";
}

}  // namespace wheels
