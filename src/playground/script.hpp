#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "wheels/playground.hpp"

/// What a script of `playground run` asks for. Pure; docs/playground.md has its words. Its types have
/// constructors on purpose (see Command).
namespace wheels::playground::script {

/// `image VERSION from IMAGE`
struct Image {
    Image() {}
    std::string version;
    std::string image;
};

/// `deploy VERSION …`, `rollback VERSION …`, `wheels VERB …`: a command, and what is expected of it.
struct Command {
    Command() {}
    std::vector<std::string> words;  ///< What follows `wheels deploy`.
    int status = 0;
    /// Sent while it runs: `requests N to URL:`
    struct Requests {
        std::size_t count = 0;
        std::size_t may_fail = 0;
        std::string url;
    };
    std::optional<Requests> requests;
};

/// `expect TEXT at URL`, `expect status N at URL`
struct Expectation {
    Expectation() {}
    std::optional<std::string> text;
    std::optional<int> status;
    std::string url;
    std::optional<std::string> host;  ///< Unset: all that serve it, and are not broken.
};

struct Break {
    Break() {}
    std::string host;
    Fault fault = Fault::power;
};
struct Mend {
    Mend() {}
    std::string host;
};
/// `wait SECONDS`
struct Pause {
    Pause() {}
    std::chrono::seconds time{};
};

static_assert(!std::is_aggregate_v<Image> && !std::is_aggregate_v<Command> &&
              !std::is_aggregate_v<Expectation>);

using Action = std::variant<Image, Command, Expectation, Break, Mend, Pause>;

struct Step {
    Step(std::size_t number, std::string as_written, Action what)
        : line(number), text(std::move(as_written)), action(std::move(what)) {}

    std::size_t line = 0;
    std::string text;
    Action action;
};

/// Throws an Error for words of a command that are a mistake.
using Check = std::function<void(const std::vector<std::string>& words)>;

/// Throws Error{config} with every mistake, its line, and how to mend it. `file` is its name in errors;
/// `hosts` are those of deploy.yml; `check` may be empty.
std::vector<Step> parse(std::string_view text,
                        const std::string& file,
                        const std::vector<std::string>& hosts,
                        const Check& check = {});

/// A URL of a script: `http://app.example/path`, or `/path` of the first host that there is.
struct Url {
    std::string host;  ///< Empty: whichever.
    std::string path;
};
/// Nothing when it is none.
std::optional<Url> parse_url(std::string_view text);

}  // namespace wheels::playground::script
