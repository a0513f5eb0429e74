#include "config/validator.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "config/scalar.hpp"

namespace wheels::config {
namespace {

using schema::Shape;

std::string_view kind_name(const Tree& tree) {
    switch (tree.kind) {
        case Tree::Kind::null: return "empty";
        case Tree::Kind::boolean: return "a boolean";
        case Tree::Kind::integer: return "an integer";
        case Tree::Kind::floating: return "a number with a fraction";
        case Tree::Kind::text: return "a string";
        case Tree::Kind::date: return "a date";
        case Tree::Kind::list: return "an array";
        case Tree::Kind::map: return "a map";
    }
    return "something else";
}

std::string expected(const Shape& shape) {
    std::vector<std::string> kinds;
    if ((shape.accepts & (schema::text | schema::string)) != 0) kinds.emplace_back("a string");
    if ((shape.accepts & schema::integer) != 0) kinds.emplace_back("an integer");
    if ((shape.accepts & schema::boolean) != 0) kinds.emplace_back("a boolean");
    if ((shape.accepts & schema::list) != 0) kinds.emplace_back("an array");
    if ((shape.accepts & schema::map) != 0) kinds.emplace_back("a map");
    return text::join(kinds, " or ");
}

bool whole_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A count in sixties would fit, too, but is never meant.
bool fits_without_quotes(const Tree& quoted, const Shape& shape) {
    const auto bare = read_plain_scalar(quoted.written);
    if (bare.kind == Tree::Kind::integer)
        return (shape.accepts & schema::integer) != 0 && bare.written.find(':') == std::string::npos;
    return bare.kind == Tree::Kind::boolean && (shape.accepts & schema::boolean) != 0;
}

std::string hint(const Tree& tree, const Shape& shape) {
    const auto accepts = [&](unsigned kind) { return (shape.accepts & kind) != 0; };
    const bool wants_text = accepts(schema::text | schema::string);
    if (tree.interpolated) return ": that is what `" + tree.written + "` gives";
    if (tree.is_null()) return wants_text ? ": give it a value, or remove it" : ": fill or remove it";
    if (tree.kind == Tree::Kind::date && wants_text) return ": put it in quotes";
    if (tree.kind == Tree::Kind::text && accepts(schema::integer | schema::boolean)) {
        if (!tree.plain && fits_without_quotes(tree, shape)) return ": take away the quotes";
        const auto colon = tree.text.rfind(':');
        const auto last = tree.text.substr(colon == std::string::npos ? tree.text.size() : colon + 1);
        if (accepts(schema::integer) && whole_number(last)) return ": write one number, as `" + last + "`";
    }
    if (tree.is_stringish() && accepts(schema::string)) return ": put it in quotes";
    if (tree.kind == Tree::Kind::text && tree.plain && tree.text.starts_with('-') && accepts(schema::list))
        return ": an item begins with a dash and a blank";
    if (tree.kind == Tree::Kind::text && tree.plain && tree.text.find(':') != std::string::npos &&
        accepts(schema::map) && !accepts(schema::list)) {
        return ": a blank is missing behind the colon";
    }
    if (tree.is_map() && wants_text && !accepts(schema::list) && tree.entries.size() == 1) {
        const auto& [key, place, value] = tree.entries.front();
        if (value.is_stringish() && value.secrets.empty())
            return ": a blank behind the colon makes it one, write `" + key + ":" + value.written + "`";
    }
    if (tree.is_list() && shape.accepts == schema::map) return ": write `NAME: VALUE` instead of a list";
    if (tree.is_map() && shape.accepts == schema::list) return ": write a list, as `[ITEM]`";
    if (tree.is_stringish() && accepts(schema::list)) return ": write it as `[" + tree.written + "]`";
    return "";
}

bool accepts(const Tree& tree, const Shape& shape) {
    const auto takes = [&](unsigned kind) { return (shape.accepts & kind) != 0; };
    if (takes(schema::text) && tree.is_stringish()) return true;
    if (takes(schema::string) && tree.kind == Tree::Kind::text) return true;
    if (takes(schema::nothing) && tree.is_false()) return true;
    if (takes(schema::integer) && (tree.kind == Tree::Kind::integer || is_interpolated_integer(tree)))
        return true;
    if (takes(schema::boolean) && (tree.kind == Tree::Kind::boolean || is_interpolated_boolean(tree))) {
        return true;
    }
    if (takes(schema::list) && tree.is_list()) return true;
    return takes(schema::map) && tree.is_map();
}

bool is_nothing(const Tree& tree, const Shape& shape) {
    return (shape.accepts & schema::nothing) != 0 && tree.is_false();
}

std::string did_you_mean(std::string_view key, const std::vector<std::string_view>& candidates) {
    const auto meant = text::closest(key, candidates);
    return meant.empty() ? "" : ": did you mean `" + std::string(meant) + "`?";
}

// Of a key that stands at the root, and should not.
std::string_view section_of(std::string_view key) {
    for (const auto* section : {&schema::proxy(), &schema::builder(), &schema::ssh(), &schema::registry()}) {
        if (section->find(key) != nullptr) return section->name;
    }
    return {};
}

// Keys that Kamal 1 had, and keys that stand in the wrong section.
std::string place_of(std::string_view key, std::string_view path) {
    if (key == "traefik") return ": Kamal 2 has kamal-proxy instead, see `docs proxy`";
    if (key == "multiarch") return ": name the architectures under `arch`";
    if (!path.empty()) return "";
    const auto section = section_of(key);
    return section.empty() ? "" : ": it stands under `" + std::string(section) + "`";
}

class Validator {
public:
    explicit Validator(Findings& findings) : findings_(findings) {}

    void check(const Tree& tree, const Shape& shape, const std::string& path) {
        if (!tree.unset.empty()) {
            tell_unset(tree, shape, path);
            if (!shape.in_shell) return;  // whatever else is wrong with it, that is why
        }
        if (!tree.unclear.empty() && !shape.in_shell) return tell_unclear(tree, path);
        if (!accepts(tree, shape)) {
            auto problem = "should be " + expected(shape) + ", but is " + std::string(kind_name(tree));
            findings_.problem(tree.mark, path, problem + hint(tree, shape));
            return;
        }
        if (tree.is_list()) {
            for (std::size_t i = 0; shape.items && i < tree.items.size(); ++i) {
                check(tree.items[i], *shape.items, join_path(path, std::to_string(i)));
            }
        } else if (tree.is_map()) {
            check_map(tree, shape, path);
        } else if (!shape.one_of.empty() && !is_nothing(tree, shape)) {
            check_word(tree, shape, path);
        }
    }

private:
    void check_map(const Tree& tree, const Shape& shape, const std::string& path) {
        if (shape.form == Shape::Form::host) {
            check_host(tree, path);
        } else if (shape.form == Shape::Form::env || shape.form == Shape::Form::root_env) {
            check_env(tree, shape, path);
            return;
        }
        if (shape.section != nullptr) {
            check_section(tree, *shape.section, path);
        } else if (shape.values) {
            for (const auto& entry : tree.entries) {
                check(entry.value, *shape.values, join_path(path, entry.key));
            }
        } else {
            check_anything(tree, shape, path);
        }
    }

    // A map for docker, whose values the readers check.
    void check_anything(const Tree& tree, const Shape& shape, const std::string& path) {
        if (!tree.unset.empty()) tell_unset(tree, shape, path);
        for (std::size_t i = 0; i < tree.items.size(); ++i)
            check_anything(tree.items[i], shape, join_path(path, std::to_string(i)));
        for (const auto& entry : tree.entries) check_anything(entry.value, shape, join_path(path, entry.key));
    }

    void tell_unset(const Tree& tree, const Shape& shape, const std::string& path) {
        for (const auto& name : tree.unset) {
            const auto written = "${" + name + "}";
            const auto problem = written + " is set neither in the secrets nor in the environment: ";
            if (shape.in_shell) {
                findings_.warning(
                    tree.mark, path,
                    problem + "it is left to the host's shell (write $" + written + " if that is meant)");
            } else {
                findings_.problem(tree.mark, path, problem + "set it, or write the value here");
            }
        }
    }

    void tell_unclear(const Tree& tree, const std::string& path) {
        for (const auto& written : tree.unclear) {
            findings_.problem(tree.mark, path,
                              written +
                                  " is not replaced, as only a name in capital letters can be in the braces: "
                                  "set it, and write ${NAME} (or $" +
                                  written + " if it is meant as it stands)");
        }
    }

    void check_section(const Tree& tree, const schema::Section& section, const std::string& path) {
        std::vector<std::string_view> names;
        for (const auto& key : section.keys) names.push_back(key.name);
        for (const auto& entry : tree.entries) {
            const auto key_path = join_path(path, entry.key);
            if (const auto* key = section.find(entry.key)) {
                if (!blames_plural(entry, *key, section, key_path)) check(entry.value, key->shape, key_path);
            } else if (!section.extensions || entry.key.rfind("x-", 0) != 0) {
                unknown(entry, path, names);
            }
        }
    }

    // `host: [a, b]` where there is a key `hosts`.
    bool blames_plural(const TreeEntry& entry,
                       const schema::Key& key,
                       const schema::Section& section,
                       const std::string& path) {
        const auto* plural = section.find(std::string(key.name) + (key.name == "path_prefix" ? "es" : "s"));
        const bool meant =
            plural != nullptr && entry.value.is_list() && (key.shape.accepts & schema::list) == 0;
        if (meant)
            findings_.problem(
                entry.value.mark, path,
                "should be one, but is an array: for several there is `" + std::string(plural->name) + "`");
        return meant;
    }

    void unknown(const TreeEntry& entry,
                 const std::string& path,
                 const std::vector<std::string_view>& known) {
        auto problem = "unknown key: " + entry.key;
        const auto elsewhere = place_of(entry.key, path);
        const auto meant = elsewhere.empty() ? did_you_mean(entry.key, known) : elsewhere;
        if (const auto right = text::closest(entry.key, known); !right.empty())
            findings_.meant(join_path(path, right));
        if (const auto section = section_of(entry.key); path.empty() && !section.empty())
            findings_.meant(join_path(section, entry.key));
        if (meant.empty()) {
            std::vector<std::string> names(known.begin(), known.end());
            std::sort(names.begin(), names.end());
            problem += " (known are " + text::join(names, ", ") + ")";
        }
        findings_.problem(entry.mark, path, problem + meant);
    }

    void check_word(const Tree& tree, const Shape& shape, const std::string& path) {
        const auto& words = shape.one_of;
        if (std::find(words.begin(), words.end(), tree.text) != words.end()) return;
        if (words.size() == 1) {
            findings_.problem(tree.mark, path, "can only be " + std::string(words[0]));
            return;
        }
        const std::vector<std::string> allowed(words.begin(), words.end());
        findings_.problem(tree.mark, path,
                          "invalid value '" + (tree.secrets.empty() ? tree.text : tree.written) +
                              "', must be one of: " + text::join(allowed, ", ") +
                              did_you_mean(tree.text, words));
    }

    void check_host(const Tree& tree, const std::string& path) {
        if (tree.entries.size() == 1) return;
        findings_.problem(tree.mark, path,
                          tree.entries.empty() ? "names no host"
                                               : "multiple hosts found: begin each with a `-` of its own");
    }

    // A flat map of values, or a map of `clear`, `secret` and (at the root) `tags`.
    void check_env(const Tree& tree, const Shape& shape, const std::string& path) {
        const auto has = [&](std::string_view key) { return tree.find(key) != nullptr; };
        const bool flat = !has("clear") && !has("secret") && !has("tags");
        for (const auto& entry : tree.entries) {
            const auto key_path = join_path(path, entry.key);
            if (flat) {
                check(entry.value, *shape.values, key_path);
            } else if (entry.key == "clear") {
                check(entry.value, schema::in_shell(schema::map_of_texts()), key_path);
            } else if (entry.key == "secret") {
                check(entry.value, schema::list_of_strings(), key_path);
            } else if (entry.key != "tags") {
                findings_.problem(entry.mark, path,
                                  "unknown key: " + entry.key +
                                      ": next to clear, secret or tags, variables stand under `clear`");
            } else if (shape.form == Shape::Form::env) {
                findings_.problem(entry.mark, path, "tags are only allowed in the root env");
            } else {
                check_tags(entry.value, key_path);
            }
        }
    }

    void check_tags(const Tree& tags, const std::string& path) {
        schema::Shape shape = schema::any_map();
        shape.values = std::make_shared<const Shape>(schema::env_value());
        check(tags, shape, path);
    }

    Findings& findings_;
};

}  // namespace

bool is_interpolated_integer(const Tree& tree) {
    if (!tree.interpolated || tree.text.empty() || tree.text.size() > 18) return false;
    const auto digits = std::string_view(tree.text).substr(tree.text[0] == '-' ? 1 : 0);
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_interpolated_boolean(const Tree& tree) {
    return tree.interpolated && (tree.text == "true" || tree.text == "false");
}

void validate(const Tree& tree, const schema::Shape& shape, const std::string& path, Findings& findings) {
    Validator(findings).check(tree, shape, path);
}

}  // namespace wheels::config
