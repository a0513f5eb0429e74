#include "cli/verbs/canary_share.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::cli {
namespace {

int percent_in(std::string_view word) {
    auto number = text::trim(word);
    if (number.ends_with('%')) number = text::trim(number.substr(0, number.size() - 1));
    int percent = -1;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), percent);
    const bool is_number = error == std::errc() && end == number.data() + number.size();
    if (is_number && percent >= 0 && percent <= 100) return percent;
    throw Error(ErrorKind::usage,
                fmt::format("{} is no share of the requests", text::one_line(std::string(word))),
                "It is a whole number from 0 to 100, with or without %: 10%.");
}

// kamal-proxy reads the list as a line of comma-separated values.
std::vector<std::string> visitors_in(const std::string& list) {
    std::vector<std::string> visitors;
    for (const auto& word : text::split(list, ',')) {
        std::string visitor(text::trim(word));
        if (visitor.find_first_of("\"\r\n") != std::string::npos)
            throw Error(ErrorKind::usage,
                        fmt::format("{} is no value of a cookie: it has a quote or a line break in it",
                                    text::one_line(visitor)));
        if (!visitor.empty()) visitors.push_back(std::move(visitor));
    }
    // Nobody is not the same as no list, which would be a deploy for everybody.
    if (visitors.empty())
        throw Error(ErrorKind::usage, "the list of the canary's visitors names nobody",
                    "Leave the flag out, or name values of the cookie kamal-rollout: alice,bob.");
    return visitors;
}

}  // namespace

std::optional<CanaryShare> canary_share(const std::optional<std::string>& percent,
                                        const std::optional<std::string>& visitors) {
    if (!percent && !visitors) return std::nullopt;
    CanaryShare share(percent ? percent_in(*percent) : 0);
    if (visitors) share.visitors = visitors_in(*visitors);
    return share;
}

std::string in_words(const CanaryShare& share) {
    const auto named = share.visitors.size();
    auto words = fmt::format("{} %", share.percent);
    if (named > 0) words += fmt::format(" and {} named visitor{}", named, named == 1 ? "" : "s");
    return words;
}

}  // namespace wheels::cli
