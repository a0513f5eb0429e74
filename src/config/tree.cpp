#include "config/tree.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace wheels::config {

bool Tree::is_stringish() const {
    return kind == Kind::text || kind == Kind::integer || kind == Kind::floating || kind == Kind::boolean;
}

bool Tree::is_blank() const {
    switch (kind) {
        case Kind::null: return true;
        case Kind::boolean: return !truth;
        case Kind::text: return text::is_blank(text);
        case Kind::list: return items.empty();
        case Kind::map: return entries.empty();
        case Kind::integer:
        case Kind::floating:
        case Kind::date: return false;
    }
    return false;
}

const Tree* Tree::find(std::string_view key) const {
    for (const auto& entry : entries) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

Tree* Tree::find(std::string_view key) {
    for (auto& entry : entries) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

void Tree::erase(std::string_view key) {
    entries.erase(
        std::remove_if(entries.begin(), entries.end(), [&](const TreeEntry& e) { return e.key == key; }),
        entries.end());
}

std::string join_path(std::string_view path, std::string_view key) {
    std::string joined(path);
    if (!joined.empty()) joined += '/';
    joined += key;
    return joined;
}

}  // namespace wheels::config
