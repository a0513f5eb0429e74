#include "ssh/host_key.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/shell.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {
namespace {

constexpr const char* shown_file = "~/.ssh/known_hosts";
constexpr const char* global_file = "/etc/ssh/ssh_known_hosts";

// libssh2's names, in the order of preference for a host that nothing is known of.
const std::vector<std::string>& algorithms() {
    static const std::vector<std::string> all{"ssh-ed25519",
                                              "ecdsa-sha2-nistp256",
                                              "ecdsa-sha2-nistp384",
                                              "ecdsa-sha2-nistp521",
                                              "rsa-sha2-512",
                                              "rsa-sha2-256",
                                              "ssh-rsa"};
    return all;
}

bool makes(const std::string& algorithm, const std::string& key_type) {
    return algorithm == key_type || (key_type == "ssh-rsa" && algorithm.rfind("rsa-sha2-", 0) == 0);
}

// "ED25519", as OpenSSH's messages have it.
std::string spoken_type(const std::string& blob) {
    const auto type = key_type(blob);
    if (type == "ssh-ed25519") return "ED25519";
    if (type.rfind("ecdsa-", 0) == 0) return "ECDSA";
    if (type == "ssh-rsa") return "RSA";
    return type;
}

std::string version_of(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return "-";
    return std::to_string(status.st_ino) + ":" + std::to_string(status.st_size) + ":" +
           std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

Error unknown(const Address& address,
              const std::string& blob,
              const std::optional<std::string>& own,
              bool has_authority) {
    const auto line = known_hosts_line(known_name(address.host, address.port), blob);
    std::string message = address.spoken() + " is not in " + own.value_or("known_hosts") + ". Its " +
                          spoken_type(blob) + " key is " + fingerprint(blob);
    if (has_authority)
        message +=
            ". An authority vouches for it there (@cert-authority), but host certificates are not supported: "
            "its own key has to be known";
    std::string hint =
        "compare this fingerprint with the host's own (there: ssh-keygen -lf "
        "/etc/ssh/ssh_host_…_key.pub)";
    if (own == shown_file) {
        hint += ". When they are the same, accept it with: mkdir -p -m 700 ~/.ssh && echo " +
                shell::quote(line) + " >> " + shown_file;
    } else if (own) {
        hint += ". When they are the same, accept it with: echo " + shell::quote(line) + " >> " +
                shell::quote(*own);
    }
    return Error(ErrorKind::host_key, std::move(message), std::move(hint));
}

Error changed(const Address& address, const std::string& blob, const KnownHosts::Entry& entry) {
    return Error(ErrorKind::host_key,
                 "the key of " + address.spoken() + " has changed: " + entry.file + ":" +
                     std::to_string(entry.line) + " has the " + spoken_type(entry.blob) + " key " +
                     fingerprint(entry.blob) + ", the host shows the " + spoken_type(blob) + " key " +
                     fingerprint(blob),
                 "somebody may be listening in. When the host was installed anew, forget its old key with: "
                 "ssh-keygen -R " +
                     shell::quote(known_name(address.host, address.port)) +
                     (entry.file == shown_file ? std::string() : " -f " + shell::quote(entry.file)));
}

Error revoked(const Address& address, const std::string& blob, const KnownHosts::Entry& entry) {
    return Error(ErrorKind::host_key,
                 "the key of " + address.spoken() + ", " + fingerprint(blob) + ", is marked as revoked in " +
                     entry.file + ":" + std::to_string(entry.line),
                 "give the host a new key; a revoked one is never accepted");
}

}  // namespace

HostKeys::HostKeys(std::string home,
                   HostKeyRules rules,
                   Questions& questions,
                   std::function<void(std::string)> warn)
    : rules_(std::move(rules)), questions_(questions), warn_(std::move(warn)) {
    if (rules_.user_files) {
        for (const auto& path : *rules_.user_files) files_.emplace_back(path, path);
    } else if (!home.empty()) {
        files_.emplace_back(home + "/.ssh/known_hosts", shown_file);
    }
    if (!files_.empty()) own_ = files_.front();
    const std::vector<std::string> usual{global_file};
    for (const auto& path : rules_.global_files.value_or(usual)) files_.emplace_back(path, path);
}

std::string HostKeys::version() const {
    std::string all = "of ";
    for (const auto& file : files_) all += version_of(file.path) + " ";
    return all;
}

// Read once for all hosts, and again when somebody has changed the file.
void HostKeys::refresh() {
    auto now = version();
    if (now == version_) return;
    known_ = KnownHosts();
    known_.parse(rules_.lines, "the settings");
    for (const auto& file : files_) known_.read(file.path, file.shown);
    version_ = std::move(now);
}

std::string HostKeys::preference(const Address& address) {
    refresh();
    const auto types = known_.types(address.host, address.port);
    const auto is_known = [&types](const std::string& algorithm) {
        return std::any_of(types.begin(), types.end(),
                           [&algorithm](const std::string& type) { return makes(algorithm, type); });
    };
    std::string list;
    for (const bool known : {true, false}) {
        for (const auto& algorithm : algorithms()) {
            if (is_known(algorithm) == known) list += (list.empty() ? "" : ",") + algorithm;
        }
    }
    return list;
}

KnownHosts::Answer HostKeys::check(const Address& address, const std::string& blob) {
    refresh();
    auto answer = known_.check(address.host, address.port, blob);
    if (answer.verdict == KnownHosts::Verdict::changed) throw changed(address, blob, answer.entry);
    if (answer.verdict == KnownHosts::Verdict::revoked) throw revoked(address, blob, answer.entry);
    return answer;
}

// OpenSSH: CheckHostIP, which adds no address here: where nothing is known of one, nothing speaks against it.
void HostKeys::check_ip(const Address& name, const Address& ip, const std::string& blob) {
    refresh();
    const auto answer = known_.check(ip.host, ip.port, blob);
    if (answer.verdict == KnownHosts::Verdict::revoked) throw revoked(ip, blob, answer.entry);
    if (answer.verdict != KnownHosts::Verdict::changed) return;
    const auto error = changed(ip, blob, answer.entry);
    throw Error(ErrorKind::host_key,
                name.spoken() + " has the address " + ip.host + ", and " + error.message(),
                error.hint() + ". CheckHostIP no does not look at addresses");
}

awaitable<void> HostKeys::verify(Address address, std::string blob) {
    auto answer = check(address, blob);
    if (answer.verdict == KnownHosts::Verdict::known) co_return;
    if (rules_.accept_new) {
        add(address, blob);
        co_return;
    }
    const auto own = own_ ? std::optional(own_->shown) : std::nullopt;
    auto* prompter = questions_.prompter();
    if (prompter == nullptr || !rules_.may_ask) throw unknown(address, blob, own, answer.has_authority);
    auto turn = co_await questions_.turns().lock();
    answer = check(address, blob);
    if (answer.verdict == KnownHosts::Verdict::known) co_return;
    std::string question = "The host " + address.spoken() + " is not known yet. Its " + spoken_type(blob) +
                           " key is " + fingerprint(blob) + ". Is that the right one?";
    const auto accepted = co_await prompter->confirm(std::move(question));
    if (!accepted.value_or(false)) throw unknown(address, blob, own, answer.has_authority);
    add(address, blob);
}

void HostKeys::add(const Address& address, const std::string& blob) {
    const auto name = known_name(address.host, address.port);
    const auto line = known_hosts_line(rules_.hashed ? hashed_name(name) : name, blob);
    const auto problem = own_ ? append_known_host(own_->path, line) : "no file is named for it";
    // Known for this run, whether or not the file takes it.
    known_.parse(line, own_ ? own_->shown : "known_hosts");
    version_ = version();
    if (!warn_) return;
    if (problem.empty()) {
        warn_("added " + name + " (" + spoken_type(blob) + ", " + fingerprint(blob) + ") to " + own_->shown);
    } else {
        warn_("the key of " + name + " could not be added: " + problem);
    }
}

}  // namespace wheels::ssh
