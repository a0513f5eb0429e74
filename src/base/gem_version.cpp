#include "base/gem_version.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace wheels::gem_version {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Runs of digits and runs of letters. A dash makes a pre-release of what follows it.
std::vector<std::string> segments_of(std::string_view version) {
    std::vector<std::string> segments;
    bool runs_on = false;
    for (const char c : version) {
        if (c == '-') segments.emplace_back("pre");
        if (!is_digit(c) && !is_letter(c)) {
            runs_on = false;
            continue;
        }
        if (!runs_on || is_digit(segments.back().back()) != is_digit(c)) segments.emplace_back();
        segments.back() += c;
        runs_on = true;
    }
    return segments;
}

std::string without_leading_zeros(const std::string& digits) {
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? "" : digits.substr(first);
}

int compare_segments(const std::string& a, const std::string& b) {
    const bool a_is_number = is_digit(a.front());
    if (a_is_number != is_digit(b.front())) return a_is_number ? 1 : -1;  // a pre-release is older
    if (!a_is_number) return a.compare(b);
    const auto left = without_leading_zeros(a);
    const auto right = without_leading_zeros(b);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    return left.compare(right);
}

// Words of letters and digits; also with `-` inside, when `dashes` says so.
bool are_words(std::string_view parts, bool dashes) {
    for (const auto& part : text::split(parts, '.')) {
        if (part.empty()) return false;
        for (const char c : part) {
            if (!is_digit(c) && !is_letter(c) && !(dashes && c == '-')) return false;
        }
    }
    return true;
}

}  // namespace

bool is_valid(std::string_view version) {
    version = text::trim(version);
    if (version.empty()) return true;
    const auto dash = version.find('-');
    const auto release = version.substr(0, dash);
    const auto first = release.substr(0, release.find('.'));
    if (first.empty() || first.find_first_not_of("0123456789") != std::string_view::npos) return false;
    if (!are_words(release, false)) return false;
    return dash == std::string_view::npos || are_words(version.substr(dash + 1), true);
}

bool is_older(std::string_view version, std::string_view other) {
    const auto left = segments_of(version);
    const auto right = segments_of(other);
    for (std::size_t i = 0; i < left.size() || i < right.size(); ++i) {
        const int order =
            compare_segments(i < left.size() ? left[i] : "0", i < right.size() ? right[i] : "0");
        if (order != 0) return order < 0;
    }
    return false;
}

}  // namespace wheels::gem_version
