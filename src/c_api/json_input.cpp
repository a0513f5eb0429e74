#include "c_api/json_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::c_api {
namespace {

using Json = nlohmann::ordered_json;

Error usage(std::string message, std::string hint = {}) {
    return Error(ErrorKind::usage, std::move(message), std::move(hint));
}

// The parser has no limit of its own, and what is made of it is taken apart by recursion.
constexpr int deepest = 64;

// What the parser itself says shows the text, which may have secrets in it.
std::string place_of(std::string_view text, std::size_t bytes) {
    if (bytes > text.size()) return "it ends too early";
    const auto before = text.substr(0, bytes == 0 ? 0 : bytes - 1);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return fmt::format("line {}, byte {} cannot stand there", line, before.size() - line_begin + 1);
}

Json parse(const std::string& what, const char* text) {
    if (text == nullptr) return Json::object();
    bool deep = false;
    const Json::parser_callback_t watch = [&deep](int depth, Json::parse_event_t, Json&) {
        deep |= depth > deepest;
        return !deep;
    };
    Json json;
    try {
        json = Json::parse(text, watch);
    } catch (const Json::parse_error& error) {
        throw usage(fmt::format("{}: is no JSON: {}", what, place_of(text, error.byte)));
    } catch (const Json::out_of_range&) {
        throw usage(fmt::format("{}: there is a number in it that no program can hold", what));
    }
    if (deep) throw usage(fmt::format("{}: is nested too deep", what));
    if (!json.is_object()) throw usage(fmt::format("{}: should be a JSON object", what));
    return json;
}

// What goes to a program ends at a null byte, wherever that is.
bool is_text(const Json& json) {
    return json.is_string() && json.get_ref<const std::string&>().find('\0') == std::string::npos;
}

/// Of a variable.
bool is_name(const std::string& name) {
    return !name.empty() && name.find('=') == std::string::npos && name.find('\0') == std::string::npos;
}

Settings settings_of(const Json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_unsigned()) return json.get<std::uint64_t>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    Settings made;
    if (json.is_array()) {
        made = Settings::list({});
        for (const auto& item : json) made.push_back(settings_of(item));
    }
    if (json.is_object()) {
        made = Settings::map();
        for (const auto& [key, value] : json.items()) made[key] = settings_of(value);
    }
    return made;
}

}  // namespace

JsonInput::JsonInput(std::string what, const char* text)
    : what_(std::move(what)), object_(parse(what_, text)) {}

bool JsonInput::has(const char* key) const {
    return object_.contains(key);
}

const Json* JsonInput::any(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonInput::text(const char* key) {
    const auto* value = any(key);
    if (value == nullptr) return std::nullopt;
    if (!is_text(*value)) refuse(key, "a text without null bytes");
    return value->get<std::string>();
}

std::optional<std::int64_t> JsonInput::number(const char* key, std::int64_t least) {
    const auto* value = any(key);
    if (value == nullptr) return std::nullopt;
    const bool whole = value->is_number_integer();
    const bool huge = value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX;
    if (!whole || huge || value->get<std::int64_t>() < least)
        refuse(key, fmt::format("a whole number that is at least {}", least));
    return value->get<std::int64_t>();
}

bool JsonInput::on(const char* key) {
    const auto* value = any(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) refuse(key, "true or false");
    return value->get<bool>();
}

std::vector<std::string> JsonInput::list(const char* key) {
    const auto* value = any(key);
    if (value == nullptr) return {};
    if (!value->is_array()) refuse(key, "a list of texts");
    std::vector<std::string> items;
    for (const auto& item : *value) {
        if (!is_text(item)) refuse(key, "a list of texts");
        items.push_back(item.get<std::string>());
    }
    return items;
}

std::optional<std::vector<std::pair<std::string, std::string>>> JsonInput::texts(const char* key) {
    const auto* value = any(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_object()) refuse(key, "an object of names and texts");
    std::vector<std::pair<std::string, std::string>> made;
    for (const auto& [name, text] : value->items()) {
        if (!is_text(text) || !is_name(name)) refuse(key, "an object of names and texts");
        made.emplace_back(name, text.get<std::string>());
    }
    return made;
}

std::optional<Settings> JsonInput::settings(const char* key) {
    const auto* value = any(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_object()) refuse(key, "an object with the keys of deploy.yml");
    try {
        return settings_of(*value);
    } catch (const std::out_of_range&) {
        refuse(key, "without numbers that no setting can have");
    }
}

void JsonInput::refuse(const char* key, const std::string& should) const {
    throw usage(fmt::format("{}: {}: should be {}", what_, key, should));
}

void JsonInput::finish() const {
    for (const auto& [key, value] : object_.items()) {
        if (known_.contains(key)) continue;
        const auto meant = text::closest(key, std::vector<std::string_view>(known_.begin(), known_.end()));
        throw usage(fmt::format("{}: the key `{}` means nothing here", what_, text::neutralise(key)),
                    meant.empty() ? "Leave it out." : fmt::format("Is `{}` meant?", meant));
    }
}

}  // namespace wheels::c_api
