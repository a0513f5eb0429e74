#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wheels::secrets {

/// What a vault gave: names with their values, in the order in which they came.
class Values {
public:
    /// A name that is there already keeps its place. No value: the vault has the name, but nothing in it.
    void set(std::string name, std::optional<std::string> value);
    bool contains(std::string_view name) const;
    void add(const Values& others);

    /// One JSON object on one line. Throws Error{config} for a value that is no UTF-8.
    std::string to_json() const;

    const std::vector<std::pair<std::string, std::optional<std::string>>>& items() const { return items_; }

private:
    std::vector<std::pair<std::string, std::optional<std::string>>> items_;
};

/// One value out of the JSON of a fetch: of exactly that name, else of the first name that ends in `/NAME`
/// (Kamal 2.12: cli/secrets.rb). Throws Error{config}; its text shows nothing of the JSON's values.
std::string extract(std::string_view name, std::string_view json);

}  // namespace wheels::secrets
