#pragma once

#include <string>
#include <type_traits>
#include <utility>

namespace wheels::plan {

/// Where commands run.
struct Place {
    enum class Kind {
        host,     ///< A server of deploy.yml, by its name there.
        local,    ///< This machine.
        builder,  ///< The machine of `builder/remote`, as its address says; `name` is its host.
    };

    /// This machine.
    Place() = default;
    Place(Kind place_kind, std::string place_name) : kind(place_kind), name(std::move(place_name)) {}

    Kind kind = Kind::local;
    std::string name = "local";  ///< As events call it.

    bool is_host() const { return kind == Kind::host; }
    /// As errors name it: this machine has no name there.
    std::string host() const { return kind == Kind::local ? std::string() : name; }

    friend bool operator==(const Place&, const Place&) = default;
    friend auto operator<=>(const Place&, const Place&) = default;
};
static_assert(!std::is_aggregate_v<Place>);

inline Place on_host(std::string name) {
    return {Place::Kind::host, std::move(name)};
}
inline Place this_machine() {
    return {};
}

}  // namespace wheels::plan
