#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

// Takes the key out of its file: what is left is its text.
Secret take_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Secret text(std::string(std::istreambuf_iterator<char>(file), {}));
    std::filesystem::remove(path);
    return text;
}

}  // namespace

TEST_CASE("a key that is a text and in no file logs in, in every format") {
    for (const auto& kind : {std::vector<std::string>{"-t", "ed25519", "-N", ""},
                             std::vector<std::string>{"-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""}}) {
        CAPTURE(kind[1]);
        SshBench bench;
        const auto path = make_key(bench.sshd.folder() + "/deploy", kind);
        bench.sshd.authorize(path + ".pub");
        bench.options.key_texts = {take_text(path)};
        bench.options.keys_only = true;
        std::filesystem::remove(bench.key);

        auto runner = bench.connect();

        CHECK(bench.run(*runner, "echo in").out == "in\n");
    }
}

TEST_CASE("a text that is no key is an error that names it and shows nothing of it") {
    SshBench bench;
    bench.options.key_texts = {Secret("hidden-nonsense")};

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::authentication);
    const auto all = error.message() + error.hint();
    CHECK(all.find("key 1 of ssh/key_data") != std::string::npos);
    CHECK(all.find("hidden-nonsense") == std::string::npos);
}
