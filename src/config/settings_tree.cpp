#include "config/settings_tree.hpp"

#include <memory>
#include <string>
#include <variant>

#include "config/scalar.hpp"

namespace wheels::config {
namespace {

constexpr int deepest = 64;  // as of YAML

class Converter {
public:
    explicit Converter(Findings& findings) : findings_(findings) {
        mark_.file = std::make_shared<const std::string>("settings");
    }

    Tree convert(const Settings& settings, int depth, const std::string& path) {
        Tree tree;
        if (depth > deepest) {
            findings_.problem(mark_, path, "is nested too deep");
        } else {
            tree = std::visit([&](const auto& value) { return of(value, depth, path); }, settings.value());
        }
        tree.mark = mark_;
        return tree;
    }

private:
    static Tree of(std::monostate, int, const std::string&) { return {}; }
    static Tree of(bool value, int, const std::string&) {
        return read_plain_scalar(value ? "true" : "false");
    }
    static Tree of(std::int64_t value, int, const std::string&) {
        return read_plain_scalar(std::to_string(value));
    }
    static Tree of(double value, int, const std::string&) { return read_plain_scalar(ruby_float(value)); }

    Tree of(const std::string& value, int, const std::string& path) {
        check(value, path);
        return read_quoted_scalar(value);
    }

    Tree of(const Settings::List& items, int depth, const std::string& path) {
        Tree tree;
        tree.kind = Tree::Kind::list;
        for (const auto& item : items)
            tree.items.push_back(
                convert(item, depth + 1, join_path(path, std::to_string(tree.items.size()))));
        return tree;
    }

    Tree of(const Settings::Map& entries, int depth, const std::string& path) {
        Tree tree;
        tree.kind = Tree::Kind::map;
        for (const auto& [key, value] : entries) {
            check(key, path);
            tree.entries.push_back({key, mark_, convert(value, depth + 1, join_path(path, key))});
        }
        return tree;
    }

    // No YAML could hold it, and neither can what is made of it.
    void check(const std::string& text, const std::string& path) {
        if (first_bad_byte(text))
            findings_.problem(mark_, path, "holds a byte that is no UTF-8 text, or a control character");
    }

    Findings& findings_;
    Mark mark_;
};

}  // namespace

Tree settings_tree(const Settings& settings, Findings& findings) {
    return Converter(findings).convert(settings, 0, {});
}

}  // namespace wheels::config
