#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "ssh/sshd.hpp"
#include "support/temp_dir.hpp"

namespace wheels::test {

/// Dropbear on loopback, as small machines have it. Its only user of note is `small`, whose home is home(),
/// and who exists for it alone: that takes root. It is killed, with all its connections, when the object
/// goes.
class Dropbear {
public:
    explicit Dropbear(const std::string& public_key) : port_(free_port()) {
        dir_.write("home/.ssh/authorized_keys", public_key, 0600);
        dir_.write("passwd", contents("/etc/passwd") + "small:*:0:0::" + dir_.path() + "/home:/bin/sh\n");
        run_tool({"/usr/bin/dropbearkey", "-t", "ed25519", "-f", dir_.path() + "/host_key"});
        pid_ =
            spawn({"/usr/bin/unshare", "--mount", "/bin/sh", "-ec",
                   "mount --bind \"$0\"/passwd /etc/passwd; exec dropbear -F -E -s -m -p 127.0.0.1:\"$1\" -r "
                   "\"$0\"/host_key -P \"$0\"/pid",
                   dir_.path(), std::to_string(port_)},
                  dir_.path() + "/log");
        for (int i = 0; i < 500 && !answers(port_); ++i) ::usleep(10000);
    }
    ~Dropbear() {
        const auto connections = descendants(pid_);
        ::kill(pid_, SIGKILL);
        for (const auto pid : connections) ::kill(pid, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Dropbear(const Dropbear&) = delete;
    Dropbear& operator=(const Dropbear&) = delete;

    static bool possible() { return ::geteuid() == 0 && std::filesystem::exists("/usr/sbin/dropbear"); }

    std::uint16_t port() const { return port_; }
    std::string log() const { return contents(dir_.path() + "/log"); }
    /// What is to stand in known_hosts.
    std::string known_hosts_line() const {
        const auto shown = run_tool({"/usr/bin/dropbearkey", "-y", "-f", dir_.path() + "/host_key"});
        for (const auto& line : text::split(shown, '\n')) {
            if (line.starts_with("ssh-ed25519 "))
                return "[127.0.0.1]:" + std::to_string(port_) + " " + line + "\n";
        }
        return {};
    }

private:
    TempDir dir_;
    std::uint16_t port_ = 0;
    pid_t pid_ = -1;
};

}  // namespace wheels::test
