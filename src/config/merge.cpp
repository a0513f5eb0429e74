#include "config/merge.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wheels::config {
namespace {

using Names = std::vector<std::string_view>;

const Names proxy_hosts{"host", "hosts"};
const Names proxy_paths{"path_prefix", "path_prefixes"};
const Names accessory_places{"host", "hosts", "role", "roles", "tag", "tags"};

// When `over` has one of the names, `base` loses all of them.
void give_way(Tree& base, const Tree& over, const Names& names) {
    const bool replaced =
        std::any_of(names.begin(), names.end(), [&](auto name) { return over.find(name) != nullptr; });
    if (!replaced) return;
    for (const auto name : names) base.erase(name);
}

void give_way_in_proxy(Tree* base, const Tree* over) {
    if (base == nullptr || over == nullptr) return;
    give_way(*base, *over, proxy_hosts);
    give_way(*base, *over, proxy_paths);
}

void give_way_below(Tree* base, const Tree* over, bool accessories) {
    if (base == nullptr || over == nullptr) return;
    for (auto& entry : base->entries) {
        const auto* same = over->find(entry.key);
        if (same == nullptr) continue;
        if (accessories) give_way(entry.value, *same, accessory_places);
        give_way_in_proxy(entry.value.find("proxy"), same->find("proxy"));
    }
}

}  // namespace

Tree merge(Tree base, const Tree& over) {
    if (!base.is_map() || !over.is_map()) return over;
    std::unordered_map<std::string, std::size_t> places;
    for (const auto& entry : base.entries) places.emplace(entry.key, places.size());
    for (const auto& entry : over.entries) {
        const auto same = places.find(entry.key);
        if (same == places.end()) {
            base.entries.push_back(entry);
        } else {
            auto& value = base.entries[same->second].value;
            value = merge(std::move(value), entry.value);
        }
    }
    return base;
}

Tree merge_files(Tree base, const Tree& over) {
    give_way_in_proxy(base.find("proxy"), over.find("proxy"));
    give_way_below(base.find("servers"), over.find("servers"), false);
    give_way_below(base.find("accessories"), over.find("accessories"), true);
    return merge(std::move(base), over);
}

Tree merge_proxies(Tree base, const Tree& over) {
    give_way_in_proxy(&base, &over);
    return merge(std::move(base), over);
}

}  // namespace wheels::config
