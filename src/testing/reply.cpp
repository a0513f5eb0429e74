#include "testing/reply.hpp"

#include <utility>

#include "base/wildcards.hpp"

namespace wheels::testing {

Reply& Reply::says(std::string output) {
    rule_->output = std::move(output);
    if (!rule_->status) rule_->status = 0;
    return *this;
}

Reply& Reply::fails(std::string complaint, int status) {
    rule_->complaint = std::move(complaint);
    rule_->status = status;
    return *this;
}

Reply& Reply::takes(std::chrono::milliseconds time) {
    rule_->time = time;
    return *this;
}

Reply& Reply::hangs() {
    rule_->hangs = true;
    return *this;
}

Reply& Reply::loses_connection() {
    rule_->loses_connection = true;
    return *this;
}

Reply& Reply::times(int count) {
    rule_->left = count;
    return *this;
}

bool has_part(const std::string& text, const std::string& part) {
    if (part.starts_with('^')) return matches_wildcards(text, part.substr(1) + "*");
    return part.find('*') == std::string::npos ? text.find(part) != std::string::npos
                                               : matches_wildcards(text, "*" + part + "*");
}

std::optional<Reply::Rule> take_rule(Rules& rules, const std::string& host, const std::string& line) {
    for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
        auto& each = **rule;
        if (each.left && *each.left <= 0) continue;
        if (!matches_wildcards(host, each.host) || !has_part(line, each.part)) continue;
        if (each.left) --*each.left;
        return each;
    }
    return std::nullopt;
}

}  // namespace wheels::testing
