#include "config/findings.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

Problem make_problem(const Mark& mark, const std::string& key, const std::string& text) {
    Problem problem;
    if (mark.file) problem.file = *mark.file;
    problem.line = mark.line;
    problem.column = mark.column;
    problem.key = text::one_line(key);
    problem.text = text::one_line(text);
    return problem;
}

auto place(const Problem& problem) {
    return std::tie(problem.line, problem.column);
}

std::string_view last_part(std::string_view key) {
    const auto slash = key.rfind('/');
    return slash == std::string_view::npos ? key : key.substr(slash + 1);
}

// What stands at the root is read again for each role that adds to it, and what an anchor names wherever it
// is used: the path differs, the place does not.
bool same(const Problem& a, const Problem& b) {
    const bool same_place = a.file == b.file && place(a) == place(b);
    return same_place && last_part(a.key) == last_part(b.key) && a.text == b.text;
}

}  // namespace

void Findings::Told::add(const Mark& mark, const std::string& key, const std::string& text) {
    if (has_more) return;
    auto one = make_problem(mark, key, text);
    const bool known =
        std::any_of(problems.begin(), problems.end(), [&](const Problem& other) { return same(one, other); });
    if (known) return;
    has_more = problems.size() == max_told;
    if (!has_more) problems.push_back(std::move(one));
}

std::vector<Problem> Findings::Told::with_rest(std::vector<Problem> all, const std::string& name) const {
    if (!has_more) return all;
    Problem rest;
    rest.file = all.back().file;
    rest.text = "there are more " + name + " than these " + std::to_string(max_told);
    all.push_back(std::move(rest));
    return all;
}

void Findings::problem(const Mark& mark, std::string key, std::string text) {
    problems_.add(mark, key, text);
    meant(std::move(key));
}

void Findings::missing(const Mark& mark, std::string key, std::string text) {
    if (!is_blamed(key)) problem(mark, std::move(key), std::move(text));
}

void Findings::meant(std::string key) {
    blamed_.insert(std::move(key));
}

bool Findings::is_blamed(const std::string& key) const {
    if (blamed_.count(key) > 0) return true;
    const auto below = blamed_.lower_bound(key + "/");
    return below != blamed_.end() && below->starts_with(key + "/");
}

void Findings::warning(const Mark& mark, std::string key, std::string text) {
    warnings_.add(mark, key, text);
}

std::vector<Problem> Findings::warnings() const {
    return warnings_.with_rest(warnings_.problems, "warnings");
}

std::vector<Problem> Findings::problems() const {
    std::vector<std::string> files;  // in the order in which they were first blamed
    for (const auto& problem : problems_.problems) {
        if (std::find(files.begin(), files.end(), problem.file) == files.end()) files.push_back(problem.file);
    }
    const auto rank = [&](const Problem& problem) {
        return std::find(files.begin(), files.end(), problem.file) - files.begin();
    };
    // Inserted one by one, so that problems of one place stay in the order in which they were found.
    std::vector<Problem> sorted;
    for (const auto& problem : problems_.problems) {
        const auto after = [&](const Problem& one, const Problem& other) {
            return rank(one) != rank(other) ? rank(one) < rank(other) : place(one) < place(other);
        };
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), problem, after), problem);
    }
    return problems_.with_rest(std::move(sorted), "mistakes");
}

}  // namespace wheels::config
