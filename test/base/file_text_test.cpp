#include "base/file_text.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/temp_dir.hpp"

using namespace wheels;

TEST_CASE("a file is read whole, and what is none is said without waiting for it") {
    test::TempDir dir;
    const auto path = dir.write("file", std::string("a\0b\n", 4));
    ::mkfifo((dir.path() + "/pipe").c_str(), 0600);

    CHECK(read_file_text(path).text == std::string("a\0b\n", 4));
    CHECK(read_file_text(dir.write("empty", "")).text == "");
    CHECK(read_file_text("/dev/null").text == "");
    CHECK(read_file_text(dir.path() + "/none").problem == "No such file or directory");
    CHECK(read_file_text(dir.path()).problem == "it is a folder");
    CHECK(read_file_text(dir.path() + "/pipe").problem == "it is a pipe, a socket or a device");
    CHECK(read_file_text("/dev/zero").problem == "it is a pipe, a socket or a device");
    CHECK_FALSE(read_file_text("/dev/zero").text);
}

TEST_CASE("a file that is too large is not taken") {
    test::TempDir dir;
    const auto path = dir.write("file", std::string(3000000, 'x'));

    CHECK(read_file_text(path, 1024 * 1024).problem == "it is larger than 1 MB");
    CHECK(read_file_text(path).text->size() == 3000000);
}
