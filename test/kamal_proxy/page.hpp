#pragma once

#include <string>

namespace kamal_proxy {

/// The words of a status: 404 is `Not Found`.
std::string reason_of(int status);

/// The HTML page of an error: `STATUS.html` of the folder when it has one, with `{{ .Message }}` replaced
/// (no other template code is understood), else a plain one.
std::string error_page(int status, const std::string& folder, const std::string& message);

}  // namespace kamal_proxy
