#include "secrets/values.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "secrets/json_reply.hpp"
#include "wheels/error.hpp"

namespace wheels::secrets {

void Values::set(std::string name, std::optional<std::string> value) {
    const auto same = [&](const auto& item) { return item.first == name; };
    const auto found = std::find_if(items_.begin(), items_.end(), same);
    if (found != items_.end()) {
        found->second = std::move(value);
    } else {
        items_.emplace_back(std::move(name), std::move(value));
    }
}

bool Values::contains(std::string_view name) const {
    return std::any_of(items_.begin(), items_.end(), [&](const auto& item) { return item.first == name; });
}

void Values::add(const Values& others) {
    for (const auto& [name, value] : others.items()) set(name, value);
}

std::string Values::to_json() const {
    auto object = Json::object();
    for (const auto& [name, value] : items_) {
        const Json text = value ? Json(*value) : Json();
        try {
            (void)text.dump();
        } catch (const Json::exception&) {
            throw Error(ErrorKind::config, "the value of " + text::one_line(name) + " is no UTF-8 text",
                        "store it in Base64, and decode it in the app");
        }
        object[name] = text;
    }
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string extract(std::string_view name, std::string_view json) {
    const auto wanted = text::one_line(name);
    const auto secrets = parse_json(json);
    if (!secrets || !secrets->is_object())
        throw Error(ErrorKind::config, "secrets extract " + wanted + ": what it was given is no JSON object",
                    json.starts_with('\\')
                        ? "what `secrets fetch` gave is quoted already: take away the quotes around it"
                        : "give it what `secrets fetch` printed, as one quoted word");
    auto value = text_of(member(*secrets, name));
    const auto ending = "/" + std::string(name);
    for (const auto& [key, candidate] : secrets->items()) {
        if (value) break;
        const bool matches = key.size() >= ending.size() && std::string_view(key).ends_with(ending);
        if (matches) value = text_of(candidate);
    }
    if (value) {
        const auto why = text::unfit_for_variable(*value);
        if (why.empty()) return *value;
        throw Error(ErrorKind::config, "secrets extract: the value of " + wanted + " " + std::string(why),
                    "store it in Base64, and let the app decode it");
    }
    std::vector<std::string> names;
    for (const auto& item : secrets->items()) names.push_back(text::one_line(item.key()));
    throw Error(ErrorKind::config, "secrets extract: could not find secret " + wanted,
                names.empty() ? "nothing was fetched" : "fetched were: " + text::join(names, ", "));
}

}  // namespace wheels::secrets
