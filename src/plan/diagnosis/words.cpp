#include "plan/diagnosis/words.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/shell.hpp"

namespace wheels::plan {

Finding an_error(std::string check, std::string text, std::string remedy) {
    return {Finding::Severity::error, std::move(check), std::move(text), std::move(remedy)};
}

Finding a_warning(std::string check, std::string text, std::string remedy) {
    return {Finding::Severity::warning, std::move(check), std::move(text), std::move(remedy)};
}

std::string amount(std::uint64_t kibibytes) {
    constexpr double step = 1024;
    const auto mebibytes = static_cast<double>(kibibytes) / step;
    if (mebibytes < step) return fmt::format("{:.0f} MB", mebibytes);
    const auto gibibytes = mebibytes / step;
    return gibibytes < 10 ? fmt::format("{:.1f} GB", gibibytes) : fmt::format("{:.0f} GB", gibibytes);
}

std::string time_span(std::int64_t seconds) {
    const auto spoken = [](std::int64_t count, const char* unit) {
        return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
    };
    if (seconds < 120) return spoken(seconds, "second");
    if (seconds < 120 * 60) return spoken(seconds / 60, "minute");
    if (seconds < 48 * 3600) return spoken(seconds / 3600, "hour");
    return spoken(seconds / 86400, "day");
}

std::string on(const std::string& host) {
    return " -h " + shell::quote(host);
}

std::string as_sentence(std::string text) {
    if (text.empty()) return text;
    if (text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    const bool ends = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
    return ends ? text : text + ".";
}

std::string typed(const Config& config, const std::string& words) {
    const auto destination = config.destination ? " -d " + *config.destination : std::string();
    return "`wheels deploy " + words + destination + "`";
}

}  // namespace wheels::plan
