#include "base/date_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>

namespace wheels {
namespace {

using std::chrono::system_clock;

/// Takes a text apart from its beginning.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    /// Exactly so many digits.
    int number(std::size_t digits) {
        const auto word = rest_.substr(0, digits);
        int value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        const bool whole = word.size() == digits && end == word.data() + word.size() && word.front() != '-';
        if (error != std::errc() || !whole) failed_ = true;
        rest_.remove_prefix(word.size());
        return value;
    }
    bool takes(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void must(char c) {
        if (!takes(c)) failed_ = true;
    }
    /// What follows the point: as many digits as there are.
    std::chrono::nanoseconds fraction() {
        std::int64_t value = 0;
        std::int64_t unit = 1'000'000'000;
        while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
            unit /= 10;
            value += (rest_.front() - '0') * unit;
            rest_.remove_prefix(1);
        }
        return std::chrono::nanoseconds(value);
    }
    bool is_done() const { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

std::chrono::minutes offset_from(Reader& reader) {
    if (reader.takes('Z')) return {};
    const int sign = reader.takes('-') ? -1 : 1;
    if (sign > 0) reader.must('+');
    const std::chrono::hours hours(reader.number(2));
    reader.must(':');
    const std::chrono::minutes minutes(reader.number(2));
    return sign * (hours + minutes);
}

std::string formatted(system_clock::time_point time, const char* format) {
    const auto seconds = system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &utc)};
}

}  // namespace

std::optional<system_clock::time_point> parse_date_time(std::string_view text) {
    Reader reader(text);
    const int year = reader.number(4);
    reader.must('-');
    const auto month = static_cast<unsigned>(reader.number(2));
    reader.must('-');
    const auto day = static_cast<unsigned>(reader.number(2));
    reader.must('T');
    std::chrono::nanoseconds time = std::chrono::hours(reader.number(2));
    reader.must(':');
    time += std::chrono::minutes(reader.number(2));
    reader.must(':');
    time += std::chrono::seconds(reader.number(2));
    if (reader.takes('.')) time += reader.fraction();
    time -= offset_from(reader);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!reader.is_done() || !date.ok() || year < 1970) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::duration_cast<system_clock::duration>(time);
}

std::string in_words(system_clock::time_point time) {
    return formatted(time, "%Y-%m-%d %H:%M UTC");
}

std::string iso8601(system_clock::time_point time) {
    return formatted(time, "%Y-%m-%dT%H:%M:%SZ");
}

std::string age_in_words(system_clock::duration age) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    static constexpr std::array units{Unit{86400, "days"}, Unit{3600, "hours"}, Unit{60, "minutes"}};
    const auto seconds =
        std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(age).count(), 0);
    for (const auto& [size, name] : units) {
        if (seconds >= 2 * size) return std::to_string(seconds / size) + " " + name;
    }
    return std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
}

}  // namespace wheels
