#include "config/schema.hpp"

#include <utility>

namespace wheels::config::schema {

const Key* Section::find(std::string_view key) const {
    for (const auto& known : keys) {
        if (known.name == key) return &known;
    }
    return nullptr;
}

Shape text_value() {
    Shape shape;
    shape.accepts = text;
    return shape;
}

Shape string_value() {
    Shape shape;
    shape.accepts = string;
    return shape;
}

Shape or_nothing(Shape shape) {
    shape.accepts |= nothing;
    return shape;
}

Shape one_of(std::vector<std::string_view> words) {
    auto shape = text_value();
    shape.one_of = std::move(words);
    return shape;
}

Shape integer_value() {
    Shape shape;
    shape.accepts = integer;
    return shape;
}

Shape boolean_value() {
    Shape shape;
    shape.accepts = boolean;
    return shape;
}

Shape list_of_texts() {
    Shape shape;
    shape.accepts = list;
    shape.items = std::make_shared<const Shape>(text_value());
    return shape;
}

Shape list_of_strings() {
    Shape shape;
    shape.accepts = list;
    shape.items = std::make_shared<const Shape>(string_value());
    return shape;
}

Shape map_of_texts() {
    Shape shape;
    shape.accepts = map;
    shape.values = std::make_shared<const Shape>(text_value());
    return shape;
}

Shape any_map() {
    Shape shape;
    shape.accepts = map;
    return shape;
}

Shape section_value(const Section& section) {
    Shape shape;
    shape.accepts = map;
    shape.section = &section;
    return shape;
}

Shape in_shell(Shape shape) {
    shape.in_shell = true;
    if (shape.items) shape.items = std::make_shared<const Shape>(in_shell(*shape.items));
    if (shape.values) shape.values = std::make_shared<const Shape>(in_shell(*shape.values));
    return shape;
}

Shape operator|(Shape left, const Shape& right) {
    left.accepts |= right.accepts;
    if (right.section != nullptr) left.section = right.section;
    if (right.items) left.items = right.items;
    if (right.values) left.values = right.values;
    if (!right.one_of.empty()) left.one_of = right.one_of;
    left.in_shell |= right.in_shell;
    return left;
}

Shape host_list() {
    Shape host;
    host.accepts = string | map;
    host.values = std::make_shared<const Shape>(text_value() | list_of_texts());
    host.form = Shape::Form::host;
    Shape hosts;
    hosts.accepts = list;
    hosts.items = std::make_shared<const Shape>(host);
    return hosts;
}

Shape role_value() {
    return section_value(role()) | host_list();
}

Shape env_value() {
    auto shape = in_shell(map_of_texts());
    shape.form = Shape::Form::env;
    return shape;
}

Shape root_env_value() {
    auto shape = in_shell(map_of_texts());
    shape.form = Shape::Form::root_env;
    return shape;
}

}  // namespace wheels::config::schema
