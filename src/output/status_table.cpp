#include "output/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/date_time.hpp"
#include "base/text.hpp"

namespace wheels::output {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr std::size_t columns = 7;
using Row = std::array<std::string, columns>;

constexpr std::size_t narrowest = 4;
constexpr std::size_t gap = 2;

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// In characters, each as wide as a letter.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cut(const std::string& text, std::size_t width) {
    if (width_of(text) <= width) return text;
    if (width == 0) return {};
    std::string kept;
    std::size_t count = 0;
    for (const char byte : text) {
        if (begins_character(byte) && ++count == width) break;
        kept += byte;
    }
    return kept + "…";
}

std::string age(const std::optional<Time>& then, Time now) {
    return then ? age_in_words(now - *then) : std::string("-");
}

std::string share_in_words(const CanaryShare& share) {
    const auto named = share.visitors.size();
    if (named == 0) return fmt::format("canary {} %", share.percent);
    return fmt::format("canary {} % and {} named", share.percent, named);
}

std::string proxy_in_words(const RoleStatus& role) {
    if (role.canary) return share_in_words(*role.canary);
    if (role.proxy.empty()) return "-";
    if (role.proxy == "other") return "elsewhere";
    if (role.proxy == "unknown") return "not served";
    if (role.proxy == "down") return "proxy is down";
    return role.proxy;
}

Row cells(const RoleStatus& role, Time now) {
    Row row{role.host,
            role.role,
            role.version.value_or("none"),
            age(role.since, now),
            role.health.empty() ? "-" : role.health,
            proxy_in_words(role),
            age(role.image_built, now)};
    for (auto& cell : row) cell = text::one_line(cell);
    return row;
}

std::array<std::size_t, columns> widths_of(const std::vector<Row>& rows, std::optional<std::size_t> limit) {
    std::array<std::size_t, columns> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    const auto total = [&] {
        std::size_t sum = gap * (columns - 1);
        for (const auto width : widths) sum += width;
        return sum;
    };
    while (limit && total() > *limit) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= narrowest) break;
        --*widest;
    }
    return widths;
}

/// How a cell is painted; what is as it should be is left alone.
std::string painted(
    std::size_t column, const std::string& cell, const std::string& padded, bool odd, const Paint& paint) {
    constexpr std::size_t version = 2;
    constexpr std::size_t health = 4;
    constexpr std::size_t proxy = 5;
    if (column == 0) return paint.host(padded);
    if (column == version && cell == "none") return paint.bad(padded);
    if (column == version && odd) return paint.warning(padded);
    if (column == health && (cell == "unhealthy" || cell == "restarting")) return paint.bad(padded);
    if (column == health && cell == "starting") return paint.warning(padded);
    if (column == health && cell == "healthy") return paint.good(padded);
    const bool is_share = cell.starts_with("canary ");
    if (column == proxy && (is_share || cell == "paused" || cell == "stopped")) return paint.warning(padded);
    if (column == proxy && cell != "running" && cell != "-") return paint.bad(padded);
    return padded;
}

std::vector<std::pair<std::string, int>> versions_in(const Status& status) {
    std::vector<std::pair<std::string, int>> counts;
    for (const auto& role : status.roles) {
        if (!role.version || role.canary) continue;
        auto found = std::find_if(counts.begin(), counts.end(),
                                  [&](const auto& each) { return each.first == *role.version; });
        if (found == counts.end()) found = counts.insert(found, {*role.version, 0});
        ++found->second;
    }
    // Of as many the first host's comes first: it is the one that the others are held to.
    for (auto each = counts.begin(); each != counts.end(); ++each) {
        if (each->second > counts.front().second) std::rotate(counts.begin(), each, std::next(each));
    }
    return counts;
}

std::string lock_line(const Status& status) {
    if (!status.lock_known) return "Deploy lock: unknown, its host did not answer";
    if (!status.lock) return "Deploy lock: free";
    const auto lines = text::lines(*status.lock);
    return "Deploy lock: " +
           (lines.empty() ? "held, without details" : text::one_line(text::join(lines, ", ")));
}

}  // namespace

std::vector<std::string> status_table(const Status& status,
                                      std::optional<std::size_t> width,
                                      const Paint& paint) {
    const auto versions = versions_in(status);
    std::vector<Row> rows{{"HOST", "ROLE", "VERSION", "SINCE", "HEALTH", "PROXY", "IMAGE"}};
    for (const auto& role : status.roles) rows.push_back(cells(role, status.at));
    const auto widths = widths_of(rows, width);
    const auto limited = [&](const std::string& line) { return width ? cut(line, *width) : line; };

    std::vector<std::string> lines;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto* role = i == 0 ? nullptr : &status.roles[i - 1];
        const bool in_trouble = role != nullptr && !role->trouble.empty();
        const bool odd = role != nullptr && !role->canary && versions.size() > 1 &&
                         role->version != versions.front().first;
        const std::size_t shown = in_trouble ? 2 : columns;
        std::string line;
        for (std::size_t column = 0; column < shown; ++column) {
            const auto cell = cut(rows[i][column], widths[column]);
            const bool last = column + 1 == columns;
            const auto padded = last ? cell : cell + std::string(widths[column] - width_of(cell), ' ');
            line += role == nullptr ? paint.heading(padded)
                                    : painted(column, rows[i][column], padded, odd, paint);
            if (!last) line += std::string(gap, ' ');
        }
        if (in_trouble) {
            const std::size_t used = widths[0] + widths[1] + 2 * gap;
            const auto text = text::one_line(role->trouble);
            line += paint.bad(width ? cut(text, *width > used ? *width - used : 0) : text);
        }
        lines.push_back(std::move(line));
    }
    lines.emplace_back();
    if (versions.size() > 1) {
        std::vector<std::string> parts;
        for (const auto& [version, count] : versions)
            parts.push_back(fmt::format("{} ({})", text::one_line(version), count));
        lines.push_back(paint.warning(limited("Mixed versions: " + text::join(parts, ", "))));
    }
    const auto lock = limited(lock_line(status));
    lines.push_back(status.lock || !status.lock_known ? paint.warning(lock) : lock);
    return lines;
}

}  // namespace wheels::output
