#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace wheels {

/// Which requests a canary gets. kamal-proxy decides by the value of the cookie `kamal-rollout`, which the
/// app or a proxy in front sets: the same value always goes to the same container. A request without that
/// cookie goes to the container that serves.
struct CanaryShare {
    CanaryShare() = default;
    explicit CanaryShare(int of_hundred, std::vector<std::string> named = {})
        : percent(of_hundred), visitors(std::move(named)) {}

    int percent = 0;                    ///< 0 to 100: of the values that the cookie may have.
    std::vector<std::string> visitors;  ///< Values that go to the canary whatever the percentage.
};
static_assert(!std::is_aggregate_v<CanaryShare>);

}  // namespace wheels
