#include "base/stream_redactor.hpp"

#include <utility>

namespace wheels {

std::string StreamRedactor::feed(std::string_view bytes) {
    if (redactor_.empty()) return std::string(bytes);
    held_ += bytes;
    std::size_t settled = 0;
    auto clean = redactor_.redact_settled(held_, settled);
    held_.erase(0, settled);
    return clean;
}

std::string StreamRedactor::flush() {
    return redactor_.redact(std::exchange(held_, {}));
}

}  // namespace wheels
