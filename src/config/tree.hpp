#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::config {

/// Where something stands in the user's files. Lines and columns count from 1; 0 means "not known".
struct Mark {
    std::shared_ptr<const std::string> file;  ///< As the user wrote the path.
    std::size_t line = 0;
    std::size_t column = 0;
};

struct TreeEntry;

/// A YAML document as Ruby would read it: scalars have the type and the text that YAML 1.1 gives them there.
struct Tree {
    enum class Kind { null, boolean, integer, floating, text, date, list, map };

    Kind kind = Kind::null;
    std::string text;                  ///< Scalars: what Ruby's `to_s` makes of the value; "" for null.
    std::string written;               ///< Scalars: as it stands in the file.
    bool plain = false;                ///< Scalars: written without quotes.
    bool interpolated = false;         ///< `${VAR}` was replaced in it.
    std::vector<std::string> unset;    ///< Names of the `${VAR}`s in it that are set nowhere.
    std::vector<std::string> unclear;  ///< Each `${…}` in it that only a shell replaces, as written.
    bool truth = false;                ///< The value of a boolean.
    std::int64_t number = 0;           ///< The value of an integer, at the limit when it has no room.
    std::vector<std::string> secrets;  ///< Names of the secrets that are part of `text`.
    std::vector<Tree> items;           ///< Of a list.
    std::vector<TreeEntry> entries;    ///< Of a map, in order, names unique.
    Mark mark;

    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }
    bool is_null() const { return kind == Kind::null; }
    bool is_false() const { return kind == Kind::boolean && !truth; }
    bool is_true() const { return kind == Kind::boolean && truth; }
    /// What Kamal takes for a string: texts, numbers and booleans.
    bool is_stringish() const;
    /// Nothing, `false`, a blank text, an empty list or map (ActiveSupport's `blank?`).
    bool is_blank() const;

    const Tree* find(std::string_view key) const;
    Tree* find(std::string_view key);
    void erase(std::string_view key);
};

/// A key of a map with its value.
struct TreeEntry {
    std::string key;  ///< As written, without the colon of a symbol.
    Mark mark;
    Tree value;
};

/// `a`, `b` -> `a/b`, as key paths are shown.
std::string join_path(std::string_view path, std::string_view key);

}  // namespace wheels::config
