#include "config/findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

// Keys and values are quoted from the user's file, which may hold anything.
constexpr std::size_t max_text = 600;

Problem make_problem(const Mark& mark, const std::string& key, const std::string& text) {
    Problem problem;
    if (mark.file) problem.file = *mark.file;
    problem.line = mark.line;
    problem.column = mark.column;
    problem.key = text::shorten(text::one_line(key), max_text);
    problem.text = text::shorten(text::one_line(text), max_text);
    return problem;
}

auto place(const Problem& problem) {
    return std::tie(problem.line, problem.column);
}

bool same(const Problem& a, const Problem& b) {
    return a.file == b.file && place(a) == place(b) && a.key == b.key && a.text == b.text;
}

void add_new(std::vector<Problem>& all, Problem one) {
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const Problem& other) { return same(one, other); });
    if (!known) all.push_back(std::move(one));
}

}  // namespace

void Findings::problem(const Mark& mark, std::string key, std::string text) {
    add_new(problems_, make_problem(mark, key, text));
}

void Findings::warning(const Mark& mark, std::string key, std::string text) {
    add_new(warnings_, make_problem(mark, key, text));
}

std::vector<Problem> Findings::problems() const {
    std::vector<std::string> files;  // in the order in which they were first blamed
    for (const auto& problem : problems_) {
        if (std::find(files.begin(), files.end(), problem.file) == files.end()) files.push_back(problem.file);
    }
    const auto rank = [&](const Problem& problem) {
        return std::find(files.begin(), files.end(), problem.file) - files.begin();
    };
    // Inserted one by one, so that problems of one place stay in the order in which they were found.
    std::vector<Problem> sorted;
    for (const auto& problem : problems_) {
        const auto after = [&](const Problem& one, const Problem& other) {
            return rank(one) != rank(other) ? rank(one) < rank(other) : place(one) < place(other);
        };
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), problem, after), problem);
    }
    return sorted;
}

}  // namespace wheels::config
