#include "scaffold/project_kind.hpp"

#include <algorithm>

namespace wheels::scaffold {
namespace {

bool has_any(const Seen& seen, const std::vector<std::string_view>& paths) {
    return std::any_of(paths.begin(), paths.end(), [&](const auto path) { return seen.has(path); });
}

}  // namespace

std::string Seen::text(std::string_view path) const {
    const auto found = texts.find(path);
    return found == texts.end() ? std::string() : found->second;
}

std::vector<std::string> telling_files() {
    return {".node-version", ".nvmrc", ".python-version", ".ruby-version", "go.mod", "package.json"};
}

ProjectKind kind_of(const Seen& seen) {
    if (seen.has("Gemfile") && has_any(seen, {"config/application.rb", "bin/rails"}))
        return ProjectKind::rails;
    if (has_any(seen, {"box.json", "server.json", "Application.cfc", "index.cfm", "public/Application.cfc",
                       "public/index.cfm"}))
        return ProjectKind::cfml;
    if (seen.has("go.mod")) return ProjectKind::go;
    if (has_any(seen, {"manage.py", "requirements.txt", "pyproject.toml", "setup.py"}))
        return ProjectKind::python;
    if (seen.has("package.json")) return ProjectKind::node;
    if (has_any(seen, {"index.html", "public/index.html"})) return ProjectKind::site;
    return ProjectKind::plain;
}

std::string_view description(ProjectKind kind) {
    switch (kind) {
        case ProjectKind::rails: return "a Rails app";
        case ProjectKind::cfml: return "a CFML app";
        case ProjectKind::go: return "a Go program";
        case ProjectKind::python: return "a Python app";
        case ProjectKind::node: return "a Node app";
        case ProjectKind::site: return "a site of plain files";
        case ProjectKind::plain: break;
    }
    return "no kind of project that is known here";
}

}  // namespace wheels::scaffold
