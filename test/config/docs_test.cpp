#include "config/docs.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "base/text.hpp"
#include "config/json_schema.hpp"
#include "config/schema.hpp"
#include "config/validator.hpp"
#include "load.hpp"

namespace {

using namespace wheels;

std::vector<std::string> problems_of_page(std::string_view name) {
    test::Loaded loaded;
    const auto page = config::docs(name);
    if (!page) return {"no such page"};
    const auto tree = test::parse(std::string(name), test::Texts(""), *page, loaded);
    config::validate(tree, config::schema::section_value(config::schema::root()), "", loaded.findings);
    return loaded.problems();
}

}  // namespace

TEST_CASE("every page of the documentation is YAML that deploy.yml may hold") {
    for (const auto name : config::docs_sections()) {
        CAPTURE(name);

        CHECK(problems_of_page(name) == std::vector<std::string>());
    }
}

TEST_CASE("there is a page for every section of Kamal's documentation, and one for our own keys") {
    for (const auto* name : {"accessory", "alias", "boot", "builder", "configuration", "env", "logging",
                             "output", "proxy", "registry", "role", "servers", "ssh", "sshkit", "x-wheels"}) {
        CAPTURE(name);

        CHECK(config::docs(name).has_value());
    }
    CHECK_FALSE(config::docs("nothing").has_value());
}

TEST_CASE("a page names every key of its section, with its default") {
    const auto page = config::docs("ssh").value();

    for (const auto& key : config::schema::ssh().keys) {
        CAPTURE(key.name);
        CHECK(page.find(std::string(key.name) + ":") != std::string::npos);
        CHECK(text::replace_all(page, "\n  # ", " ").find("Default: " + std::string(key.fallback)) !=
              std::string::npos);
    }
}

TEST_CASE("every key is documented: what it means, and an example or where to read on") {
    std::size_t keys = 0;
    const auto check = [&keys](const auto& self, const config::schema::Section& section) -> void {
        for (const auto& key : section.keys) {
            CAPTURE(section.name);
            CAPTURE(key.name);
            ++keys;
            CHECK(key.doc.ends_with('.'));
            const auto* below = key.shape.section;
            CHECK((!key.example.empty() || below != nullptr ||
                   key.doc.find("docs ") != std::string_view::npos));
            if (below != nullptr && below->name.empty()) self(self, *below);
        }
    };
    for (const auto* section :
         {&config::schema::root(), &config::schema::role(), &config::schema::registry(),
          &config::schema::builder(), &config::schema::ssh(), &config::schema::sshkit(),
          &config::schema::boot(), &config::schema::logging(), &config::schema::proxy(),
          &config::schema::accessory(), &config::schema::output(), &config::schema::x_wheels()}) {
        check(check, *section);
    }
    CHECK(keys > 120);
}

TEST_CASE("the JSON Schema that is shipped is the one that the keys give") {
    std::ifstream file(WHEELS_SOURCE_ROOT "/share/deploy.schema.json", std::ios::binary);
    const std::string shipped((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());

    CHECK_MESSAGE((shipped == config::json_schema()),
                  "run: build/src/config/deploy-schema > share/deploy.schema.json");
}

TEST_CASE("the JSON Schema knows every key of every section") {
    const auto json = config::json_schema();

    for (const auto* section :
         {&config::schema::root(), &config::schema::role(), &config::schema::proxy(),
          &config::schema::builder(), &config::schema::ssh(), &config::schema::accessory()}) {
        for (const auto& key : section->keys) {
            CAPTURE(key.name);
            CHECK(json.find("\"" + std::string(key.name) + "\": ") != std::string::npos);
        }
    }
}
