#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/findings.hpp"
#include "config/tree.hpp"

namespace wheels::config {

/// A place in a validated tree, with its key path. Reading what is not there, or has a wrong type (which the
/// validator has reported), gives nothing.
class Node {
public:
    /// `parent_mark` is where a missing value is blamed.
    Node(const Tree* tree, std::string path, Mark parent_mark, Findings& findings);

    Node at(std::string_view key) const;
    std::vector<Node> items() const;
    std::vector<std::pair<std::string, Node>> entries() const;

    bool exists() const { return tree_ != nullptr; }
    /// There, and neither null, false, blank nor empty (ActiveSupport's `present?`).
    bool is_present() const { return tree_ != nullptr && !tree_->is_blank(); }
    bool is_map() const { return tree_ != nullptr && tree_->is_map(); }
    bool is_list() const { return tree_ != nullptr && tree_->is_list(); }
    bool is_true() const { return boolean() == true; }
    bool is_false() const { return boolean() == false; }
    const Tree* tree() const { return tree_; }
    const std::string& path() const { return path_; }
    /// Where it stands, as a Problem without a text.
    Problem place() const;
    const Mark& mark() const { return tree_ != nullptr ? tree_->mark : parent_mark_; }

    std::optional<std::string> text() const;
    /// A text that is neither a number nor a boolean for YAML.
    std::optional<std::string> string() const;
    /// A text that is more than blanks; `false` asks for nothing, as in Kamal.
    std::optional<std::string> present_text() const;
    std::optional<std::int64_t> integer() const;
    std::optional<bool> boolean() const;
    std::vector<std::string> texts() const;

    /// Blames this place.
    void problem(std::string text) const;
    /// As problem(), unless `text` is empty.
    void problem_if_any(const std::string& text) const {
        if (!text.empty()) problem(text);
    }
    /// Blames this place for what is not there, unless something that is there has been blamed: this place,
    /// one below it, or a section that should hold it.
    void missing(std::string text) const;
    bool is_blamed() const { return out_of_reach_ || findings_->is_blamed(path_); }
    void warning(std::string text) const { findings_->warning(mark(), path_, std::move(text)); }
    Findings& findings() const { return *findings_; }

private:
    const Tree* tree_;
    std::string path_;
    Mark parent_mark_;
    Findings* findings_;
    bool out_of_reach_ = false;  // its section is no map
};

/// The integer, when it lies in [low, high]; else a problem, and nothing.
std::optional<std::int64_t> integer_within(const Node& node, std::int64_t low, std::int64_t high);
std::optional<std::uint16_t> port_number(const Node& node);
/// Seconds: 0 or more.
std::optional<std::int64_t> seconds(const Node& node);

}  // namespace wheels::config
