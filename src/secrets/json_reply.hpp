#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace wheels::secrets {

using Json = nlohmann::ordered_json;

/// Nothing when the text is no JSON. Never throws: the library's own errors quote the text, which is secret.
std::optional<Json> parse_json(std::string_view text);

/// A member of an object; null when there is none, or when `json` is no object.
const Json& member(const Json& json, std::string_view key);

/// A text as it is, null as nothing, anything else as JSON.
std::optional<std::string> text_of(const Json& json);

}  // namespace wheels::secrets
