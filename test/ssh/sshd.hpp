#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/temp_dir.hpp"

namespace wheels::test {

/// Debian's sshd on loopback, with host keys, configuration and authorized keys of its own. It is killed,
/// with all its connections, when the object goes.
class Sshd {
public:
    /// Starts it. `configuration` is put in front of its configuration file. `accounts` are lines of
    /// /etc/passwd that only it sees, in a mount namespace of its own: that takes root.
    explicit Sshd(const std::string& configuration = {},
                  std::vector<std::string> host_key_types = {"ed25519"},
                  const std::vector<std::string>& accounts = {});
    ~Sshd();
    Sshd(const Sshd&) = delete;
    Sshd& operator=(const Sshd&) = delete;

    std::uint16_t port() const { return port_; }
    const std::string& folder() const { return dir_.path(); }
    /// A folder for `$HOME`, with an empty .ssh.
    std::string home() const { return dir_.path() + "/home"; }
    /// The user that the tests run as.
    static std::string user();

    /// What is to stand in known_hosts for the host, with a newline. `port` where it is reached by another
    /// one.
    std::string known_hosts_line(const std::string& host,
                                 const std::string& type = "ed25519",
                                 std::uint16_t port = 0) const;
    /// The SHA256:… of its host key, by ssh-keygen.
    std::string fingerprint(const std::string& type = "ed25519") const;
    /// Lets the public key in.
    void authorize(const std::string& public_key_file) const;
    /// Makes it show another host key from the next connection on.
    void change_host_key();
    std::string log() const;

    void stop();
    void start();
    /// Signals every sshd that serves a connection.
    void signal_connections(int number) const;
    void signal_listener(int number) const;

private:
    TempDir dir_;
    std::uint16_t port_ = 0;
    pid_t pid_ = -1;
};

/// A port that is free on every loopback address, at the time of asking.
std::uint16_t free_port();

/// Whether somebody listens there, on 127.0.0.1.
bool answers(std::uint16_t port);

/// What is in a file; empty where there is none.
std::string contents(const std::string& path);

/// Starts a program whose output is appended to a file.
pid_t spawn(const std::vector<std::string>& argv, const std::string& output);

/// Runs a program and returns its output; throws when it fails.
std::string run_tool(const std::vector<std::string>& argv);

/// Makes a key pair and returns the private key's path.
std::string make_key(const std::string& path, const std::vector<std::string>& options);

/// The pids of the process's children, and theirs.
std::vector<pid_t> descendants(pid_t parent);

}  // namespace wheels::test
