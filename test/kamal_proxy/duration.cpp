#include "duration.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

namespace kamal_proxy {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 8> units{
    {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};

bool is_number(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

[[noreturn]] void refuse(std::string_view why, std::string_view text) {
    throw std::invalid_argument("time: " + std::string(why) + " \"" + std::string(text) + "\"");
}

// "3.50" -> "3.5", "2.0" -> "2"
std::string shortest(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

std::chrono::nanoseconds parse_duration(std::string_view text) {
    auto rest = text;
    const bool negative = !rest.empty() && rest.front() == '-';
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
    if (rest == "0") return std::chrono::nanoseconds(0);
    if (rest.empty()) refuse("invalid duration", text);
    double total = 0;
    while (!rest.empty()) {
        std::size_t digits = 0;
        while (digits < rest.size() && is_number(rest[digits])) ++digits;
        const std::string number(rest.substr(0, digits));
        if (digits == 0 || number == "." || number.find('.') != number.rfind('.')) {
            refuse("invalid duration", text);
        }
        rest.remove_prefix(digits);
        std::size_t letters = 0;
        while (letters < rest.size() && !is_number(rest[letters])) ++letters;
        const auto unit = rest.substr(0, letters);
        rest.remove_prefix(letters);
        if (unit.empty()) refuse("missing unit in duration", text);
        double scale = 0;
        for (const auto& [name, size] : units) {
            if (name == unit) scale = size;
        }
        if (scale == 0) refuse("unknown unit \"" + std::string(unit) + "\" in duration", text);
        total += std::strtod(number.c_str(), nullptr) * scale;
        if (total > static_cast<double>(std::numeric_limits<std::int64_t>::max())) {
            refuse("invalid duration", text);
        }
    }
    return std::chrono::nanoseconds(std::llround(negative ? -total : total));
}

std::string format_duration(std::chrono::nanoseconds duration) {
    const auto count = duration.count();
    if (count == 0) return "0s";
    if (count < 0) return "-" + format_duration(-duration);
    if (count < 1'000) return std::to_string(count) + "ns";
    if (count < 1'000'000) return shortest(static_cast<double>(count) / 1e3) + "µs";
    if (count < 1'000'000'000) return shortest(static_cast<double>(count) / 1e6) + "ms";
    const auto minutes = count / 60'000'000'000;
    const auto seconds = static_cast<double>(count % 60'000'000'000) / 1e9;
    std::string text;
    if (minutes >= 60) text += std::to_string(minutes / 60) + "h";
    if (minutes > 0) text += std::to_string(minutes % 60) + "m";
    return text + shortest(seconds) + "s";
}

}  // namespace kamal_proxy
