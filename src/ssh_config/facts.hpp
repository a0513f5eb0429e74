#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::ssh_config {

/// What the meaning of a configuration depends on, for one host. Nothing else is looked at.
struct Facts {
    std::string host;                   ///< As it is asked for.
    std::optional<std::string> user;    ///< Said elsewhere, with more weight than the files.
    std::optional<std::uint16_t> port;  ///< The same.
    std::optional<std::string> jump;    ///< The same, as for ProxyJump.

    std::string local_user;
    std::string user_id;
    std::string home;
    std::string this_host;               ///< The name of this machine.
    std::vector<std::string> addresses;  ///< Of its interfaces that are up.
    std::function<std::optional<std::string>(const std::string& name)> environment;
    std::function<std::optional<std::string>(const std::string& user)> home_of;
    std::function<std::string(std::string_view text)> sha1_hex;

    /// What the commands of `Match exec` ended with, as far as they were run: true for a status of 0.
    std::map<std::string, bool> answers;
};

/// The files, through whoever may read them.
struct Files {
    struct Text {
        std::optional<std::string> text;  ///< Nothing when there is no such file.
        std::string problem;              ///< Why it must not be used: others may write to it.
    };
    /// `guarded`: a file that others than its owner and root may write to is a problem.
    std::function<Text(const std::string& path, bool guarded)> read;
    /// The paths that a pattern stands for, in order; `~` is expanded already.
    std::function<std::vector<std::string>(const std::string& pattern)> glob;
};

/// A file to begin with.
struct Source {
    Source(std::string file_path, bool of_user, bool must_exist)
        : path(std::move(file_path)), user(of_user), named(must_exist) {}

    std::string path;
    bool user;   ///< What it includes is looked for in ~/.ssh, else in /etc/ssh.
    bool named;  ///< By deploy.yml: has to exist. Its permissions are not looked at then, as with `ssh -F`.
};

}  // namespace wheels::ssh_config
