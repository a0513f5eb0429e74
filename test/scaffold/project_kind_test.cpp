#include "scaffold/project_kind.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using wheels::scaffold::kind_of;
using wheels::scaffold::ProjectKind;
using wheels::scaffold::Seen;

TEST_CASE("a project is taken for what runs on its servers") {
    struct Case {
        std::set<std::string, std::less<>> paths;
        ProjectKind kind;
    };
    const Case cases[] = {
        {{"Gemfile", "config", "config/application.rb", "package.json"}, ProjectKind::rails},
        {{"Gemfile", "bin", "bin/rails"}, ProjectKind::rails},
        {{"Gemfile", "app.rb"}, ProjectKind::plain},  // Ruby, but no Rails
        {{"box.json", "server.json", "package.json"}, ProjectKind::cfml},
        {{"public", "public/Application.cfc", "public/index.html"}, ProjectKind::cfml},
        {{"go.mod", "main.go", "package.json"}, ProjectKind::go},
        {{"manage.py", "package.json"}, ProjectKind::python},
        {{"pyproject.toml"}, ProjectKind::python},
        {{"package.json", "index.html"}, ProjectKind::node},
        {{"index.html"}, ProjectKind::site},
        {{"public", "public/index.html"}, ProjectKind::site},
        {{}, ProjectKind::plain},
        {{"Cargo.toml"}, ProjectKind::plain},
    };
    for (const auto& [paths, kind] : cases) {
        Seen seen;
        seen.paths = paths;

        CAPTURE(paths.empty() ? "" : *paths.begin());
        CHECK(kind_of(seen) == kind);
    }
}
