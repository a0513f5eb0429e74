#include "secrets/json_reply.hpp"

namespace wheels::secrets {

std::optional<Json> parse_json(std::string_view text) {
    auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return json;
}

const Json& member(const Json& json, std::string_view key) {
    static const Json none;
    if (!json.is_object()) return none;
    const auto found = json.find(std::string(key));
    return found == json.end() ? none : *found;
}

std::optional<std::string> text_of(const Json& json) {
    if (json.is_null()) return std::nullopt;
    if (json.is_string()) return json.get<std::string>();
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace wheels::secrets
