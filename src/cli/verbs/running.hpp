#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/verb.hpp"

namespace wheels::cli {

/// What is said of a run before it begins and after it has gone well; nothing where there is no function.
struct Words {
    /// Throws where the verb makes no sense for the configuration; nothing was done then.
    std::function<void(const Config& config)> check;
    /// What will be gone, on the hosts in scope: the person at the terminal is asked first
    /// (Context::confirm).
    std::function<std::string(const Config& config, const std::vector<std::string>& hosts)> warning;
    /// `hosts`: those of the app in scope, or all in scope when the app runs on none of them.
    std::function<std::string(const Config& config, const std::vector<std::string>& hosts)> beginning;
    std::function<std::string(const Config& config, const Report& report)> ending;
};

/// Loads the project, and does what the verb says. `version`: instead of the one that flags and environment
/// name.
awaitable<void> carry_out(Context& context,
                          wheels::Verb verb,
                          Context::Needs needs,
                          Words words,
                          std::optional<std::string> version = std::nullopt);

/// The same for a project that is loaded.
awaitable<void> carry_out_for(Context& context, Project project, wheels::Verb verb, Words words);

/// `3 hosts`
std::string count_of(const std::vector<std::string>& hosts);
/// `3 hosts: h1, h2, h3`
std::string names_of(const std::vector<std::string>& hosts);
/// `app v2`
std::string what(const Config& config);
/// `4.2 s`
std::string time_of(const Report& report);
/// `to 3 hosts in 4.2 s`, with the preposition that fits; says so where no host of the app was among them.
std::string where_and_when(std::string_view preposition, const Report& report);

/// The same, with one sentence when it has gone well.
awaitable<void> carry_out(Context& context, wheels::Verb verb, Context::Needs needs, std::string done);

/// Asks first: `warning` says what will be gone, of these hosts in scope.
using Warning = decltype(Words::warning);
awaitable<void> confirm_and_carry_out(
    Context& context, wheels::Verb verb, Context::Needs needs, Warning warning, std::string done);

inline constexpr Flag confirmed_flag{"confirmed", 'y', Flag::Kind::boolean, {}, "Do it without a question",
                                     "confirm"};
inline constexpr Flag rolling_flag{
    "rolling", 0, Flag::Kind::boolean, {}, "One host after the other, not all at once", {}};
inline constexpr std::array confirmed_flags{confirmed_flag};
inline constexpr std::array rolling_flags{rolling_flag, confirmed_flag};

inline constexpr Flag no_cache_flag{
    "no-cache", 0, Flag::Kind::boolean, {}, "Build without Docker's build cache", {}};

/// The flags of the verbs that build, push and pull an image.
inline constexpr std::array shipping_flags{
    Flag{"skip-push",
         'P',
         Flag::Kind::boolean,
         {},
         "Build and push nothing: the image is in the registry",
         {}},
    no_cache_flag,
};

inline constexpr std::array build_flags{
    Flag{"output",
         0,
         Flag::Kind::text,
         "TYPE",
         "What buildx makes of the build: registry, docker, oci, …",
         {}},
    no_cache_flag,
};

}  // namespace wheels::cli
