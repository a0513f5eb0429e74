#include "config/json_schema.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/schema.hpp"

namespace wheels::config {
namespace {

using schema::Shape;

std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        json += c;
    }
    return json + "\"";
}

/// A JSON object that is written member by member, in the order given.
class Object {
public:
    Object& add(std::string_view name, const std::string& json) {
        members_.push_back(quoted(name) + ": " + json);
        return *this;
    }
    std::string json(std::size_t indent) const {
        if (members_.empty()) return "{}";
        const std::string margin(indent + 2, ' ');
        return "{\n" + margin + text::join(members_, ",\n" + margin) + "\n" + std::string(indent, ' ') + "}";
    }

private:
    std::vector<std::string> members_;
};

std::string array(const std::vector<std::string>& items) {
    return "[" + text::join(items, ", ") + "]";
}

// A `${VAR}` may stand for any value that is no list or map.
constexpr std::string_view variable = R"({"type": "string", "pattern": "\\$\\{[A-Z_][A-Z0-9_]*\\}"})";

std::string shape_json(const Shape& shape, std::size_t indent);
std::string section_json(const schema::Section& section, std::size_t indent);

std::string reference(std::string_view name) {
    return "{\"$ref\": " + quoted("#/$defs/" + std::string(name)) + "}";
}

std::string map_json(const Shape& shape, std::size_t indent) {
    if (shape.form == Shape::Form::env) return reference("env");
    if (shape.form == Shape::Form::root_env) return reference("root-env");
    if (shape.section != nullptr) {
        return shape.section->name.empty() ? section_json(*shape.section, indent)
                                           : reference(shape.section->name);
    }
    Object map;
    map.add("type", quoted("object"));
    if (shape.values) map.add("additionalProperties", shape_json(*shape.values, indent + 2));
    if (shape.form == Shape::Form::host) map.add("minProperties", "1").add("maxProperties", "1");
    return map.json(indent);
}

std::vector<std::string> alternatives(const Shape& shape, std::size_t indent) {
    const auto accepts = [&](unsigned kind) { return (shape.accepts & kind) != 0; };
    std::vector<std::string> forms;
    if (accepts(schema::text) && !shape.one_of.empty()) {
        std::vector<std::string> words;
        for (const auto word : shape.one_of) words.push_back(quoted(word));
        forms.push_back("{\"enum\": " + array(words) + "}");
        forms.emplace_back(variable);
    } else if (accepts(schema::text)) {
        forms.emplace_back(R"({"type": ["string", "number", "boolean"]})");
    } else if (accepts(schema::string)) {
        forms.emplace_back(R"({"type": "string"})");
    }
    if (accepts(schema::nothing)) forms.emplace_back(R"({"const": false})");
    if (accepts(schema::integer) && !accepts(schema::text)) forms.emplace_back(R"({"type": "integer"})");
    if (accepts(schema::boolean) && !accepts(schema::text)) forms.emplace_back(R"({"type": "boolean"})");
    if (accepts(schema::integer | schema::boolean) && !accepts(schema::text | schema::string))
        forms.emplace_back(variable);
    if (accepts(schema::list)) {
        Object list;
        list.add("type", quoted("array"));
        if (shape.items) list.add("items", shape_json(*shape.items, indent + 2));
        forms.push_back(list.json(indent));
    }
    if (accepts(schema::map)) forms.push_back(map_json(shape, indent));
    return forms;
}

std::string shape_json(const Shape& shape, std::size_t indent) {
    const auto single = alternatives(shape, indent);
    if (single.size() == 1) return single[0];
    const std::string margin(indent + 4, ' ');
    const auto forms = alternatives(shape, indent + 4);
    return "{\n" + std::string(indent + 2, ' ') + "\"anyOf\": [\n" + margin +
           text::join(forms, ",\n" + margin) + "\n" + std::string(indent + 2, ' ') + "]\n" +
           std::string(indent, ' ') + "}";
}

std::string key_json(const schema::Key& key, std::size_t indent) {
    std::string doc(key.doc);
    if (!key.fallback.empty())
        doc += (doc.empty() ? "Default: " : " Default: ") + std::string(key.fallback) + ".";
    const auto shape = shape_json(key.shape, indent);
    if (doc.empty()) return shape;
    // A description beside what the shape says.
    const auto rest = shape.find_first_not_of("{ \n");
    const bool one_line = shape.find('\n') == std::string::npos;
    return one_line ? "{\"description\": " + quoted(doc) + ", " + shape.substr(rest)
                    : "{\n" + std::string(indent + 2, ' ') + "\"description\": " + quoted(doc) + ",\n" +
                          std::string(indent + 2, ' ') + shape.substr(rest);
}

Object section_object(const schema::Section& section, std::size_t indent) {
    Object properties;
    for (const auto& key : section.keys) properties.add(key.name, key_json(key, indent + 4));
    Object object;
    if (!section.doc.empty()) {
        object.add("description", quoted(text::replace_all(std::string(section.doc), "\n", " ")));
    }
    object.add("type", quoted("object"));
    object.add("properties", properties.json(indent + 2));
    if (section.extensions) object.add("patternProperties", "{\"^x-\": {}}");
    object.add("additionalProperties", "false");
    return object;
}

std::string section_json(const schema::Section& section, std::size_t indent) {
    return section_object(section, indent).json(indent);
}

// A flat map of values, or `clear`, `secret` and (at the root) `tags`.
std::string env_json(bool with_tags, std::size_t indent) {
    Object parts;
    parts.add("clear", shape_json(schema::map_of_texts(), indent + 8));
    parts.add("secret", shape_json(schema::list_of_strings(), indent + 8));
    if (with_tags) {
        parts.add("tags", "{\"type\": \"object\", \"additionalProperties\": " + reference("env") + "}");
    }
    Object split;
    split.add("type", quoted("object"));
    split.add("properties", parts.json(indent + 6));
    split.add("additionalProperties", "false");
    const std::string margin(indent + 4, ' ');
    return "{\n" + std::string(indent + 2, ' ') + "\"anyOf\": [\n" + margin + split.json(indent + 4) + ",\n" +
           margin + shape_json(schema::map_of_texts(), indent + 4) + "\n" + std::string(indent + 2, ' ') +
           "]\n" + std::string(indent, ' ') + "}";
}

}  // namespace

std::string json_schema() {
    const std::vector<const schema::Section*> named{
        &schema::role(),      &schema::registry(), &schema::builder(), &schema::ssh(),
        &schema::sshkit(),    &schema::boot(),     &schema::logging(), &schema::proxy(),
        &schema::accessory(), &schema::output(),   &schema::x_wheels()};
    Object definitions;
    for (const auto* section : named) definitions.add(section->name, section_json(*section, 4));
    definitions.add("env", env_json(false, 4)).add("root-env", env_json(true, 4));

    Object whole;
    whole.add("$schema", quoted("https://json-schema.org/draft/2020-12/schema"));
    whole.add("title", quoted("deploy.yml of wheels deploy and Kamal 2.12"));
    auto root = section_object(schema::root(), 0);
    std::string body = root.json(0);
    const auto definitions_json = ",\n  \"$defs\": " + definitions.json(2) + "\n}";
    const auto head = whole.json(0);
    return head.substr(0, head.size() - 2) + ",\n" + body.substr(2, body.size() - 4) + definitions_json +
           "\n";
}

}  // namespace wheels::config
