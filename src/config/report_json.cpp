#include <nlohmann/json.hpp>
#include <string>

#include "config/report.hpp"
#include "config/yaml_tree.hpp"

namespace wheels::config {
namespace {

using Json = nlohmann::ordered_json;

constexpr int indent = 2;

Json json_of(const Tree& tree) {
    switch (tree.kind) {
        case Tree::Kind::null: return nullptr;
        case Tree::Kind::boolean: return tree.truth;
        case Tree::Kind::integer: return tree.number;
        case Tree::Kind::floating:
        case Tree::Kind::text:
        case Tree::Kind::date: return tree.text;
        case Tree::Kind::list: {
            auto list = Json::array();
            for (const auto& item : tree.items) list.push_back(json_of(item));
            return list;
        }
        case Tree::Kind::map: break;
    }
    auto map = Json::object();
    for (const auto& entry : tree.entries) map[entry.key] = json_of(entry.value);
    return map;
}

}  // namespace

std::string config_report_json(const Config& config) {
    SourceText yaml;
    yaml.text = config_report(config);
    Findings none;
    const auto tree = parse_yaml(yaml, none);
    return json_of(tree).dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wheels::config
