#include "config/secrets_resolution.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

// A request's id tells its entry and its part.
constexpr std::size_t parts_per_entry = 4096;

std::string chomp(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    if (!text.empty() && text.back() == '\r') text.pop_back();
    return text;
}

}  // namespace

SecretsResolution::SecretsResolution(std::vector<SecretLine> lines,
                                     std::map<std::string, std::string> environment)
    : environment_(std::move(environment)) {
    for (auto& line : lines) {
        for (const auto& part : line.value) has_commands_ |= part.kind == SecretPart::Kind::command;
        Entry entry;
        entry.line = std::move(line);
        entries_.push_back(std::move(entry));
    }
    settle();
}

std::vector<CommandRequest> SecretsResolution::ready() {
    std::vector<CommandRequest> requests;
    for (std::size_t e = 0; e < entries_.size(); ++e) {
        const auto& parts = entries_[e].line.value;
        for (std::size_t p = 0; p < parts.size() && p < parts_per_entry; ++p) {
            if (parts[p].kind != SecretPart::Kind::command || entries_[e].answers.count(p) > 0) continue;
            const auto command = text_of(parts[p].parts, e);
            if (!command) continue;
            CommandRequest request;
            request.id = e * parts_per_entry + p;
            request.command = *command;
            request.name = entries_[e].line.name;
            request.mark = entries_[e].line.mark;
            requests.push_back(std::move(request));
        }
    }
    return requests;
}

void SecretsResolution::answer(std::size_t id, std::string output) {
    entries_.at(id / parts_per_entry).answers[id % parts_per_entry] = chomp(std::move(output));
    settle();
}

std::map<std::string, Secret> SecretsResolution::values() const {
    std::map<std::string, Secret> values;
    for (const auto& entry : entries_) values[entry.line.name] = Secret(entry.value.value_or(""));
    return values;
}

std::vector<std::string> SecretsResolution::names() const {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto& entry : entries_) {
        if (seen.insert(entry.line.name).second) names.push_back(entry.line.name);
    }
    return names;
}

std::map<std::string, std::string> SecretsResolution::why_empty() const {
    std::map<std::string, std::string> reasons;
    for (std::size_t e = 0; e < entries_.size(); ++e) {
        const auto& [line, value, answers] = entries_[e];
        reasons.erase(line.name);  // the last line counts
        if (!value || !text::is_blank(*value)) continue;
        const auto place = (line.mark.file ? *line.mark.file : "") + ":" + std::to_string(line.mark.line);
        reasons[line.name] = place + " " + why_empty(e);
    }
    return reasons;
}

std::string SecretsResolution::why_empty(std::size_t entry) const {
    std::vector<std::string> variables;
    for (const auto& part : entries_[entry].line.value) {
        if (part.kind == SecretPart::Kind::command) return "has a $(command) that printed nothing";
        if (part.kind == SecretPart::Kind::variable) variables.push_back("$" + part.text);
    }
    if (variables.empty()) return "gives it no value";
    return "takes it from " + text::join(variables, " and ") +
           ", which the lines above and the environment leave empty";
}

std::vector<Problem> SecretsResolution::unfit() const {
    std::vector<Problem> problems;
    for (const auto& entry : entries_) {
        const auto why = text::unfit_for_variable(entry.value.value_or(""));
        if (why.empty()) continue;
        Problem problem;
        if (entry.line.mark.file) problem.file = *entry.line.mark.file;
        problem.line = entry.line.mark.line;
        problem.column = entry.line.mark.column;
        problem.key = entry.line.name;
        problem.text = "its value " + std::string(why) + ": store it in Base64, and let the app decode it";
        problems.push_back(std::move(problem));
    }
    return problems;
}

bool SecretsResolution::assigns(const std::string& name) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.line.name == name; });
}

// Nothing: it depends on a value that is not there yet.
std::optional<std::string> SecretsResolution::lookup(const std::string& name, std::size_t before) const {
    for (auto e = before; e-- > 0;) {
        if (entries_[e].line.name == name) return entries_[e].value;
    }
    const auto found = environment_.find(name);
    return found == environment_.end() ? std::string() : found->second;
}

std::optional<std::string> SecretsResolution::text_of(const std::vector<SecretPart>& parts,
                                                      std::size_t entry) const {
    std::string text;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        if (parts[p].kind == SecretPart::Kind::literal) {
            text += parts[p].text;
        } else if (parts[p].kind == SecretPart::Kind::variable) {
            const auto value = lookup(parts[p].text, entry);
            if (!value) return std::nullopt;
            text += *value;
        } else {
            const auto answer = entries_[entry].answers.find(p);
            if (answer == entries_[entry].answers.end()) return std::nullopt;
            text += answer->second;
        }
    }
    return text;
}

void SecretsResolution::settle() {
    for (std::size_t e = 0; e < entries_.size(); ++e) {
        if (!entries_[e].value) entries_[e].value = text_of(entries_[e].line.value, e);
    }
}

}  // namespace wheels::config
