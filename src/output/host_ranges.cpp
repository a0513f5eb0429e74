#include "output/host_ranges.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace wheels::output {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::size_t longest_number = 9;

/// Names with the same text around their last number.
struct Family {
    std::string before;
    std::string after;
    std::size_t width = 0;  ///< Of numbers with leading zeros; 0: there are none.
    std::vector<unsigned long> numbers;
    std::optional<std::string> whole;  ///< Of one without a number.

    bool same_kind(const Family& other) const {
        return !whole && !other.whole && before == other.before && after == other.after &&
               width == other.width;
    }
};

Family family_of(const std::string& name) {
    Family family;
    const auto end = name.find_last_of(digits);
    if (end == std::string::npos) {
        family.whole = name;
        return family;
    }
    const auto gap = name.find_last_not_of(digits, end);
    const auto begin = gap == std::string::npos ? 0 : gap + 1;
    const auto number = name.substr(begin, end + 1 - begin);
    if (number.size() > longest_number) {
        family.whole = name;
        return family;
    }
    family.before = name.substr(0, begin);
    family.after = name.substr(end + 1);
    if (number.size() > 1 && number.front() == '0') family.width = number.size();
    family.numbers.push_back(std::stoul(number));
    return family;
}

std::string written(unsigned long number, std::size_t width) {
    auto text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

std::string told(Family family) {
    if (family.whole) return *family.whole;
    auto& numbers = family.numbers;
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    if (numbers.size() == 1) return family.before + written(numbers.front(), family.width) + family.after;
    std::string ranges;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        if (!ranges.empty()) ranges += ",";
        ranges += written(numbers[i], family.width);
        if (last > i) ranges += "-" + written(numbers[last], family.width);
        i = last + 1;
    }
    return family.before + "[" + ranges + "]" + family.after;
}

}  // namespace

std::string host_ranges(const std::vector<std::string>& hosts) {
    std::vector<Family> families;
    for (const auto& host : hosts) {
        auto family = family_of(host);
        // 09 and 10 are counted together.
        if (!family.whole && family.width == 0) {
            const auto length = std::to_string(family.numbers.front()).size();
            for (const auto& other : families) {
                auto wide = family;
                wide.width = other.width;
                if (other.width == length && wide.same_kind(other)) family.width = length;
            }
        }
        const auto same = std::find_if(families.begin(), families.end(),
                                       [&](const Family& other) { return other.same_kind(family); });
        if (same == families.end()) {
            families.push_back(std::move(family));
        } else {
            same->numbers.push_back(family.numbers.front());
        }
    }
    std::vector<std::string> parts;
    for (auto& family : families) parts.push_back(told(std::move(family)));
    return text::join(parts, ", ");
}

}  // namespace wheels::output
