#include "ssh/certificate.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "ssh/ssh_agent.hpp"
#include "ssh/ssh_bench.hpp"

// Certificates of users, as ssh-keygen makes them and Debian's sshd takes them.

using namespace wheels;
using namespace wheels::test;

namespace {

class Authority {
public:
    Authority() : key_(make_key(dir_.path() + "/ca", {"-t", "ed25519", "-N", ""})) {}

    std::string trusted() const { return "TrustedUserCAKeys " + key_ + ".pub\n"; }
    /// KEY-cert.pub beside the key.
    std::string certify(const std::string& key, const std::vector<std::string>& options = {}) const {
        std::vector<std::string> argv{"/usr/bin/ssh-keygen", "-q", "-s", key_, "-I", "test", "-n",
                                      Sshd::user()};
        argv.insert(argv.end(), options.begin(), options.end());
        argv.push_back(key + ".pub");
        run_tool(argv);
        return key + "-cert.pub";
    }

private:
    TempDir dir_;
    std::string key_;
};

std::string blob_in(const std::string& path) {
    return base64::decode(text::split(contents(path), ' ').at(1)).value_or("");
}

/// A host that trusts the authority, and no key of its own list.
struct CertifiedBench : SshBench {
    explicit CertifiedBench(const Authority& ca, const std::string& more = {})
        : SshBench(ca.trusted() + more) {
        std::filesystem::remove(key);
        std::filesystem::remove(key + ".pub");
        std::ofstream(sshd.folder() + "/authorized_keys").close();
    }
    std::string add_key(const std::string& name, const std::vector<std::string>& key_options) const {
        return make_key(sshd.home() + "/.ssh/" + name, key_options);
    }
    bool logs_in() { return run(*connect(), "echo in").out == "in\n"; }
};

}  // namespace

TEST_CASE("a certificate tells its key, whose it is, and how long it is valid") {
    const Authority ca;
    TempDir dir;
    const std::vector<std::vector<std::string>> kinds{{"-t", "ed25519"},
                                                      {"-t", "rsa", "-b", "2048"},
                                                      {"-t", "ecdsa", "-b", "256"},
                                                      {"-t", "ecdsa", "-b", "521"}};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        CAPTURE(i);
        auto options = kinds[i];
        options.insert(options.end(), {"-N", ""});
        const auto key = make_key(dir.path() + "/key" + std::to_string(i), options);
        const auto blob = blob_in(ca.certify(key, {"-V", "19700101000100Z:19700101000200Z"}));

        const auto certificate = ssh::read_certificate(blob);

        REQUIRE(certificate);
        CHECK(certificate->plain_blob == blob_in(key + ".pub"));
        CHECK(certificate->of_user);
        CHECK(certificate->valid_after == 60);
        CHECK(certificate->valid_before == 120);
        CHECK(ssh::plain_key(blob) == certificate->plain_blob);
        CHECK_FALSE(ssh::read_certificate(certificate->plain_blob));
        for (std::size_t size = 0; size < blob.size(); size += 7) {
            const auto cut = ssh::read_certificate(std::string_view(blob).substr(0, size));
            if (cut) CHECK(size > certificate->plain_blob.size());
        }
    }
    CHECK(ssh::plain_algorithm("rsa-sha2-512-cert-v01@openssh.com") == "rsa-sha2-512");
    CHECK(ssh::plain_algorithm("sk-ssh-ed25519-cert-v01@openssh.com") == "sk-ssh-ed25519@openssh.com");
    CHECK(ssh::plain_algorithm("ssh-ed25519") == "ssh-ed25519");
}

TEST_CASE("a certificate beside a key logs in where only its authority is known, for every kind of key") {
    const Authority ca;
    for (const std::string type : {"ed25519", "ecdsa", "rsa"}) {
        for (const bool is_named : {false, true}) {
            CAPTURE(type);
            CAPTURE(is_named);
            CertifiedBench bench(ca, "MaxAuthTries 1\n");
            const auto key = bench.add_key("id_" + type, {"-t", type, "-N", ""});
            ca.certify(key);
            if (is_named) bench.options.keys = {"~/.ssh/id_" + type};

            CHECK(bench.logs_in());
            CHECK(bench.sshd.log().find("Postponed publickey") == std::string::npos);
        }
    }
}

TEST_CASE("a certificate that is named belongs to whichever key it is about, of a file or of the agent") {
    const Authority ca;
    for (const bool in_agent : {false, true}) {
        for (const std::string type : {"ed25519", "rsa"}) {
            CAPTURE(in_agent);
            CAPTURE(type);
            CertifiedBench bench(ca);
            const SshAgent agent;
            const auto key = bench.add_key("mine", {"-t", type, "-N", ""});
            const auto elsewhere = bench.sshd.folder() + "/elsewhere.pub";
            std::filesystem::rename(ca.certify(key), elsewhere);
            auto& host = bench.options.hosts["127.0.0.1"];
            host.certificates = {elsewhere};
            if (in_agent) {
                agent.add(key);
                std::filesystem::remove(key);
                bench.options.agent_socket = agent.socket();
            } else {
                host.keys = {key};
            }

            CHECK(bench.logs_in());
        }
    }
}

TEST_CASE("a certificate in the agent logs in, with keys_only where it is about a configured key") {
    const Authority ca;
    for (const bool keys_only : {false, true}) {
        CAPTURE(keys_only);
        CertifiedBench bench(ca, "MaxAuthTries 2\n");
        const SshAgent agent;
        const auto key = bench.add_key("mine", {"-t", "ed25519", "-N", ""});
        const auto certificate = ca.certify(key);
        agent.add(key);  // ssh-add takes the certificate beside it, too
        std::filesystem::remove(certificate);
        bench.options.agent_socket = agent.socket();
        if (keys_only) {
            bench.options.keys = {"~/.ssh/mine"};
            bench.options.keys_only = true;
        }

        CHECK(bench.logs_in());
    }
}

TEST_CASE("an encrypted key with a certificate is not unlocked in vain, and signs with its passphrase") {
    const Authority ca;
    CertifiedBench bench(ca);
    const SshAgent agent;
    const auto key = bench.add_key("id_ed25519", {"-t", "ed25519", "-N", ""});
    agent.add(key);
    ca.certify(key);
    run_tool({"/usr/bin/ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", key});
    bench.options.agent_socket = agent.socket();

    CHECK(bench.logs_in());
}

TEST_CASE("certificates that are of no use are passed over, and said when no key does") {
    struct Case {
        std::vector<std::string> options;
        std::string said;
    };
    const Case cases[] = {
        {{"-V", "-2d:-1d"}, "~/.ssh/id_ed25519-cert.pub is a certificate that has expired"},
        {{"-V", "+1d:+2d"}, "~/.ssh/id_ed25519-cert.pub is a certificate that is not valid yet"},
        {{"-h"}, "~/.ssh/id_ed25519-cert.pub is a certificate of a host"},
    };
    const Authority ca;
    for (const auto& [options, said] : cases) {
        CAPTURE(said);
        CertifiedBench bench(ca);
        const auto key = bench.add_key("id_ed25519", {"-t", "ed25519", "-N", ""});
        ca.certify(key, options);

        const auto error = SshBench::error_of([&] { bench.connect(); });
        bench.sshd.authorize(key + ".pub");

        CHECK(error.kind() == ErrorKind::authentication);
        CHECK(error.message().find(said) != std::string::npos);
        CHECK(bench.logs_in());
    }
}

TEST_CASE("a certificate whose key nobody has, or that is none, is said") {
    const Authority ca;
    CertifiedBench bench(ca);
    const auto key = bench.add_key("id_ed25519", {"-t", "ed25519", "-N", ""});
    const auto other = make_key(bench.sshd.folder() + "/other", {"-t", "ed25519", "-N", ""});
    auto& host = bench.options.hosts["127.0.0.1"];
    host.certificates = {ca.certify(other), key + ".pub", bench.sshd.folder() + "/none-such"};

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.message().find("other-cert.pub: a certificate, and nobody has the private key") !=
          std::string::npos);
    CHECK(error.message().find("id_ed25519.pub is no certificate") != std::string::npos);
    CHECK(error.message().find("none-such: No such file or directory") != std::string::npos);
}
