#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <random>
#include <set>

#include "base/text.hpp"
#include "ssh_config/settings.hpp"
#include "support/sanitized.hpp"
#include "wheels/error.hpp"

// Our reading of ssh_config(5) beside that of the machine's own OpenSSH, over random files.
namespace wheels::test {
namespace {

using namespace ssh_config;
using Texts = std::vector<std::string>;

constexpr int rounds = sanitized ? 500 : 2000;
const char* const host_names[] = {"web1", "web2.example.com", "db", "10.0.0.7", "fd00::7", "WEB1"};

std::string hex_of_sha1(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", digest.at(i));
        hex += two;
    }
    return hex;
}

/// Files with all that we act on, most lines sound and some not.
class Generator {
public:
    explicit Generator(std::mt19937& chance) : chance_(chance) {}

    std::string file(bool may_include) {
        std::string text;
        const auto lines = 2 + upto(16);
        for (std::size_t i = 0; i < lines; ++i) text += line(may_include) + "\n";
        return text;
    }
    std::size_t upto(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(chance_);
    }

private:
    std::string any(const Texts& of) { return of[upto(of.size())]; }
    /// Made from left to right: operands of `+` are made in any order, and then another compiler would write
    /// other files.
    static std::string in_order(std::initializer_list<std::string> parts) {
        std::string whole;
        for (const auto& part : parts) whole += part;
        return whole;
    }
    std::string pattern() {
        return in_order({any({"", "", "!"}), any({"web1", "web*", "*", "db", "*.example.com", "web?", "10.*",
                                                  "fd00::?", "WEB1", "*e*1"})});
    }
    std::string criterion() {
        const auto negated = any({"", "", "!"});
        switch (upto(6)) {
            case 0: return in_order({negated, "host ", pattern(), any({"", ",db", ",!web1"})});
            case 1: return in_order({negated, "originalhost ", pattern(), any({"", ",db"})});
            case 2: return negated + "user " + any({"root", "ann", "r*", "!ann,*"});
            case 3: return negated + "localuser " + any({"root", "nobody", "*"});
            case 4:
                return negated + "exec " +
                       any({"true", "false", "\"test %h = web1\"", "\"test %p -gt 22\"",
                            "\"test %r = ann\""});
            default: return negated + any({"canonical", "final"});
        }
    }
    std::string line(bool may_include) {
        switch (upto(may_include ? 14 : 13)) {
            case 0:
            case 1:
                return in_order(
                    {any({"Host ", "host=", "  HOST "}), pattern(), perhaps(&Generator::pattern)});
            case 2: return in_order({"Match ", criterion(), perhaps(&Generator::criterion)});
            case 3:
                return any({"Match all", "Match final all", "Match canonical all", "# nothing", "", "  \t"});
            case 13: return "Include " + any({"more.conf", "none-such*", "mor?.conf"});
            default: return in_order({any({"", "  ", "\t"}), setting()});
        }
    }
    std::string perhaps(std::string (Generator::*part)()) {
        return upto(2) == 0 ? "" : " " + (this->*part)();
    }
    std::string setting() {
        const std::vector<Texts> all{
            {"HostName", "%h.example.com", "10.0.0.8", "Other.Example.COM", "fd00::1", "%%h", "%n"},
            // Not %u, which OpenSSH 9.2 takes as it stands, and later ones expand, as we do.
            {"User", "ann", "root", "\"ann\"", "a b", "'q'"},
            {"Port", "2222", "22", "0", "70000", "ssh"},
            {"IdentityFile", "~/.ssh/a", "/k/%h-%r", "none", "\"/k/with space\"", "/k/\\\"q", "%d/x"},
            {"CertificateFile", "~/c.pub", "/c/%n"},
            {"IdentitiesOnly", "yes", "no", "true", "false", "YES", "perhaps"},
            {"IdentityAgent", "none", "SSH_AUTH_SOCK", "/run/%u", "$PEER_NAME", "~/a"},
            {"ForwardAgent", "yes", "no", "/run/a", "$PEER_NAME"},
            {"ProxyJump", "a", "ann@a:2222,b", "none", "ssh://b:22", "[fd00::9]:2", "@x", "a,", "10.0.0.1"},
            {"ProxyCommand", "nc %h %p", "none", "nc \"%h\" # x", "ssh -W [%h]:%p j"},
            {"UserKnownHostsFile", "~/k", "/a /b", "none", "none /a", "\"/a b\" /c"},
            {"GlobalKnownHostsFile", "/g", "/g /h", "none"},
            {"StrictHostKeyChecking", "yes", "no", "ask", "accept-new", "off", "maybe"},
            {"HostKeyAlias", "alias", "Alias"},
            {"HashKnownHosts", "yes", "no"},
            {"CheckHostIP", "yes", "no"},
            {"ConnectTimeout", "5", "1m", "none", "1x", "2h5s"},
            {"ConnectionAttempts", "1", "3", "-1", "x"},
            {"ServerAliveInterval", "15", "1m30s", "0"},
            {"ServerAliveCountMax", "0", "5", "05"},
            {"RequiredRSASize", "1024", "4096", "x"},
            {"AddressFamily", "any", "inet", "inet6", "INET"},
            {"BindAddress", "127.0.0.1", "::1"},
            {"Ciphers", "aes256-ctr", "+3des-cbc", "-aes*", "^aes256-ctr,aes128-ctr", "rot13",
             "aes256-ctr,rot13", "+aes*-cbc"},
            {"MACs", "hmac-sha2-256", "-*etm*", "+hmac-md5", "^hmac-sha1"},
            {"KexAlgorithms", "curve25519-sha256", "-ecdh*", "+diffie-hellman-group1-sha1"},
            {"HostKeyAlgorithms", "ssh-ed25519", "+ssh-rsa", "-*cert*", "^rsa-sha2-256"},
            {"PubkeyAcceptedAlgorithms", "ssh-ed25519,rsa-sha2-512", "-ecdsa*", "+ssh-rsa"},
            {"Compression", "yes"},
            {"ControlMaster", "auto"},
            {"ForwardX11", "no"},
            {"LogLevel", "QUIET"},
            {"NoSuchKeyword", "x"},
            {"IgnoreUnknown", "NoSuch*"},
            {"CanonicalizeHostname", "no"},
            {"SendEnv", "LANG LC_*"},
        };
        const auto& keyword = all[upto(all.size())];
        auto name = keyword.front();
        if (name == "NoSuchKeyword" && upto(4) != 0) return "# not often";
        if (upto(8) == 0) name = text::lower(name);
        // The first ones are sound.
        auto choices = std::min<std::size_t>(keyword.size() - 1, upto(10) == 0 ? 99 : 3);
        if (name == "Port" || name == "port")
            choices = std::min<std::size_t>(choices, upto(10) == 0 ? 99 : 2);
        return in_order({name, any({" ", " ", "=", " = ", "\t"}), keyword[1 + upto(choices)]});
    }

    std::mt19937& chance_;
};

struct Peer {
    bool accepted = false;
    std::string output;
};

Peer ask_ssh(const std::string& config, const std::string& host) {
    const auto command = "ssh -G -F " + config + " " + host + " 2>&1 </dev/null";
    Peer peer;
    FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): it is a shell that ssh is asked in
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> bytes{};
    while (const auto size = std::fread(bytes.data(), 1, bytes.size(), pipe))
        peer.output.append(bytes.data(), size);
    const int status = ::pclose(pipe);
    peer.accepted = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return peer;
}

bool ends_well(const std::string& command) {
    const auto* shell = std::getenv("SHELL");
    const auto whole = "exec " + std::string(shell == nullptr || *shell == 0 ? "/bin/sh" : shell) + " -c '" +
                       [&command] {
                           std::string quoted;
                           for (const char c : command) quoted += c == '\'' ? "'\\''" : std::string(1, c);
                           return quoted;
                       }() +
                       "' >/dev/null 2>&1 </dev/null";
    return std::system(whole.c_str()) == 0;  // NOLINT(cert-env33-c): the commands are those above
}

std::string read_all(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// What ssh knows of this machine and this user.
struct Machine {
    explicit Machine(const std::string& folder) {
        const auto* user = ::getpwuid(::getuid());
        REQUIRE(user != nullptr);
        std::array<char, 256> name{};
        REQUIRE(::gethostname(name.data(), name.size() - 1) == 0);
        facts.local_user = user->pw_name;
        facts.user_id = std::to_string(::getuid());
        facts.home = user->pw_dir;
        facts.this_host = name.data();
        facts.environment = [](const std::string& variable) -> std::optional<std::string> {
            const auto* value = std::getenv(variable.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
        };
        facts.home_of = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
        facts.sha1_hex = hex_of_sha1;
        files.read = [](const std::string& path, bool) {
            Files::Text found;
            if (std::filesystem::exists(path)) found.text = read_all(path);
            return found;
        };
        files.glob = [folder](const std::string& pattern) {
            Texts found;
            if (pattern == folder + "/more.conf" || pattern == folder + "/mor?.conf")
                found.push_back(folder + "/more.conf");
            return found;
        };
        for (const auto* kind : {"rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"})
            defaults.identity_files.push_back("~/.ssh/id_" + std::string(kind));
    }

    Settings settle(const std::string& config, const std::string& host) {
        facts.host = host;
        facts.answers.clear();
        for (;;) {
            auto answer = ssh_config::settle(facts, files, {Source(config, true, true)});
            if (auto* settings = std::get_if<Settings>(&answer)) return std::move(*settings);
            const auto& command = std::get<Question>(answer).command;
            facts.answers[command] = ends_well(command);
        }
    }

    Facts facts;
    Files files;
    Defaults defaults;
};

// Of what ssh prints, the lines with a keyword that is ours.
Texts lines_with(const std::set<std::string>& keywords, const std::string& output) {
    Texts found;
    for (const auto& line : text::lines(output)) {
        if (keywords.count(line.substr(0, line.find(' '))) != 0) found.push_back(line);
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string without(const Texts& lines, const Texts& others) {
    std::string left;
    for (const auto& line : lines) {
        if (std::find(others.begin(), others.end(), line) == others.end()) left += line + "\n";
    }
    return left;
}

const std::set<std::string>& our_keywords() {
    static const std::set<std::string> all{"user",
                                           "hostname",
                                           "port",
                                           "addressfamily",
                                           "checkhostip",
                                           "hashknownhosts",
                                           "identitiesonly",
                                           "requiredrsasize",
                                           "stricthostkeychecking",
                                           "connectionattempts",
                                           "serveralivecountmax",
                                           "serveraliveinterval",
                                           "bindaddress",
                                           "ciphers",
                                           "hostkeyalgorithms",
                                           "hostkeyalias",
                                           "identityagent",
                                           "kexalgorithms",
                                           "macs",
                                           "pubkeyacceptedalgorithms",
                                           "identityfile",
                                           "certificatefile",
                                           "globalknownhostsfile",
                                           "userknownhostsfile",
                                           "forwardagent",
                                           "connecttimeout",
                                           "proxyjump",
                                           "proxycommand"};
    return all;
}

/// Names of algorithms that are not known here are passed over among others: another version knows them.
bool accepted_on_purpose(const std::string& output) {
    return output.find("Bad SSH2") != std::string::npos;
}

/// Where we refuse, on purpose, what ssh takes or only refuses when it connects.
bool refused_on_purpose(const Problem& problem) {
    static const Texts reasons{
        // The names of services are in a file of the machine that we do not read.
        "'ssh' is no value of port",
        // `ssh -G` does not expand these, and fails only when it connects.
        "stands for nothing here",
        "identityfile: ",
        "certificatefile: ",
        "identityagent: ",
        "proxycommand: ",
        "proxyjump: ",
        "0 attempts",
    };
    return std::any_of(reasons.begin(), reasons.end(), [&problem](const std::string& reason) {
        return problem.text.find(reason) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("random configurations mean to us what they mean to ssh") {
    std::string folder = "/tmp/wheels-ssh-config-XXXXXX";
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    ::setenv("PEER_NAME", "/run/peer", 1);
    Machine machine(folder);
    std::mt19937 chance(20260602);  // NOLINT(cert-msc51-cpp): the same files in every run
    Generator generator(chance);
    const auto config = folder + "/config";
    int compared = 0;
    int both_refused = 0;
    int on_purpose = 0;
    int on_purpose_accepted = 0;
    for (int i = 0; i < rounds; ++i) {
        auto text = generator.file(true);
        // `Include more.conf` would be looked for in ~/.ssh.
        for (std::size_t at = 0; (at = text.find("Include mor", at)) != std::string::npos;
             at += folder.size() + 9)
            text.insert(at + 8, folder + "/");
        const auto more = generator.file(false);
        std::ofstream(config) << text;
        std::ofstream(folder + "/more.conf") << more;
        const std::string host = host_names[generator.upto(std::size(host_names))];
        CAPTURE(host);
        CAPTURE(text);
        CAPTURE(more);

        const auto peer = ask_ssh(config, host);

        CAPTURE(peer.output);
        try {
            const auto settings = machine.settle(config, host);
            const auto ours = describe(settings, machine.defaults, machine.facts.home);
            if (!peer.accepted) {
                CHECK(accepted_on_purpose(peer.output));
                ++on_purpose_accepted;
                continue;
            }
            auto sorted = ours;
            std::sort(sorted.begin(), sorted.end());
            const auto theirs = lines_with(our_keywords(), peer.output);
            CHECK(without(sorted, theirs) == "");
            CHECK(without(theirs, sorted) == "");
            ++compared;
        } catch (const Error& error) {
            const auto& problem = error.problems().front();
            CAPTURE(problem.to_string());
            CHECK(problem.line > 0);
            if (!peer.accepted) {
                ++both_refused;
            } else {
                CHECK(refused_on_purpose(problem));
                ++on_purpose;
            }
        }
    }
    std::filesystem::remove_all(folder);
    MESSAGE("compared " << compared << " hosts; refused by both " << both_refused << ", by us alone "
                        << on_purpose << ", by ssh alone " << on_purpose_accepted);
    CHECK(compared > rounds / 3);
    CHECK(both_refused > rounds / 50);
}

}  // namespace wheels::test
