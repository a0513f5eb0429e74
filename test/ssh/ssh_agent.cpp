#include "ssh/ssh_agent.hpp"

#include <signal.h>
#include <stdlib.h>

#include <stdexcept>

#include "ssh/sshd.hpp"

namespace wheels::test {

SshAgent::SshAgent() {
    // Prints SSH_AGENT_PID=123; and goes into the background.
    const auto said = run_tool({"/usr/bin/ssh-agent", "-s", "-a", socket()});
    const auto at = said.find("SSH_AGENT_PID=");
    if (at == std::string::npos) throw std::runtime_error("ssh-agent says " + said);
    pid_ = std::stoi(said.substr(at + 14));
}

SshAgent::~SshAgent() {
    ::kill(pid_, SIGTERM);
}

void SshAgent::add(const std::string& key) const {
    run_tool({"/usr/bin/env", "SSH_AUTH_SOCK=" + socket(), "ssh-add", "-q", key});
}

}  // namespace wheels::test
