#include "wheels/surroundings.hpp"

#include <doctest/doctest.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

TEST_CASE("the login name does not need a variable, which containers and cron do not set") {
    const auto* user = ::getpwuid(::getuid());
    REQUIRE(user != nullptr);
    const std::string name = user->pw_name;
    const char* before = ::getenv("USER");
    const std::string kept = before == nullptr ? "" : before;

    ::unsetenv("USER");
    CHECK(wheels::surroundings_of_this_process().user == name);
    ::setenv("USER", "somebody-else", 1);
    CHECK(wheels::surroundings_of_this_process().user == name);

    if (before == nullptr) {
        ::unsetenv("USER");
    } else {
        ::setenv("USER", kept.c_str(), 1);
    }
}
