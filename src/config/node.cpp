#include "config/node.hpp"

#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "config/validator.hpp"

namespace wheels::config {
namespace {

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

// What came from a `${VAR}` is told as it is written, and a secret is not told at all.
std::string with_origin(std::string text, const Tree& tree) {
    if (!tree.interpolated) return text;
    if (tree.secrets.empty()) return text + " (that is what `" + tree.written + "` gives)";
    return tree.text.empty() ? text : text::replace_all(text, tree.text, tree.written);
}

}  // namespace

Node::Node(const Tree* tree, std::string path, Mark parent_mark, Findings& findings)
    : tree_(tree), path_(std::move(path)), parent_mark_(std::move(parent_mark)), findings_(&findings) {}

Node Node::at(std::string_view key) const {
    const auto* below = is_map() ? tree_->find(key) : nullptr;
    Node node(below, join_path(path_, key), mark(), *findings_);
    node.out_of_reach_ = out_of_reach_ || (exists() && !is_map());
    return node;
}

void Node::problem(std::string text) const {
    // Where a `${VAR}` is set nowhere, or is none, what is wrong with the rest of the text is no news.
    const bool lacks = tree_ != nullptr && (!tree_->unset.empty() || !tree_->unclear.empty());
    if (lacks && is_blamed()) return;
    findings_->problem(mark(), path_,
                       tree_ == nullptr ? std::move(text) : with_origin(std::move(text), *tree_));
}

void Node::missing(std::string text) const {
    if (!out_of_reach_) findings_->missing(mark(), path_, std::move(text));
}

std::vector<Node> Node::items() const {
    std::vector<Node> found;
    if (!is_list()) return found;
    for (const auto& item : tree_->items) {
        found.emplace_back(&item, join_path(path_, std::to_string(found.size())), mark(), *findings_);
    }
    return found;
}

std::vector<std::pair<std::string, Node>> Node::entries() const {
    std::vector<std::pair<std::string, Node>> found;
    if (!is_map()) return found;
    for (const auto& entry : tree_->entries) {
        found.emplace_back(entry.key,
                           Node(&entry.value, join_path(path_, entry.key), entry.mark, *findings_));
    }
    return found;
}

std::optional<std::string> Node::text() const {
    if (tree_ == nullptr || !tree_->is_stringish()) return std::nullopt;
    return tree_->text;
}

std::optional<std::string> Node::string() const {
    return tree_ != nullptr && tree_->kind == Tree::Kind::text ? text() : std::nullopt;
}

std::optional<std::string> Node::present_text() const {
    return is_present() ? text() : std::nullopt;
}

std::optional<std::int64_t> Node::integer() const {
    if (tree_ == nullptr) return std::nullopt;
    if (tree_->kind == Tree::Kind::integer) return tree_->number;
    return is_interpolated_integer(*tree_) ? whole_number(tree_->text) : std::nullopt;
}

std::optional<bool> Node::boolean() const {
    if (tree_ == nullptr) return std::nullopt;
    if (tree_->kind == Tree::Kind::boolean) return tree_->truth;
    if (is_interpolated_boolean(*tree_)) return tree_->text == "true";
    return std::nullopt;
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> found;
    for (const auto& item : items()) {
        if (const auto text = item.text()) found.push_back(*text);
    }
    return found;
}

std::optional<std::int64_t> integer_within(const Node& node, std::int64_t low, std::int64_t high) {
    const auto value = node.integer();
    if (!value) return std::nullopt;
    if (*value >= low && *value <= high) return value;
    const auto& written = node.tree()->written;
    const bool sixties = node.tree()->plain && written.find(':') != std::string::npos;
    node.problem("should be between " + std::to_string(low) + " and " + std::to_string(high) +
                 (sixties ? ", but `" + written + "` is the number " + std::to_string(*value) +
                                " (YAML 1.1 counts in sixties)"
                          : ""));
    return std::nullopt;
}

std::optional<std::uint16_t> port_number(const Node& node) {
    const auto value = integer_within(node, 1, std::numeric_limits<std::uint16_t>::max());
    return value ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
}

std::optional<std::int64_t> seconds(const Node& node) {
    constexpr std::int64_t year = 366 * 86400;
    return integer_within(node, 0, year);
}

Problem Node::place() const {
    Problem place;
    if (mark().file) place.file = *mark().file;
    place.line = mark().line;
    place.column = mark().column;
    place.key = path();
    return place;
}

}  // namespace wheels::config
