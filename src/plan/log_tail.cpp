#include "plan/log_tail.hpp"

#include <algorithm>
#include <utility>

namespace wheels::plan {
namespace {

// `2026-01-31T12:00:00.123456789Z`, as docker has it, up to the blank behind it; empty when there is none.
std::string_view time_of(std::string_view line) {
    constexpr std::string_view form = "0000-00-00T00:00:00";
    if (line.size() < form.size()) return {};
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == '0' ? line[i] >= '0' && line[i] <= '9' : line[i] == form[i];
        if (!fits) return {};
    }
    const auto end = line.find(' ');
    return line.substr(0, end);
}

// Docker keeps a long line in pieces of this size, each behind a time of its own.
constexpr std::size_t piece_size = 16384;

std::string without_times(std::string_view line) {
    std::string text;
    for (auto time = time_of(line); !time.empty(); time = time_of(line)) {
        line.remove_prefix(std::min(line.size(), time.size() + 1));
        text += line.substr(0, piece_size);
        line.remove_prefix(std::min(line.size(), piece_size));
    }
    return text.append(line);
}

}  // namespace

void LogTail::follow(const std::string& container) {
    now_ = &seen_[container];
    repeated_ = *now_;
    held_.clear();
}

std::optional<std::string> LogTail::last_of(const std::string& container) const {
    const auto found = seen_.find(container);
    if (found == seen_.end() || found->second.time.empty()) return std::nullopt;
    return found->second.time;
}

void LogTail::stop(bool torn) {
    const auto rest = std::exchange(held_, {});
    if (!torn && !rest.empty()) take(rest);
}

void LogTail::begins() {
    if (!std::exchange(begun_, true)) next_.begins();
}

void LogTail::heard(Stream stream, std::string_view bytes) {
    if (stream == Stream::err) {
        next_.heard(stream, bytes);
        return;
    }
    held_ += bytes;
    std::size_t begin = 0;
    for (auto end = held_.find('\n'); end != std::string::npos; end = held_.find('\n', begin)) {
        take(std::string_view(held_).substr(begin, end - begin));
        begin = end + 1;
    }
    held_.erase(0, begin);
}

void LogTail::take(std::string_view line) {
    const auto time = time_of(line);
    if (!time.empty() && !is_new(time)) return;
    next_.heard(Stream::out, (timestamps_ ? std::string(line) : without_times(line)) + "\n");
}

bool LogTail::is_new(std::string_view time) {
    if (time < repeated_.time) return false;
    if (time == repeated_.time && repeated_.lines > 0) {
        --repeated_.lines;
        return false;
    }
    if (time > now_->time) *now_ = {std::string(time), 0};
    if (time == now_->time) ++now_->lines;
    return true;
}

}  // namespace wheels::plan
