#include <cstddef>
#include <string>
#include <vector>

#include "commands/proxy.hpp"

namespace wheels::commands {
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

}  // namespace

bool proxy_version_too_old(std::string_view image_tag) {
    if (image_tag.find('@') != std::string_view::npos) return false;
    auto tag = image_tag.substr(image_tag.rfind(':') + 1);
    if (tag.find('/') != std::string_view::npos) return false;  // the colon was that of a registry's port
    if (!tag.empty() && tag.front() == 'v') tag.remove_prefix(1);
    if (tag.empty() || !is_digit(tag.front())) return false;
    const auto found = segments_of(tag);
    const auto wanted = segments_of(proxy_minimum_version.substr(1));
    for (std::size_t i = 0; i < found.size() || i < wanted.size(); ++i) {
        const int order =
            compare_segments(i < found.size() ? found[i] : "0", i < wanted.size() ? wanted[i] : "0");
        if (order != 0) return order < 0;
    }
    return false;
}

}  // namespace wheels::commands
