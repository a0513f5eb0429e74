#pragma once

#include <sys/types.h>

#include <string>

#include "support/temp_dir.hpp"

namespace wheels::test {

/// A real ssh-agent that ends with the object.
class SshAgent {
public:
    SshAgent();
    ~SshAgent();
    SshAgent(const SshAgent&) = delete;
    SshAgent& operator=(const SshAgent&) = delete;

    std::string socket() const { return dir_.path() + "/agent"; }
    void add(const std::string& key) const;

private:
    TempDir dir_;
    pid_t pid_ = -1;
};

}  // namespace wheels::test
