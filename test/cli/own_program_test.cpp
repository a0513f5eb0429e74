#include "cli/own_program.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <string>

using wheels::cli::own_program;

TEST_CASE("a process finds the program that it is") {
    const auto program = own_program(program_invocation_name);

    CHECK(std::filesystem::equivalent(program, "/proc/self/exe"));
    CHECK(program.front() == '/');
}
