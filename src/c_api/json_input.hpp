#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/settings.hpp"

namespace wheels::c_api {

/// A JSON object as a caller gave it, read key by key. Every mistake is an Error{usage} that names the key.
class JsonInput {
public:
    /// `what`: how errors call it, e.g. `request`. `text`: null is an empty object.
    JsonInput(std::string what, const char* text);

    // Null is as if the key were not there.
    std::optional<std::string> text(const char* key);
    std::optional<std::int64_t> number(const char* key, std::int64_t least = 0);
    bool on(const char* key);
    std::vector<std::string> list(const char* key);
    /// Names and texts, in their order.
    std::optional<std::vector<std::pair<std::string, std::string>>> texts(const char* key);
    std::optional<Settings> settings(const char* key);
    /// Whether the key is there, also as null.
    bool has(const char* key) const;
    /// The value of a key that has several kinds; null where it is not there.
    const nlohmann::ordered_json* any(const char* key);

    [[noreturn]] void refuse(const char* key, const std::string& should) const;
    /// Refuses the keys that nobody has asked for.
    void finish() const;

private:
    std::string what_;
    nlohmann::ordered_json object_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace wheels::c_api
