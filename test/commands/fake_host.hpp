#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "wheels/command.hpp"

/// A home directory and a `docker` that writes down how it was called and answers what a test wants.
class FakeHost {
public:
    struct Result {
        int status = 0;
        std::string out;
        std::string err;
    };

    /// `shell` runs the lines, e.g. `dash`.
    explicit FakeHost(std::string shell = "sh");
    ~FakeHost();
    FakeHost(const FakeHost&) = delete;
    FakeHost& operator=(const FakeHost&) = delete;

    Result run(const wheels::Command& command) const;
    Result run(const std::string& line, const std::string& input = "") const;

    /// What `docker VERB …` prints, and its exit status. VERB is the first word, of `container`, `image` and
    /// `network` the first two, joined by a dash.
    void answer(const std::string& verb, const std::string& text, int status = 0) const;
    /// The arguments of every call so far.
    std::vector<std::vector<std::string>> calls() const;

    std::filesystem::path home() const { return root_ / "home"; }
    std::string read(const std::string& path) const;
    void write(const std::string& path, const std::string& text) const;

private:
    std::string shell_;
    std::filesystem::path root_;
};
