#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "load.hpp"

namespace {

const std::filesystem::path folder = WHEELS_SOURCE_ROOT "/test/config/fixtures/invalid";

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Everything that is found, one line each.
std::string findings_of(const std::string& text) {
    wheels::test::Texts texts(text);
    texts.secrets = {{"REGISTRY_PASSWORD", "registry-password"}, {"API_TOKEN", "very-secret-token"}};
    const auto loaded = wheels::test::load(texts);
    std::string lines;
    for (const auto& problem : loaded.problems()) lines += problem + "\n";
    for (const auto& warning : loaded.warnings()) lines += "warning: " + warning + "\n";
    return lines;
}

}  // namespace

TEST_CASE("everything wrong with a file is told at once, with its place and how to mend it") {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".yml") continue;
        ++files;
        auto expected = entry.path();
        expected.replace_extension(".expected");
        CAPTURE(entry.path().filename().string());

        const auto found = findings_of(read(entry.path()));

        CHECK(found == read(expected));
        CHECK_FALSE(found.empty());
        CHECK(found.find("very-secret") == std::string::npos);
    }
    CHECK(files > 30);
}
