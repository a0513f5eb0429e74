#include "base/stream_redactor.hpp"

#include <algorithm>
#include <utility>

namespace wheels {

std::string StreamRedactor::feed(std::string_view bytes) {
    if (redactor_.empty()) return std::string(bytes);
    held_ += bytes;
    auto clean = redactor_.scan(held_, progress_, Redactor::End::more);
    held_.erase(0, progress_.at);
    progress_.told -= std::min(progress_.told, progress_.at);
    progress_.at = 0;
    return clean;
}

std::string StreamRedactor::pause() {
    if (!holds_back()) return {};
    auto clean = held_.substr(progress_.told);
    progress_.told = held_.size();
    progress_.hidden = false;
    return clean;
}

std::string StreamRedactor::flush(bool torn) {
    auto clean = redactor_.scan(held_, progress_, torn ? Redactor::End::cut_off : Redactor::End::nothing);
    held_.clear();
    progress_ = {};
    return clean;
}

bool StreamRedactor::holds_back() const {
    return held_.size() < Redactor::min_length && progress_.told < held_.size();
}

}  // namespace wheels
