#include "wheels/settings.hpp"

namespace wheels {

Settings::Settings() = default;
Settings::Settings(bool value) : value_(value) {}
Settings::Settings(double value) : value_(value) {}
Settings::Settings(std::string text) : value_(std::move(text)) {}
Settings::Settings(std::initializer_list<Settings> items) : value_(List(items)) {}
Settings::Settings(const Settings&) = default;
Settings::Settings(Settings&&) noexcept = default;
Settings& Settings::operator=(const Settings&) = default;
Settings& Settings::operator=(Settings&&) noexcept = default;
Settings::~Settings() = default;

Settings Settings::list(std::vector<std::string> items) {
    Settings made;
    made.value_ = List();
    for (auto& item : items) made.push_back(Settings(std::move(item)));
    return made;
}

Settings Settings::map() {
    Settings made;
    made.value_ = Map();
    return made;
}

Settings& Settings::operator[](std::string_view key) {
    auto* map = std::get_if<Map>(&value_);
    if (map == nullptr) map = &value_.emplace<Map>();
    for (auto& [name, value] : *map) {
        if (name == key) return value;
    }
    return map->emplace_back(std::string(key), Settings()).second;
}

void Settings::push_back(Settings item) {
    auto* list = std::get_if<List>(&value_);
    if (list == nullptr) list = &value_.emplace<List>();
    list->push_back(std::move(item));
}

}  // namespace wheels
