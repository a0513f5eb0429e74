#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
#include "wheels/export.hpp"

namespace wheels {

/// What deploy.yml would say, made in code: the same keys, the same words and the same rules, so that
/// docs/configuration.md holds for both, and a Problem names the key in the same way.
///
///     wheels::Settings settings;
///     settings["service"] = "shop";
///     settings["image"] = "acme/shop";
///     settings["servers"]["web"]["hosts"] = {"192.0.2.10", "192.0.2.11"};
///     settings["registry"]["password"] = {"REGISTRY_PASSWORD"};
///
/// A value: copies share nothing. Texts are taken as they stand: neither ERB nor `${VAR}` is looked for.
class WHEELS_API Settings {
public:
    using List = std::vector<Settings>;
    using Map =
        std::list<std::pair<std::string, Settings>>;  ///< In the order in which keys were first named.

    Settings();  ///< Nothing, as a key without a value.
    Settings(bool value);
    Settings(double value);
    Settings(std::string text);
    Settings(const char* text) : Settings(std::string(text)) {}
    Settings(const void*) = delete;  ///< A pointer would be `true`.
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Settings(T value) : value_(static_cast<std::int64_t>(value)) {
        if (!std::in_range<std::int64_t>(value)) throw std::out_of_range("a number that no setting can have");
    }
    /// A list. `{}` is nothing, and `{one}` of one Settings is a copy for some compilers: an empty list is
    /// `list({})`, and others grow by push_back().
    Settings(std::initializer_list<Settings> items);
    static Settings list(std::vector<std::string> items);
    static Settings map();  ///< An empty one.
    Settings(const Settings&);
    Settings(Settings&&) noexcept;
    Settings& operator=(const Settings&);
    Settings& operator=(Settings&&) noexcept;
    ~Settings();

    /// The value of a key, which is nothing until it is set. What was no map becomes an empty one. A
    /// reference to it is good until the map is replaced or goes.
    Settings& operator[](std::string_view key);
    /// At the end of a list. What was no list becomes an empty one.
    void push_back(Settings item);

    using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;
    const Value& value() const { return value_; }

private:
    Value value_;
};

}  // namespace wheels
