#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flag.hpp"
#include "wheels/canary_share.hpp"

namespace wheels::cli {

/// `10%` or `10`, and a list of the values of the cookie that get the canary in any case; with the latter
/// alone it gets no others. Unset: neither was said. Throws Error{usage}.
std::optional<CanaryShare> canary_share(const std::optional<std::string>& percent,
                                        const std::optional<std::string>& visitors);
/// `10 %`, `10 % and 2 named visitors`
std::string in_words(const CanaryShare& share);

constexpr Flag canary_list_flag(std::string_view name) {
    return {name,
            0,
            Flag::Kind::text,
            "VALUES",
            "Values of the cookie kamal-rollout that always get it, with commas",
            {}};
}

}  // namespace wheels::cli
