#pragma once

#include <string>
#include <utility>

namespace wheels {

/// A string that must not be shown. It has no stream operator and no conversion, so it cannot
/// slip into a log line, an error or a command line by accident; `reveal()` is easy to search for.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}

    /// The secret itself, for the places that hand it to a server by stdin or to a hook.
    const std::string& reveal() const& { return text_; }
    bool empty() const { return text_.empty(); }

    friend bool operator==(const Secret&, const Secret&) = default;

private:
    std::string text_;
};

}  // namespace wheels
