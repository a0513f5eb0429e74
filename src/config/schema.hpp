#pragma once

#include <memory>
#include <string_view>
#include <vector>

/// Every key of deploy.yml, once: the validator, `wheels deploy docs` and the JSON Schema all read this.
namespace wheels::config::schema {

struct Section;

/// What kinds of YAML value a key takes; several may be joined.
enum Accepts : unsigned {
    text = 1U,  ///< As Kamal has it: texts, numbers and booleans.
    integer = 2U,
    boolean = 4U,
    list = 8U,
    map = 16U,
    string = 32U,   ///< Texts only, where Kamal fails with a number or a boolean.
    nothing = 64U,  ///< `false`, for "none".
};

struct Shape {
    /// Forms that need more than types to describe.
    enum class Form { usual, env, root_env, host };

    unsigned accepts = 0;
    const Section* section = nullptr;      ///< A map has these keys.
    std::shared_ptr<const Shape> items;    ///< Of a list.
    std::shared_ptr<const Shape> values;   ///< Of a map with free keys; none: anything.
    std::vector<std::string_view> one_of;  ///< The only texts allowed; none: any.
    Form form = Form::usual;
    /// It ends on a command line where a shell replaces `${VAR}`, so one that is set nowhere here may be
    /// meant.
    bool in_shell = false;
};

struct Key {
    std::string_view name;
    Shape shape;
    std::string_view doc;       ///< Sentences.
    std::string_view example;   ///< A value, on one line of YAML.
    std::string_view fallback;  ///< What holds when the key is absent, for the documentation.
};

/// A map with known keys.
struct Section {
    std::string_view name;  ///< As in `wheels deploy docs NAME`; empty for parts of others.
    std::string_view doc;   ///< Paragraphs, separated by newlines.
    std::vector<Key> keys;
    bool extensions = false;  ///< `x-…` keys are allowed and left alone.

    const Key* find(std::string_view key) const;
};

Shape text_value();
Shape string_value();
/// Of other values: `false` is taken, too.
Shape or_nothing(Shape shape);
Shape one_of(std::vector<std::string_view> words);
Shape integer_value();
Shape boolean_value();
Shape list_of_texts();
Shape list_of_strings();
Shape map_of_texts();
/// A map with any keys and values, such as options for docker.
Shape any_map();
Shape section_value(const Section& section);
/// The shape, and what it holds, on a command line for a shell.
Shape in_shell(Shape shape);
/// Joins what two shapes accept.
Shape operator|(Shape left, const Shape& right);

const Section& root();
const Section& role();
const Section& registry();
const Section& builder();
const Section& ssh();
const Section& sshkit();
const Section& boot();
const Section& logging();
const Section& proxy();
const Section& accessory();
const Section& output();
const Section& x_wheels();

Shape host_list();
Shape role_value();
Shape env_value();
Shape root_env_value();

}  // namespace wheels::config::schema
