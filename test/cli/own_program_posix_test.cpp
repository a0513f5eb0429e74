#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "cli/own_program.hpp"
#include "support/temp_dir.hpp"

using wheels::cli::own_program;
using wheels::test::TempDir;

TEST_CASE("the program is where a shell would have found it") {
    TempDir directory;
    directory.write("first/notes", "no program", 0644);
    directory.write("second/notes", "#!/bin/sh\n", 0755);
    directory.write("first/folder/file", "");
    const std::string path = std::getenv("PATH");
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    const auto here = std::filesystem::current_path().string();
    ::setenv("PATH", (here + "/first:second:/nowhere").c_str(), 1);

    CHECK(own_program("notes") == here + "/second/notes");
    CHECK(own_program("second/notes") == here + "/second/notes");
    CHECK(own_program("./first/../second/notes") == here + "/second/notes");
    CHECK(own_program(here + "/second/notes") == here + "/second/notes");
    CHECK(own_program("first/notes").empty());
    CHECK(own_program("folder").empty());
    CHECK(own_program("missing").empty());
    CHECK(own_program("").empty());

    ::setenv("PATH", path.c_str(), 1);
    std::filesystem::current_path(before);
}
