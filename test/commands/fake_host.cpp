#include "fake_host.hpp"

#include <stdlib.h>  // mkdtemp
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/shell.hpp"

namespace fs = std::filesystem;

namespace {

const std::string docker_script = R"(#!/bin/sh
here=${0%/bin/docker}
printf '%s\0' "$#" "$@" >> "$here/calls"
case $1 in container | image | network) verb=$1-$2 ;; *) verb=$1 ;; esac
if [ -e "$here/answers/$verb.status" ]; then
    status=$(cat "$here/answers/$verb.status")
    if [ "$status" -eq 0 ]; then cat "$here/answers/$verb"; else cat "$here/answers/$verb" >&2; fi
    exit "$status"
fi
)";

std::string slurp(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void spill(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

FakeHost::FakeHost(std::string shell) : shell_(std::move(shell)) {
    std::string pattern = (fs::temp_directory_path() / "wheels-host-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    root_ = pattern;
    fs::create_directories(home());
    fs::create_directories(root_ / "answers");
    spill(root_ / "bin" / "docker", docker_script);
    fs::permissions(root_ / "bin" / "docker", fs::perms::owner_all);
}

FakeHost::~FakeHost() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

FakeHost::Result FakeHost::run(const wheels::Command& command) const {
    return run(command.line, command.input.reveal());
}

FakeHost::Result FakeHost::run(const std::string& line, const std::string& input) const {
    spill(root_ / "line", line);
    spill(root_ / "input", input);
    const auto in_root = [this](const std::string& name) {
        return wheels::shell::quote((root_ / name).string());
    };
    const std::string outer = "cd " + in_root("home") + " && HOME=" + in_root("home") +
                              " PATH=" + in_root("bin") + ":$PATH " + shell_ + " " + in_root("line") + " < " +
                              in_root("input") + " > " + in_root("out") + " 2> " + in_root("err");
    const int ended = std::system(outer.c_str());
    Result result;
    result.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 255;
    result.out = slurp(root_ / "out");
    result.err = slurp(root_ / "err");
    return result;
}

void FakeHost::answer(const std::string& verb, const std::string& text, int status) const {
    spill(root_ / "answers" / verb, text);
    spill(root_ / "answers" / (verb + ".status"), std::to_string(status));
}

std::vector<std::vector<std::string>> FakeHost::calls() const {
    const auto log = slurp(root_ / "calls");
    std::vector<std::vector<std::string>> all;
    std::size_t at = 0;
    const auto next = [&] {
        const auto end = log.find('\0', at);
        auto text = log.substr(at, end - at);
        at = end + 1;
        return text;
    };
    while (at < log.size()) {
        auto left = std::stoul(next());
        auto& call = all.emplace_back();
        while (left-- > 0) call.push_back(next());
    }
    return all;
}

std::string FakeHost::read(const std::string& path) const {
    return slurp(home() / path);
}

void FakeHost::write(const std::string& path, const std::string& text) const {
    spill(home() / path, text);
}
