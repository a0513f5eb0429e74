#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// OpenSSH's known_hosts files: which key a host is known by. Pure, but for `read` and `append`.
namespace wheels::ssh {

/// The name a host has in known_hosts: lower case, `[host]:port` when the port is not 22.
std::string known_name(std::string_view host, std::uint16_t port);

/// A public key as it travels: its type is the first field of the blob.
std::string key_type(std::string_view blob);
/// `SHA256:…`, as ssh-keygen shows it.
std::string fingerprint(std::string_view blob);

class KnownHosts {
public:
    struct Entry {
        std::string names;  ///< Patterns with commas, or one hashed name.
        std::string blob;
        std::string file;
        std::size_t line = 0;
        bool revoked = false;
        bool authority = false;  ///< Vouches for certificates, which libssh2 does not know.
    };

    enum class Verdict { known, unknown, changed, revoked };
    struct Answer {
        Verdict verdict = Verdict::unknown;
        Entry entry;                 ///< `changed`, `revoked`: the entry that speaks against the key.
        bool has_authority = false;  ///< `unknown`: there is a @cert-authority line for the host.
    };

    /// Adds what a file holds; lines that make no sense are skipped, as OpenSSH does. `file` is its name in
    /// errors.
    void parse(std::string_view text, const std::string& file);
    /// Like parse(); a file that cannot be read holds nothing.
    void read(const std::string& path, const std::string& file);

    /// Whether `blob` is the host's key. A key of another type than those known is `changed`, too.
    Answer check(std::string_view host, std::uint16_t port, std::string_view blob) const;
    /// The key types that the host is known by, in the order of the files.
    std::vector<std::string> types(std::string_view host, std::uint16_t port) const;

private:
    std::vector<const Entry*> of(const std::string& name) const;
    std::vector<const Entry*> of(std::string_view host, std::uint16_t port) const;

    std::vector<Entry> entries_;
    /// Which of them are a name's. Of hashed names each has to be tried, and a host is asked about several
    /// times.
    mutable std::map<std::string, std::vector<std::size_t>> found_before_;
};

/// The name as HashKnownHosts has it: nobody can read it there, but whoever knows it finds it. Another one
/// every time.
std::string hashed_name(std::string_view name);
/// In lower case.
std::string sha1_hex(std::string_view text);

/// One line of the file, without its newline.
std::string known_hosts_line(std::string_view name, std::string_view blob);

/// Adds a host as OpenSSH does: the folder is made with mode 0700, the file with 0600. What others add at the
/// same time stays whole. Returns why it failed, or nothing.
std::string append_known_host(const std::string& path, const std::string& line);

}  // namespace wheels::ssh
